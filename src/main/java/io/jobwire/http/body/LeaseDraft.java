package io.jobwire.http.body;

import java.io.IOException;

/** What every numbered write of a worker begins with, as far as it has been read. */
final class LeaseDraft {
  /** What a double holds exactly, which is what Lua counts with. */
  private static final long HIGHEST = (1L << 53) - 1;

  private String lease;
  private Long first;

  /** Passes over a field that is none of these. */
  void take(String field, Body body) throws IOException {
    switch (field) {
      case "lease" -> lease = body.text(Shape.LEASE);
      case "first" -> first = body.number(1, HIGHEST);
      default -> body.unknown();
    }
  }

  void demand(Body body) {
    body.demand("lease", lease);
    body.demand("first", first);
  }

  String lease() {
    return lease;
  }

  long first() {
    return first;
  }
}
