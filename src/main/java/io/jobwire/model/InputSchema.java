package io.jobwire.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobwire.model.DataCheck.Found;
import io.jobwire.model.Refused.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the input of a type of jobs must be, as its handler says in JSON Schema. */
public final class InputSchema {
  private static final int MOST_BYTES = 16 << 10;
  private static final String INPUT = "input";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonText text;
  private final DataCheck check;

  private InputSchema(JsonText text, DataCheck check) {
    this.text = text;
    this.check = check;
  }

  /** Throws an IllegalArgumentException that says what is wrong with it. */
  public static InputSchema compile(String schema) {
    JsonNode root = parse(schema);
    if (!(root instanceof ObjectNode object) || !"object".equals(root.path("type").asText())) {
      throw new IllegalArgumentException("it must be of the type object, as every input is");
    }
    JsonText text = new JsonText(root.toString());
    if (text.text().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new IllegalArgumentException("it has more than " + MOST_BYTES + " bytes");
    }
    // An input is always an object; what demands no more need not be looked into.
    DataCheck check =
        new SchemaCompiler(MissingNode.getInstance()).compile(object.deepCopy().without("type"));
    return new InputSchema(text, check);
  }

  private static JsonNode parse(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException noJson) {
      throw new IllegalArgumentException("it is not JSON: " + noJson.getOriginalMessage());
    }
  }

  /** The schema itself, compact. */
  public JsonText text() {
    return text;
  }

  /** Refuses what does not fit, with all its flaws, their paths as in {@code input.query}. */
  public void demand(JsonText input) {
    if (check == DataCheck.NONE) {
      return;
    }
    List<Flaw> flaws =
        check.flaws(read(input)).stream().map(flaw -> flaw.in(INPUT)).map(Found::told).toList();
    if (!flaws.isEmpty()) {
      throw Refused.invalid(flaws);
    }
  }

  private static JsonNode read(JsonText input) {
    try {
      return JSON.readTree(input.text());
    } catch (JsonProcessingException noJson) {
      throw Refused.malformed("The input is not JSON.");
    }
  }
}
