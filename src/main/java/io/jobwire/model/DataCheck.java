package io.jobwire.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.Refused.Flaw;
import java.util.List;

/** Judges one value: the first flaw, or null, which costs nothing. */
interface DataCheck {
  DataCheck NONE = value -> null;

  Found flaw(JsonNode value);

  /** A flaw and the way to it from the value that was judged. */
  record Found(String path, String message) {
    static Found here(String message) {
      return new Found("", message);
    }

    Found in(String name) {
      boolean direct = path.isEmpty() || path.startsWith("[");
      return new Found(direct ? name + path : name + "." + path, message);
    }

    Flaw told() {
      return new Flaw(path, message);
    }
  }

  static DataCheck all(List<DataCheck> checks) {
    DataCheck[] each = checks.toArray(DataCheck[]::new);
    return value -> {
      for (DataCheck check : each) {
        Found flaw = check.flaw(value);
        if (flaw != null) {
          return flaw;
        }
      }
      return null;
    };
  }
}
