package io.jobwire.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.Refused.Flaw;
import java.util.ArrayList;
import java.util.List;

/** Judges one value: its flaws, the first twenty of them; that there are none costs nothing. */
interface DataCheck {
  int MOST = 20;
  DataCheck NONE = value -> List.of();

  List<Found> flaws(JsonNode value);

  default boolean fits(JsonNode value) {
    return flaws(value).isEmpty();
  }

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
    List<DataCheck> each = checks.stream().filter(check -> check != NONE).toList();
    return switch (each.size()) {
      case 0 -> NONE;
      case 1 -> each.get(0);
      default -> value -> together(each, value);
    };
  }

  private static List<Found> together(List<DataCheck> checks, JsonNode value) {
    List<Found> all = List.of();
    for (DataCheck check : checks) {
      all = joined(all, check.flaws(value));
    }
    return all;
  }

  /** What was found so far and what was found now. */
  static List<Found> joined(List<Found> before, List<Found> more) {
    if (before.isEmpty() || more.isEmpty() || before.size() >= MOST) {
      return before.isEmpty() ? more : before;
    }
    List<Found> both = new ArrayList<>(before);
    both.addAll(more.subList(0, Math.min(more.size(), MOST - before.size())));
    return both;
  }

  /** The same flaws, seen from what the value stands in. */
  static List<Found> in(String name, List<Found> flaws) {
    return flaws.isEmpty() ? flaws : flaws.stream().map(flaw -> flaw.in(name)).toList();
  }
}
