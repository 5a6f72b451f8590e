package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.json.JsonObject;

/** What a search job asks for. Create has looked already; a queue may hold older jobs. */
record SearchInput(String query, int limit) {
  private static final int LONGEST = 1_000;
  private static final int MOST = 20;
  private static final int USUAL = 10;

  static SearchInput of(JsonObject input) {
    return new SearchInput(query(input.getValue("query")), limit(input.getValue("limit", USUAL)));
  }

  private static String query(Object value) {
    if (value instanceof String query) {
      int length = query.codePointCount(0, query.length());
      if (length >= 1 && length <= LONGEST) {
        return query;
      }
    }
    throw refused("query must be a text of 1 to " + LONGEST + " characters.");
  }

  private static int limit(Object value) {
    if (value instanceof Number number) {
      double limit = number.doubleValue();
      if (limit >= 1 && limit <= MOST && limit % 1 == 0) {
        return (int) limit;
      }
    }
    throw refused("limit must be a whole number from 1 to " + MOST + ".");
  }

  private static JobFailure refused(String message) {
    return JobFailure.last("invalid_input", message);
  }
}
