package io.jobwire.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.DataCheck.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Turns the part of JSON Schema that the catalogue uses into checks. A keyword that it does not
 * know stops it, so that none is ever passed over in silence.
 */
final class SchemaCompiler {
  private static final String POINTER = "#/$defs/";
  private final JsonNode definitions;

  SchemaCompiler(JsonNode definitions) {
    this.definitions = definitions;
  }

  DataCheck compile(JsonNode schema) {
    List<DataCheck> checks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      checks.add(check(keyword.getKey(), keyword.getValue(), schema));
    }
    checks.removeIf(check -> check == DataCheck.NONE);
    return checks.size() == 1 ? checks.get(0) : DataCheck.all(checks);
  }

  private DataCheck check(String keyword, JsonNode value, JsonNode schema) {
    return switch (keyword) {
      case "description", "sentBy", "control" -> DataCheck.NONE;
      case "$ref" -> compile(referred(value.asText()));
      case "type" -> type(value);
      case "enum" -> oneOf(value);
      case "minimum" -> number(n -> n >= value.asDouble(), "must be at least " + value);
      case "maximum" -> number(n -> n <= value.asDouble(), "must be at most " + value);
      case "minLength" ->
          length(n -> n >= value.asInt(), "must have at least " + value + " characters");
      case "maxLength" ->
          length(n -> n <= value.asInt(), "must have at most " + value + " characters");
      case "minItems" -> size(n -> n >= value.asInt(), "must have at least " + value + " entries");
      case "maxItems" -> size(n -> n <= value.asInt(), "must have at most " + value + " entries");
      case "items" -> items(compile(value));
      case "required" -> required(words(value));
      case "properties" -> properties(value);
      case "additionalProperties" -> additional(value, schema.path("properties"));
      default -> throw new IllegalArgumentException("The catalogue uses " + keyword);
    };
  }

  private JsonNode referred(String pointer) {
    JsonNode definition = definitions.path(pointer.substring(POINTER.length()));
    if (!pointer.startsWith(POINTER) || definition.isMissingNode()) {
      throw new IllegalArgumentException("The catalogue has no " + pointer);
    }
    return definition;
  }

  private static DataCheck type(JsonNode value) {
    Set<String> types = value.isArray() ? words(value) : Set.of(value.asText());
    String message = "must be of type " + String.join(" or ", types);
    List<Predicate<JsonNode>> kinds = types.stream().map(SchemaCompiler::kind).toList();
    return demand(node -> kinds.stream().anyMatch(kind -> kind.test(node)), message);
  }

  private static Predicate<JsonNode> kind(String type) {
    return switch (type) {
      case "object" -> JsonNode::isObject;
      case "array" -> JsonNode::isArray;
      case "string" -> JsonNode::isTextual;
      case "boolean" -> JsonNode::isBoolean;
      case "number" -> JsonNode::isNumber;
      case "integer" -> SchemaCompiler::isWhole;
      default -> throw new IllegalArgumentException("The catalogue uses the type " + type);
    };
  }

  /** As in JSON Schema, 1.0 is a whole number. */
  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() || value.isNumber() && value.doubleValue() % 1 == 0;
  }

  private static DataCheck oneOf(JsonNode values) {
    Set<String> words = words(values);
    String message = "must be one of " + String.join(", ", words);
    return demand(value -> value.isTextual() && words.contains(value.textValue()), message);
  }

  private static DataCheck number(Predicate<Double> fits, String message) {
    return demand(value -> !value.isNumber() || fits.test(value.doubleValue()), message);
  }

  private static DataCheck length(Predicate<Integer> fits, String message) {
    return demand(value -> !value.isTextual() || fits.test(characters(value)), message);
  }

  private static int characters(JsonNode value) {
    String text = value.textValue();
    return text.codePointCount(0, text.length());
  }

  private static DataCheck size(Predicate<Integer> fits, String message) {
    return demand(value -> !value.isArray() || fits.test(value.size()), message);
  }

  private static DataCheck items(DataCheck check) {
    return value -> {
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        Found flaw = check.flaw(value.get(i));
        if (flaw != null) {
          return flaw.in("[" + i + "]");
        }
      }
      return null;
    };
  }

  private static DataCheck required(Set<String> names) {
    return DataCheck.all(names.stream().map(SchemaCompiler::present).toList());
  }

  private static DataCheck present(String name) {
    Found missing = Found.here("is missing").in(name);
    return value -> value.isObject() && !value.has(name) ? missing : null;
  }

  private DataCheck properties(JsonNode schemas) {
    Map<String, DataCheck> checks = new LinkedHashMap<>();
    schemas.properties().forEach(each -> checks.put(each.getKey(), compile(each.getValue())));
    return DataCheck.all(
        checks.entrySet().stream().map(each -> property(each.getKey(), each.getValue())).toList());
  }

  private static DataCheck property(String name, DataCheck check) {
    return value -> {
      JsonNode property = value.get(name);
      Found flaw = property == null ? null : check.flaw(property);
      return flaw == null ? null : flaw.in(name);
    };
  }

  private static DataCheck additional(JsonNode allowed, JsonNode properties) {
    if (!allowed.isBoolean() || allowed.booleanValue()) {
      throw new IllegalArgumentException("The catalogue allows additional properties by silence");
    }
    Set<String> known = new TreeSet<>();
    properties.fieldNames().forEachRemaining(known::add);
    String message = "may have no other fields than " + String.join(", ", known);
    return demand(value -> !value.isObject() || hasOnly(value, known), message);
  }

  private static boolean hasOnly(JsonNode value, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      if (!known.contains(property.getKey())) {
        return false;
      }
    }
    return true;
  }

  private static DataCheck demand(Predicate<JsonNode> fits, String message) {
    Found flaw = Found.here(message);
    return value -> fits.test(value) ? null : flaw;
  }

  private static Set<String> words(JsonNode list) {
    Set<String> words = new TreeSet<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }
}
