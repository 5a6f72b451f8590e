package io.jobwire.http.body;

import io.vertx.core.MultiMap;

/**
 * Which events to read. {@code after} is null where the reader starts anew, and may be anything
 * else: whether it is a position is for the stream to say, which answers a wrong one with a reset.
 */
public record EventsQuery(String after, int limit, int waitMs, boolean snapshot) {
  static final int MOST = 500;
  static final int DEFAULT_LIMIT = 200;
  static final int LONGEST_WAIT_MS = 30_000;

  /** From query parameters; those it does not know are ignored. */
  public static EventsQuery of(MultiMap parameters) {
    Query query = new Query(parameters);
    EventsQuery events =
        new EventsQuery(
            query.raw("after"),
            query.number("limit", 1, MOST, DEFAULT_LIMIT),
            query.number("waitMs", 0, LONGEST_WAIT_MS, 0),
            snapshot(query));
    query.refuseIfWrong();
    return events;
  }

  static boolean snapshot(Query query) {
    String start = query.raw("start");
    if (start != null && !start.equals("snapshot")) {
      query.wrong("start", "must be snapshot or absent");
    }
    return start != null;
  }
}
