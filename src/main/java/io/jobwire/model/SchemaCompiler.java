package io.jobwire.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.DataCheck.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Turns a part of JSON Schema into checks: the part that the catalogue of events and the inputs of
 * jobs use. A keyword that it does not know stops it, so that none is ever passed over in silence.
 * {@code pattern} is none of them: the regular expressions of Java can take for ever.
 */
final class SchemaCompiler {
  private static final String POINTER = "#/$defs/";
  private static final int LONGEST_NAME = 64;

  private final JsonNode definitions;

  SchemaCompiler(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** Throws an IllegalArgumentException that says what it cannot check. */
  DataCheck compile(JsonNode schema) {
    if (!schema.isObject()) {
      throw new IllegalArgumentException("a schema must be an object, and one is " + schema);
    }
    List<DataCheck> checks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      checks.add(check(keyword.getKey(), keyword.getValue(), schema));
    }
    return DataCheck.all(checks);
  }

  /** What has schemas in it stands apart: a deep one goes through here again and again. */
  private DataCheck check(String keyword, JsonNode value, JsonNode schema) {
    return switch (keyword) {
      case "$ref" -> compile(referred(value.asText()));
      case "items" -> items(compile(value));
      case "properties" -> properties(value);
      case "additionalProperties" -> additional(value, schema.path("properties"));
      case "anyOf" -> alternatives(list(keyword, value), fitting -> fitting > 0, "one");
      case "oneOf" -> alternatives(list(keyword, value), fitting -> fitting == 1, "exactly one");
      default -> flat(keyword, value);
    };
  }

  private static DataCheck flat(String keyword, JsonNode value) {
    return switch (keyword) {
      case "description", "title", "default", "examples", "$comment", "$schema" -> DataCheck.NONE;
      case "sentBy", "control" -> DataCheck.NONE;
      case "type" -> type(value);
      case "const" -> demand(found -> isSame(found, value), "must be " + value);
      case "enum" -> oneOf(list(keyword, value));
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> range(keyword, value);
      case "minLength" -> length(n -> n >= count(keyword, value), "at least", value);
      case "maxLength" -> length(n -> n <= count(keyword, value), "at most", value);
      case "minItems" -> size(n -> n >= count(keyword, value), "at least", value);
      case "maxItems" -> size(n -> n <= count(keyword, value), "at most", value);
      case "required" -> required(words(keyword, value));
      default -> throw new IllegalArgumentException("the keyword " + keyword + " is not known");
    };
  }

  private JsonNode referred(String pointer) {
    JsonNode definition =
        pointer.startsWith(POINTER) ? definitions.get(pointer.substring(POINTER.length())) : null;
    if (definition == null) {
      throw new IllegalArgumentException("there is no " + pointer);
    }
    return definition;
  }

  private static DataCheck type(JsonNode value) {
    Set<String> types = value.isArray() ? words("type", value) : Set.of(value.asText());
    List<Predicate<JsonNode>> kinds = types.stream().map(SchemaCompiler::kind).toList();
    return demand(
        node -> kinds.stream().anyMatch(kind -> kind.test(node)),
        "must be of type " + String.join(" or ", types));
  }

  private static Predicate<JsonNode> kind(String type) {
    return switch (type) {
      case "object" -> JsonNode::isObject;
      case "array" -> JsonNode::isArray;
      case "string" -> JsonNode::isTextual;
      case "boolean" -> JsonNode::isBoolean;
      case "number" -> JsonNode::isNumber;
      case "integer" -> SchemaCompiler::isWhole;
      case "null" -> JsonNode::isNull;
      default -> throw new IllegalArgumentException("the type " + type + " is not known");
    };
  }

