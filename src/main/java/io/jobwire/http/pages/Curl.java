package io.jobwire.http.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Calls as they are typed into a shell, and JSON as it is read by people. */
final class Curl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
  private static final int LINE = 72;

  private final Contract contract;
  private final String server;

  Curl(Contract contract) {
    this.contract = contract;
    this.server = contract.at("/servers/0/url").asText();
  }

  String of(Contract.Operation operation) {
    List<String> parts = new ArrayList<>();
    parts.add("curl " + method(operation) + server + path(operation));
    if (!contract.demandOf(operation).equals("no token")) {
      parts.add("-H \"Authorization: Bearer $TOKEN\"");
    }
    JsonNode body = operation.node().at("/requestBody/content/application~1json/example");
    if (!body.isMissingNode()) {
      parts.add("-H 'Content-Type: application/json'");
      parts.add("-d '" + json(body).replace("'", "'\\''") + "'");
    }
    return String.join(" \\\n  ", parts);
  }

  private static String method(Contract.Operation operation) {
    boolean plain =
        operation.method().equals("get")
            || operation.method().equals("post") && operation.node().has("requestBody");
    return plain ? "" : "-X " + operation.method().toUpperCase(Locale.ROOT) + " ";
  }

  private String path(Contract.Operation operation) {
    String path = operation.path();
    for (JsonNode parameter : operation.parameters()) {
      JsonNode schema = contract.follow(parameter.path("schema"));
      path =
          path.replace(
              "{" + parameter.path("name").asText() + "}", schema.at("/examples/0").asText());
    }
    return path;
  }

  /** On one line while it fits. */
  static String json(JsonNode value) {
    try {
      String line = JSON.writeValueAsString(value);
      return line.length() <= LINE ? line : PRETTY.writeValueAsString(value);
    } catch (JsonProcessingException never) {
      throw new IllegalStateException(never);
    }
  }
}
