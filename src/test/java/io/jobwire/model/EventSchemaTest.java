package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobwire.model.EventCatalogue.Sender;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Our checks and somebody else's validator read the same catalogue. */
@Label("The compiled catalogue")
class EventSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DEFINITIONS = EventCatalogueTest.definitions();
  private static final EventCatalogue CATALOGUE = EventCatalogue.load();
  private static final Map<String, Validator> VALIDATORS = new HashMap<>();

  private static final List<String> ANYTHING =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "1.0",
          "0.5",
          "100",
          "100.0",
          "100.1",
          "101",
          "1e400",
          "9007199254740993",
          "123456789012345678901234567890",
          "\"\"",
          "\"x\"",
          "\"done\"",
          "\"\\ud800\"",
          "[]",
          "[1,2]",
          "[1]",
          "[0,1]",
          "[{}]",
          "[[]]",
          "{}",
          "{\"percent\":50}",
          "{\"prompt\":1,\"completion\":1.0}",
          "{\"code\":\"c\",\"message\":\"m\"}",
          "{\"code\":1}",
          "[{\"task\":\"t\",\"state\":\"done\"}]",
          "[{\"rank\":1,\"title\":\"t\",\"url\":\"u\",\"snippet\":\"s\",\"score\":0.5}]",
          "[{\"rank\":0,\"title\":\"t\",\"url\":\"u\",\"snippet\":\"s\",\"score\":0.5}]",
          "[{\"rank\":1}]",
          "[{\"from\":0,\"to\":7}]",
          "[{\"from\":-1,\"to\":7}]",
          "[{\"from\":0}]",
          text(200),
          text(201),
          text(2000),
          text(2001),
          list(20, "{\"rank\":1,\"title\":\"t\",\"url\":\"u\",\"snippet\":\"s\",\"score\":1}"),
          list(21, "{\"rank\":1,\"title\":\"t\",\"url\":\"u\",\"snippet\":\"s\",\"score\":1}"),
          list(101, "{\"task\":\"t\",\"state\":\"done\"}"));

  @Label("gives the verdicts of JSON Schema")
  @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  void agree(@ForAll("events") Tuple3<String, Sender, String> event) throws IOException {
    boolean expected = validator(event.get1()).validate(Json.decodeValue(event.get3())).getValid();
    boolean accepted =
        CATALOGUE.flaw(event.get2(), event.get1(), JSON.readTree(event.get3())).isEmpty();
    assertThat(accepted).as(event.get1() + " " + event.get3()).isEqualTo(expected);
    Statistics.collect(expected);
    Statistics.coverage(share -> share.check(true).percentage(p -> p > 10));
  }

  /**
   * Data with the fields that its type has, of which each has a fitting value more often than not.
   */
  @Provide
  Arbitrary<Tuple3<String, Sender, String>> events() {
    List<String> types =
        DEFINITIONS.properties().stream()
            .map(Map.Entry::getKey)
            .filter(EventSchemaTest::isSent)
            .toList();
    return Arbitraries.of(types)
        .flatMap(type -> data(type).map(data -> Tuple.of(type, sender(type), data)));
  }

  private static boolean isSent(String name) {
    return name.contains(":") && !name.startsWith("x:");
  }

  private static Sender sender(String type) {
    return Sender.valueOf(DEFINITIONS.path(type).path("sentBy").asText().toUpperCase(Locale.ROOT));
  }

  private static Arbitrary<String> data(String type) {
    JsonNode schema = resolved(DEFINITIONS.path(type));
    List<Arbitrary<String>> members =
        schema.path("properties").properties().stream()
            .map(
                each ->
                    member(
                        each.getKey(), resolved(each.getValue()), required(schema, each.getKey())))
            .toList();
    Arbitrary<String> stranger =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.just("")), Tuple.of(1, Arbitraries.just("\"owner\":1")));
    Arbitrary<String> object =
        Combinators.combine(Combinators.combine(members).as(EventSchemaTest::joined), stranger)
            .as((all, more) -> "{" + joined(List.of(all, more)) + "}");
    return Arbitraries.frequencyOf(Tuple.of(30, object), Tuple.of(1, Arbitraries.of(ANYTHING)));
  }

  private static Arbitrary<String> member(String name, JsonNode schema, boolean required) {
    Arbitrary<String> value =
        Arbitraries.frequencyOf(
            Tuple.of(20, fitting(schema)), Tuple.of(1, Arbitraries.of(ANYTHING)));
    return Arbitraries.frequencyOf(
        Tuple.of(required ? 1 : 15, Arbitraries.just("")),
        Tuple.of(30, value.map(text -> "\"" + name + "\":" + text)));
  }

  private static Arbitrary<String> fitting(JsonNode schema) {
    if (schema.has("enum")) {
      return Arbitraries.of(words(schema.path("enum")));
    }
    return Arbitraries.of(
        switch (schema.path("type").asText("any")) {
          case "string" -> List.of("\"x\"", "\"é😀\"", text(200));
          case "integer" -> List.of("1", "7", "2.0");
          case "number" -> List.of("1", "99.9", "100", "0");
          case "boolean" -> List.of("true", "false");
          case "array" -> List.of("[]", "[1,2]");
          case "object" -> List.of("{}", "{\"percent\":1}", "{\"code\":\"c\",\"message\":\"m\"}");
          default -> ANYTHING;
        });
  }

  private static JsonNode resolved(JsonNode schema) {
    String pointer = schema.path("$ref").asText();
    return pointer.isEmpty() ? schema : DEFINITIONS.path(pointer.substring("#/$defs/".length()));
  }

  private static boolean required(JsonNode schema, String name) {
    return words(schema.path("required")).contains("\"" + name + "\"");
  }

  private static List<String> words(JsonNode list) {
    return java.util.stream.StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::toString)
        .toList();
  }

  private static String joined(List<String> members) {
    return String.join(",", members.stream().filter(member -> !member.isEmpty()).toList());
  }

  private static Validator validator(String type) {
    return VALIDATORS.computeIfAbsent(type, EventSchemaTest::makeValidator);
  }

  private static Validator makeValidator(String type) {
    JsonObject root =
        new JsonObject()
            .put("$ref", "#/$defs/" + type)
            .put("$defs", new JsonObject(DEFINITIONS.toString()));
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri("https://jobwire.test/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Flag);
    return Validator.create(JsonSchema.of(root), options);
  }

  private static String text(int length) {
    return "\"" + "x".repeat(length) + "\"";
  }

  private static String list(int count, String element) {
    return "[" + String.join(",", java.util.Collections.nCopies(count, element)) + "]";
  }
}