  /** As in JSON Schema, 1.0 is a whole number. */
  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() || value.isNumber() && value.doubleValue() % 1 == 0;
  }

  private static DataCheck oneOf(List<JsonNode> values) {
    String words = values.stream().map(JsonNode::asText).collect(Collectors.joining(", "));
    return demand(
        found -> values.stream().anyMatch(value -> isSame(found, value)),
        "must be one of " + words);
  }

  /** As in JSON Schema, 1 and 1.0 are the same. */
  private static boolean isSame(JsonNode found, JsonNode value) {
    return found.isNumber() && value.isNumber()
        ? found.doubleValue() == value.doubleValue()
        : found.equals(value);
  }

  private static DataCheck range(String keyword, JsonNode value) {
    double bound = number(keyword, value);
    return switch (keyword) {
      case "minimum" -> number(n -> n >= bound, "must be at least " + value);
      case "maximum" -> number(n -> n <= bound, "must be at most " + value);
      case "exclusiveMinimum" -> number(n -> n > bound, "must be more than " + value);
      default -> number(n -> n < bound, "must be less than " + value);
    };
  }

  private static DataCheck number(DoublePredicate fits, String message) {
    return demand(value -> !value.isNumber() || fits.test(value.doubleValue()), message);
  }

  private static DataCheck length(IntPredicate fits, String rule, JsonNode bound) {
    fits.test(0);
    return demand(
        value -> !value.isTextual() || fits.test(characters(value)),
        "must have " + rule + " " + bound + " characters");
  }

  private static int characters(JsonNode value) {
    String text = value.textValue();
    return text.codePointCount(0, text.length());
  }

  private static DataCheck size(IntPredicate fits, String rule, JsonNode bound) {
    fits.test(0);
    return demand(
        value -> !value.isArray() || fits.test(value.size()),
        "must have " + rule + " " + bound + " entries");
  }

  private static DataCheck items(DataCheck check) {
    return check == DataCheck.NONE ? check : value -> flawsOfItems(check, value);
  }

  private static List<Found> flawsOfItems(DataCheck check, JsonNode value) {
    List<Found> flaws = List.of();
    for (int i = 0; value.isArray() && i < value.size() && flaws.size() < DataCheck.MOST; i++) {
      flaws = DataCheck.joined(flaws, DataCheck.in("[" + i + "]", check.flaws(value.get(i))));
    }
    return flaws;
  }

  private static DataCheck required(Set<String> names) {
    return DataCheck.all(names.stream().map(SchemaCompiler::present).toList());
  }

  private static DataCheck present(String name) {
    List<Found> missing = List.of(Found.here("is missing").in(name));
    return value -> value.isObject() && !value.has(name) ? missing : List.of();
  }

  private DataCheck properties(JsonNode schemas) {
    Map<String, DataCheck> checks = new LinkedHashMap<>();
    object("properties", schemas)
        .properties()
        .forEach(each -> checks.put(each.getKey(), compile(each.getValue())));
    return DataCheck.all(
        checks.entrySet().stream().map(each -> property(each.getKey(), each.getValue())).toList());
  }

  private static DataCheck property(String name, DataCheck check) {
    return check == DataCheck.NONE ? check : value -> flawsOf(name, check, value.get(name));
  }

  private static List<Found> flawsOf(String name, DataCheck check, JsonNode property) {
    return property == null ? List.of() : DataCheck.in(name, check.flaws(property));
  }

  private DataCheck additional(JsonNode allowed, JsonNode properties) {
    Set<String> known = new TreeSet<>();
    properties.fieldNames().forEachRemaining(known::add);
    if (allowed.isBoolean()) {
      String message = "may have no other fields than " + String.join(", ", known);
      return allowed.booleanValue()
          ? DataCheck.NONE
          : demand(value -> !value.isObject() || hasOnly(value, known), message);
    }
    DataCheck check = compile(allowed);
    return check == DataCheck.NONE ? check : value -> flawsOfOthers(known, check, value);
  }

  private static boolean hasOnly(JsonNode value, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      if (!known.contains(property.getKey())) {
        return false;
      }
    }
    return true;
  }

  private static List<Found> flawsOfOthers(Set<String> known, DataCheck check, JsonNode value) {
    List<Found> flaws = List.of();
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      if (!known.contains(property.getKey()) && flaws.size() < DataCheck.MOST) {
        flaws =
            DataCheck.joined(
                flaws, DataCheck.in(shown(property.getKey()), check.flaws(property.getValue())));
      }
    }
    return flaws;
  }

  /** A name that is nobody's but the sender's may be anything at all, and goes into an answer. */
  private static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(LONGEST_NAME)
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /** Where all that the alternatives do is to demand a field, the message names the fields. */
  private DataCheck alternatives(List<JsonNode> schemas, IntPredicate enough, String how) {
    List<DataCheck> checks = schemas.stream().map(this::compile).toList();
    List<String> demanded = schemas.stream().map(SchemaCompiler::demandedAlone).toList();
    String message =
        demanded.contains("")
            ? "must fit " + how + " of the alternatives"
            : "must have " + how + " of " + String.join(", ", demanded);
    return demand(value -> enough.test(fitting(checks, value)), message);
  }

  private static int fitting(List<DataCheck> checks, JsonNode value) {
    return (int) checks.stream().filter(check -> check.fits(value)).count();
  }

  private static String demandedAlone(JsonNode schema) {
    return schema.size() == 1 && schema.path("required").size() == 1
        ? schema.at("/required/0").asText()
        : "";
  }

  private static DataCheck demand(Predicate<JsonNode> fits, String message) {
    List<Found> flaw = List.of(Found.here(message));
    return value -> fits.test(value) ? List.of() : flaw;
  }

  private static double number(String keyword, JsonNode value) {
    if (!value.isNumber()) {
      throw wrong(keyword, "a number", value);
    }
    return value.doubleValue();
  }

  private static int count(String keyword, JsonNode value) {
    if (!value.isInt() || value.intValue() < 0) {
      throw wrong(keyword, "a whole number", value);
    }
    return value.intValue();
  }

  private static JsonNode object(String keyword, JsonNode value) {
    if (!value.isObject()) {
      throw wrong(keyword, "an object", value);
    }
    return value;
  }

  private static List<JsonNode> list(String keyword, JsonNode value) {
    if (!value.isArray() || value.isEmpty()) {
      throw wrong(keyword, "a list", value);
    }
    List<JsonNode> entries = new ArrayList<>();
    value.forEach(entries::add);
    return entries;
  }

  private static Set<String> words(String keyword, JsonNode value) {
    Set<String> words = new TreeSet<>();
    for (JsonNode word : list(keyword, value)) {
      if (!word.isTextual()) {
        throw wrong(keyword, "a list of words", value);
      }
      words.add(word.textValue());
    }
    return words;
  }

  private static IllegalArgumentException wrong(String keyword, String mayBe, JsonNode is) {
    return new IllegalArgumentException(keyword + " must be " + mayBe + ", and is " + is);
  }
}
