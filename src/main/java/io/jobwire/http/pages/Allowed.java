package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a value may be, in words. */
final class Allowed {
  private Allowed() {}

  static String of(JsonNode schema) {
    List<String> rules = new ArrayList<>();
    if (schema.has("enum")) {
      rules.add(
          FieldTable.words(schema.path("enum")).stream()
              .map(Html::code)
              .collect(Collectors.joining(" ")));
    }
    between(schema, "minimum", "maximum", "").ifPresent(rules::add);
    between(schema, "minLength", "maxLength", " characters").ifPresent(rules::add);
    between(schema, "minItems", "maxItems", " entries").ifPresent(rules::add);
    if (schema.has("format") && schema.has("examples")) {
      rules.add("as in " + Html.code(schema.at("/examples/0").asText()));
    }
    if (isTelling(schema)) {
      rules.add(Html.code(schema.path("pattern").asText().replaceAll("^\\^|\\$$", "")));
    }
    return String.join("<br>", rules);
  }

  /** Not every pattern helps a reader: dates are named, and what excludes characters says so. */
  private static boolean isTelling(JsonNode schema) {
    String pattern = schema.path("pattern").asText();
    return !pattern.isEmpty() && !schema.has("format") && !pattern.startsWith("^[^");
  }

  private static Optional<String> between(JsonNode schema, String least, String most, String unit) {
    JsonNode low = schema.path(least);
    JsonNode high = schema.path(most);
    if (low.isMissingNode() && high.isMissingNode()) {
      return Optional.empty();
    }
    String range =
        low.isMissingNode()
            ? "at most " + high
            : high.isMissingNode() ? "at least " + low : low + " to " + high;
    return Optional.of((low.equals(high) ? low.toString() : range) + unit);
  }
}
