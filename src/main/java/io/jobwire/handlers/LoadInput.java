package io.jobwire.handlers;

import io.jobwire.worker.JobFailure;
import io.vertx.core.json.JsonObject;

/** Whole numbers out of a load job's input. */
final class LoadInput {
  private final JsonObject input;

  LoadInput(JsonObject input) {
    this.input = input;
  }

  boolean has(String name) {
    return input.containsKey(name);
  }

  int number(String name, int otherwise, int most) {
    Object value = input.getValue(name, otherwise);
    if (value instanceof Integer number && number >= 0 && number <= most) {
      return number;
    }
    throw JobFailure.last(
        "invalid_input", name + " must be a whole number from 0 to " + most + ".");
  }

  int demanded(String name, int most) {
    if (!has(name)) {
      throw JobFailure.last("invalid_input", name + " is missing.");
    }
    return number(name, 0, most);
  }

  boolean asEvent() {
    Object as = input.getValue("as", "chunk");
    if ("event".equals(as) || "chunk".equals(as)) {
      return "event".equals(as);
    }
    throw JobFailure.last("invalid_input", "as must be chunk or event.");
  }
}
