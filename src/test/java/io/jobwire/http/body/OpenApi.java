package io.jobwire.http.body;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The contract as a judge: what openapi.yaml says of a body, by somebody else's validator. */
final class OpenApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Validator validator;

  /** Judges bodies by one of the schemas under {@code components}. */
  OpenApi(String schema) {
    JsonObject whole = new JsonObject(inJava(yaml()));
    JsonObject root =
        new JsonObject()
            .put("$ref", "#/components/schemas/" + schema)
            .put("components", new JsonObject().put("schemas", schemas(whole)));
    validator =
        Validator.create(
            JsonSchema.of(root),
            new JsonSchemaOptions()
                .setBaseUri("https://jobwire.test/")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Flag));
  }

  boolean accepts(String body) {
    return validator.validate(Json.decodeValue(body)).getValid();
  }

  private static JsonObject schemas(JsonObject whole) {
    return whole.getJsonObject("components").getJsonObject("schemas");
  }

  private static String yaml() {
    try (InputStream file = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
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
