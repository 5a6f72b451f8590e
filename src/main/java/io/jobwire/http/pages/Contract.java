package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** An OpenAPI document, or a catalogue of schemas, with its references followed. */
final class Contract {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** One call. */
  record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
    String id() {
      return node.path("operationId").asText();
    }

    String text(String field) {
      return node.path(field).asText();
    }
  }

  private final JsonNode root;

  Contract(JsonNode root) {
    this.root = root;
  }

  JsonNode at(String pointer) {
    return root.at(pointer);
  }

  /** What a reference refers to; anything else is itself. */
  JsonNode follow(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : follow(root.at(reference.substring(1)));
  }

  /** The last word of a reference; empty when it is none. */
  static String name(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  List<Operation> operations(String tag) {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      path.getValue().properties().stream()
          .filter(each -> METHODS.contains(each.getKey()) && isOf(tag, each.getValue()))
          .forEach(each -> operations.add(operation(path, each)));
    }
    return operations;
  }

  private static boolean isOf(String tag, JsonNode operation) {
    return operation.path("tags").path(0).asText().equals(tag);
  }

  private Operation operation(
      Map.Entry<String, JsonNode> path, Map.Entry<String, JsonNode> method) {
    List<JsonNode> parameters = new ArrayList<>();
    path.getValue().path("parameters").forEach(each -> parameters.add(follow(each)));
    method.getValue().path("parameters").forEach(each -> parameters.add(follow(each)));
    return new Operation(method.getKey(), path.getKey(), method.getValue(), parameters);
  }

  /** What a token must allow for a call, in words. */
  String demandOf(Operation operation) {
    JsonNode security = operation.node().path("security");
    if (security.isMissingNode()) {
      return "any token";
    }
    return security.isEmpty() ? "no token" : "scope " + String.join(" or ", scopes(security));
  }

  private static List<String> scopes(JsonNode security) {
    return list(security).stream()
        .flatMap(each -> list(each.path("bearer")).stream())
        .map(JsonNode::asText)
        .toList();
  }

  static List<JsonNode> list(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).toList();
  }
}
