package io.jobwire.http.body;

import io.jobwire.model.JobState;
import io.jobwire.model.Refused;
import io.vertx.core.MultiMap;

/**
 * Which jobs to list. Null is what does not matter; {@code userId} is {@code *} for the jobs of
 * all.
 */
public record JobQuery(
    JobState state, String type, String tag, int limit, String cursor, String userId) {
  static final int MOST = 200;
  static final int DEFAULT_LIMIT = 50;

  /** From query parameters; those it does not know are ignored. */
  public static JobQuery of(MultiMap parameters) {
    Query query = new Query(parameters);
    JobQuery jobs =
        new JobQuery(
            state(query),
            query.text("type", Shape.TYPE),
            query.text("tag", Shape.TAG),
            query.number("limit", 1, MOST, DEFAULT_LIMIT),
            query.text("cursor", Shape.CURSOR),
            query.text("userId", Shape.USER_ID));
    query.refuseIfWrong();
    return jobs;
  }

  private static JobState state(Query query) {
    String word = query.raw("state");
    try {
      return word == null ? null : JobState.of(word);
    } catch (Refused unknown) {
      unknown.flaws().forEach(flaw -> query.wrong(flaw.path(), flaw.message()));
      return null;
    }
  }
}
