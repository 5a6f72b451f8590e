package io.jobwire.worker;

import io.jobwire.model.InputSchema;
import java.util.Map;
import java.util.TreeMap;

/** What the handlers of this process say of their inputs, checked before anybody is told. */
final class InputSchemas {
  private InputSchemas() {}

  /** Each type's schema, null for those without; a broken one ends the start of this process. */
  static Map<String, String> of(Map<String, JobHandler> handlers) {
    Map<String, String> schemas = new TreeMap<>();
    handlers.forEach((type, handler) -> schemas.put(type, compact(type, handler.inputSchema())));
    return schemas;
  }

  private static String compact(String type, String schema) {
    try {
      return schema == null ? null : InputSchema.compile(schema).text().text();
    } catch (IllegalArgumentException broken) {
      throw new UnfitHandler(
          "The input schema of the handler for " + type + " is no good: " + broken.getMessage());
    }
  }
}
