package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The types of jobs that come with the service, and what the input of each may be. */
final class TypesSection {
  private static final String ANCHORS = "type-";

  private final Map<String, JsonNode> schemas;

  TypesSection(Map<String, JsonNode> schemas) {
    this.schemas = schemas;
  }

  String fill(String template) {
    return template.replace(
        "{{types}}",
        schemas.entrySet().stream()
            .map(each -> type(each.getKey(), each.getValue()))
            .collect(Collectors.joining()));
  }

  private static String type(String name, JsonNode schema) {
    return """
        <article id="%s%s">
        <h3 class="name">%s</h3>
        %s%s%s%s</article>
        """
        .formatted(
            ANCHORS,
            Html.escape(name),
            Html.escape(name),
            Html.prose(schema.path("title").asText()),
            Html.prose(schema.path("description").asText()),
            new FieldTable(new Contract(schema), ANCHORS).describe("Input of " + name, schema),
            choice(schema));
  }

  /** Which fields stand for each other. */
  private static String choice(JsonNode schema) {
    String fields =
        alternatives(schema).stream()
            .flatMap(each -> FieldTable.words(each.path("required")).stream())
            .map(Html::code)
            .collect(Collectors.joining(" or "));
    return fields.isEmpty() ? "" : "<p class=\"rule\">One is required: " + fields + ".</p>\n";
  }

  private static List<JsonNode> alternatives(JsonNode schema) {
    return Contract.list(schema.path(schema.has("oneOf") ? "oneOf" : "anyOf"));
  }
}
