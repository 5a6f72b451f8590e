package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Schemas as tables: what each field is, what it may be, and what it is when left out. */
final class FieldTable {
  private static final String ROW =
      """
      <tr><th scope="row"><code>%s</code>%s</th>%s%s%s%s</tr>
      """;
  private static final String TABLE =
      """
      <div class="scroll"><table class="fields"><caption class="hidden">%s</caption><thead><tr><th scope="col">Field</th>\
      <th scope="col">Type</th><th scope="col">Allowed</th><th scope="col">Default</th>\
      <th scope="col">What it is</th></tr></thead><tbody>
      %s</tbody></table></div>
      """;

  private final Contract contract;
  private final String anchors;

  /** Schemas that are named link to anchors that begin so. */
  FieldTable(Contract contract, String anchors) {
    this.contract = contract;
    this.anchors = anchors;
  }

  /** All that there is to say about a schema. */
  String describe(String caption, JsonNode schema) {
    StringBuilder html = new StringBuilder(properties(caption, schema));
    for (JsonNode part : Contract.list(schema.path("allOf"))) {
      html.append(
          part.has("$ref") ? "<p>All of " + type(part) + ", and:</p>" : describe(caption, part));
    }
    return html.append(rule(schema)).toString();
  }

  private static String rule(JsonNode schema) {
    return schema.has("not")
        ? "<p class=\"rule\">" + Html.line(schema.path("description").asText()) + "</p>"
        : "";
  }

  private String properties(String caption, JsonNode schema) {
    String rows = rows("", schema);
    return rows.isEmpty() ? "" : TABLE.formatted(Html.escape(caption), rows);
  }

  private String rows(String prefix, JsonNode schema) {
    Set<String> required = words(schema.path("required"));
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      String name = prefix + field.getKey();
      rows.append(row(name, field.getValue(), required.contains(field.getKey())));
      rows.append(rows(name + ".", field.getValue()));
      rows.append(rows(name + "[].", field.getValue().path("items")));
    }
    return rows.toString();
  }

  String parameters(List<JsonNode> parameters) {
    String rows = parameters.stream().map(this::parameter).collect(Collectors.joining());
    return rows.isEmpty() ? "" : TABLE.formatted("Parameters", rows);
  }

  private String parameter(JsonNode parameter) {
    String place = " <small>" + Html.escape(parameter.path("in").asText()) + "</small>";
    String mark = place + mark(parameter.path("required").asBoolean());
    return row(
        parameter.path("name").asText(),
        parameter.path("schema"),
        mark,
        parameter.path("description"));
  }

  private String row(String name, JsonNode schema, boolean required) {
    JsonNode meaning = schema.has("description") ? schema : contract.follow(schema);
    return row(name, schema, mark(required), meaning.path("description"));
  }

  private String row(String name, JsonNode schema, String mark, JsonNode description) {
    JsonNode followed = contract.follow(schema);
    return ROW.formatted(
        Html.escape(name),
        mark,
        cell("Type", type(schema)),
        cell("Allowed", Allowed.of(followed)),
        cell("Default", otherwise(followed)),
        cell("What", Html.line(description.asText())));
  }

  /** On a narrow screen the label stands beside the content, and nothing stands for nothing. */
  private static String cell(String label, String content) {
    return content.isEmpty()
        ? "<td></td>"
        : "<td data-label=\"" + label + "\"><div>" + content + "</div></td>";
  }

  private static String otherwise(JsonNode schema) {
    JsonNode value = schema.path("default");
    return value.isMissingNode()
        ? ""
        : Html.code(value.isTextual() ? value.asText() : Curl.json(value));
  }

  private static String mark(boolean required) {
    return required ? " <small class=\"required\">required</small>" : "";
  }

  /** The type in words; what has fields of its own is a link. */
  private String type(JsonNode schema) {
    JsonNode followed = contract.follow(schema);
    if (followed.has("items")) {
      return "list of " + type(followed.path("items"));
    }
    if (schema.has("$ref") && (followed.has("properties") || followed.has("allOf"))) {
      String name = Contract.name(schema);
      return "<a href=\"#" + anchors + Html.escape(name) + "\">" + Html.escape(name) + "</a>";
    }
    if (followed.has("allOf")) {
      return type(followed.path("allOf").path(0));
    }
    return Html.escape(String.join(" or ", typeWords(followed)));
  }

  private static Set<String> typeWords(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return Set.of("any");
    }
    String format = schema.path("format").asText();
    if (type.isArray()) {
      return words(type);
    }
    String word = type.asText().replace("array", "list");
    return Set.of(format.isEmpty() ? word : format);
  }

  static Set<String> words(JsonNode list) {
    Set<String> words = new LinkedHashSet<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }
}
