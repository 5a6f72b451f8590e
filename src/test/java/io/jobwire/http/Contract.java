package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What openapi.yaml promises of answers, held against each one that any test gets. */
final class Contract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonObject WHOLE = new JsonObject(inJava(yaml()));
  private static final JsonObject PATHS = WHOLE.getJsonObject("paths");
  private static final Map<String, Validator> VALIDATORS = new ConcurrentHashMap<>();

  /** Refusals that any address may answer with, whatever the table says of it. */
  private static final Set<Integer> ANYWHERE = Set.of(400, 401, 404, 405, 421, 422, 431);

  private Contract() {}

  static void judge(String method, String path, int status, String type, String body) {
    if (status >= 400 && type != null && type.startsWith("application/problem+json")) {
      accept("#/components/schemas/Problem", schema("Problem"), body);
    }
    operation(method, path).ifPresent(call -> judge(call, method + path, status, type, body));
  }

  private static void judge(JsonObject call, String name, int status, String type, String body) {
    JsonObject response = call.getJsonObject("responses").getJsonObject(Integer.toString(status));
    if (response == null) {
      assertThat(ANYWHERE).as("%s answers %s: %s", name, status, body).contains(status);
      return;
    }
    JsonObject content = resolved(response).getJsonObject("content");
    if (content == null) {
      assertThat(body).as("the body of %s %s", name, status).isEmpty();
      return;
    }
    assertThat(type).as("the type of %s %s", name, status).isIn(content.fieldNames());
    if (type.equals("text/event-stream")) {
      return; // no JSON as a whole; its events are held to their catalogue
    }
    String operation = call.getString("operationId") + " " + status;
    accept(operation, content.getJsonObject(type).getJsonObject("schema"), body);
  }

  private static Optional<JsonObject> operation(String method, String path) {
    return PATHS.fieldNames().stream()
        .filter(template -> path.matches(template.replaceAll("\\{[a-z]+}", "[^/]+")))
        .filter(template -> PATHS.getJsonObject(template).containsKey(method.toLowerCase()))
        .min(Comparator.comparingInt(template -> template.contains("{") ? 1 : 0))
        .map(template -> PATHS.getJsonObject(template).getJsonObject(method.toLowerCase()));
  }

  private static void accept(String name, JsonObject schema, String body) {
    OutputUnit found =
        VALIDATORS.computeIfAbsent(name, fresh -> validator(schema)).validate(decoded(name, body));
    assertThat(found.getValid())
        .as("%s breaks the contract %s:%n%s", name, flaws(found), body)
        .isTrue();
  }

  /** Where it is wrong; a wrong part makes the whole unevaluated, which tells nothing. */
  private static List<String> flaws(OutputUnit found) {
    return found.getErrors() == null
        ? List.of()
        : found.getErrors().stream()
            .map(error -> error.getInstanceLocation() + " " + error.getError())
            .filter(flaw -> !flaw.startsWith("# ") && !flaw.contains("A subschema had"))
            .limit(6)
            .toList();
  }

  private static Object decoded(String name, String body) {
    assertThat(body).as("the body of %s", name).isNotEmpty();
    return Json.decodeValue(body);
  }

  /** Held to exactly what is told: what the description does not name must not be there. */
  private static Validator validator(JsonObject schema) {
    JsonObject root =
        new JsonObject()
            .put("allOf", new io.vertx.core.json.JsonArray().add(schema))
            .put("unevaluatedProperties", false)
            .put(
                "components",
                new JsonObject()
                    .put("schemas", WHOLE.getJsonObject("components").getJsonObject("schemas")));
    return Validator.create(
        JsonSchema.of(root),
        new JsonSchemaOptions()
            .setBaseUri("https://jobwire.test/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));
  }

  private static JsonObject schema(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  private static JsonObject resolved(JsonObject response) {
    String reference = response.getString("$ref");
    return reference == null
        ? response
        : WHOLE
            .getJsonObject("components")
            .getJsonObject("responses")
            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static String yaml() {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return JSON.writeValueAsString(new YAMLMapper().readTree(file));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The $ of JSON Schema is the very end; Java's also stands before a last line feed. */
  private static String inJava(String json) {
    return json.replaceAll("(\"pattern\":\"\\^[^\"]*)\\$\"", "$1\\\\\\\\z\"");
  }
}
