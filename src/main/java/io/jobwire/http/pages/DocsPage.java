package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.http.pages.Contract.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The documentation: the calls by their tags, the schemas, the events. */
final class DocsPage {
  private static final String SCHEMAS = "schema-";
  private static final String EVENTS = "event-";

  private final Contract contract;
  private final Contract events;
  private final FieldTable fields;
  private final FieldTable eventFields;
  private final Curl curl;

  DocsPage(JsonNode contract, JsonNode events) {
    this.contract = new Contract(contract);
    this.events = new Contract(events);
    this.fields = new FieldTable(this.contract, SCHEMAS);
    this.eventFields = new FieldTable(this.events, EVENTS);
    this.curl = new Curl(this.contract);
  }

  /** Puts everything where the template has its name in double braces. */
  String fill(String template) {
    return template
        .replace("{{introduction}}", Html.prose(contract.at("/info/description").asText()))
        .replace("{{calls}}", tags().stream().map(this::section).collect(Collectors.joining()))
        .replace("{{schemas}}", schemas())
        .replace("{{events}}", events());
  }

  private List<JsonNode> tags() {
    return Contract.list(contract.at("/tags"));
  }

  /** Where everything is. */
  String here() {
    return """
        <ul class="plain"><li><a href="#main">Introduction</a></li></ul>
        %s
        <h2>Shapes</h2>
        <ul class="plain"><li><a href="#types">Job types</a></li><li><a href="#schemas">Schemas</a></li>\
        <li><a href="#events">Events</a></li></ul>
        """
        .formatted(navigation());
  }

  private String navigation() {
    StringBuilder html = new StringBuilder();
    for (JsonNode tag : tags()) {
      String name = tag.path("name").asText();
      String links =
          contract.operations(name).stream().map(DocsPage::link).collect(Collectors.joining());
      html.append("<h2>%s</h2>\n<ul>\n%s</ul>\n".formatted(Html.escape(name), links));
    }
    return html.toString();
  }

  private static String link(Operation operation) {
    return "<li><a href=\"#%s\">%s <span>%s</span></a></li>\n"
        .formatted(
            Html.escape(operation.id()), badge(operation.method()), Html.path(operation.path()));
  }

  private static String badge(String method) {
    return "<b class=\"badge %s\">%s</b>".formatted(method, method.toUpperCase(Locale.ROOT));
  }

  private String section(JsonNode tag) {
    String name = tag.path("name").asText();
    String calls = contract.operations(name).stream().map(this::call).collect(Collectors.joining());
    return "<section>\n<h2>%s</h2>\n%s%s</section>\n"
        .formatted(Html.escape(name), Html.prose(tag.path("description").asText()), calls);
  }

  private String call(Operation operation) {
    return """
        <article id="%s">
        <h3>%s <code>%s</code></h3>
        <p class="summary">%s <span class="demand">%s</span></p>
        %s%s%s%s%s</article>
        """
        .formatted(
            Html.escape(operation.id()),
            badge(operation.method()),
            Html.path(operation.path()),
            Html.line(operation.text("summary")),
            Html.escape(contract.demandOf(operation)),
            Html.prose(operation.text("description")),
            titled("Parameters", fields.parameters(operation.parameters())),
            titled("Body", body(operation)),
            example("Example", curl.of(operation)),
            titled("Answers", answers(operation)));
  }

  private static String titled(String title, String content) {
    return content.isEmpty() ? "" : "<h4>" + title + "</h4>\n" + content;
  }

  private static String example(String title, String text) {
    return titled(title, "<pre tabindex=\"0\"><code>" + Html.escape(text) + "</code></pre>\n");
  }

  private String body(Operation operation) {
    JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
    return schema.isMissingNode() ? "" : fields.describe("Body", contract.follow(schema));
  }

  private String answers(Operation operation) {
    String rows =
        operation.node().path("responses").properties().stream()
            .map(each -> answer(each.getKey(), contract.follow(each.getValue())))
            .collect(Collectors.joining());
    return "<dl class=\"answers\">\n" + rows + "</dl>\n" + shown(operation);
  }

  private String answer(String status, JsonNode response) {
    return "<div><dt class=\"s%s\">%s</dt><dd>%s%s</dd></div>\n"
        .formatted(
            status.charAt(0),
            status,
            Html.line(response.path("description").asText()),
            schemaLink(response));
  }

  private static String schemaLink(JsonNode response) {
    String name = Contract.name(response.at("/content/application~1json/schema"));
    return name.isEmpty()
        ? ""
        : " <a href=\"#%s%s\">%s</a>".formatted(SCHEMAS, Html.escape(name), Html.escape(name));
  }

  /** The fields of an answer that has no name of its own. */
  private String shown(Operation operation) {
    JsonNode first = operation.node().path("responses").properties().iterator().next().getValue();
    JsonNode schema = contract.follow(first).at("/content/application~1json/schema");
    return schema.has("properties") ? fields.describe("Answer", schema) : "";
  }

  private String schemas() {
    return contract.at("/components/schemas").properties().stream()
        .filter(each -> each.getValue().has("properties") || each.getValue().has("allOf"))
        .map(each -> schema(SCHEMAS, each, fields))
        .collect(Collectors.joining());
  }

  private String events() {
    return events.at("/$defs").properties().stream()
        .filter(each -> events.follow(each.getValue()).path("type").asText().equals("object"))
        .map(each -> schema(EVENTS, each, eventFields))
        .collect(Collectors.joining());
  }

  private String schema(String anchors, Map.Entry<String, JsonNode> named, FieldTable table) {
    JsonNode schema = named.getValue();
    JsonNode followed = anchors.equals(EVENTS) ? events.follow(schema) : schema;
    return """
        <article id="%s%s">
        <h3 class="name">%s%s</h3>
        %s%s%s</article>
        """
        .formatted(
            anchors,
            Html.escape(named.getKey()),
            Html.escape(named.getKey()),
            sentBy(schema),
            Html.prose(schema.path("description").asText()),
            table.describe(named.getKey(), followed),
            exampleOf(schema));
  }

  private static String sentBy(JsonNode event) {
    String sender = event.path("sentBy").asText();
    String kind = event.path("control").asBoolean() ? "control" : "from the " + sender;
    return sender.isEmpty() ? "" : " <span class=\"demand\">" + Html.escape(kind) + "</span>";
  }

  private static String exampleOf(JsonNode schema) {
    return Optional.of(schema.at("/examples/0"))
        .filter(JsonNode::isObject)
        .map(value -> example("Example", Curl.json(value)))
        .orElse("");
  }
}
