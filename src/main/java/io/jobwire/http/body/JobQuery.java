package io.jobwire.http.body;

import io.jobwire.jobs.JobFilter;
import io.jobwire.model.JobState;
import io.jobwire.model.Refused;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.util.Set;

/**
 * Which jobs to list. Null is what does not matter; {@code userId} is {@code *} for the jobs of
 * all.
 */
public record JobQuery(
    JobState state, String type, String tag, int limit, String cursor, String userId) {
  private static final Set<String> NAMES =
      Set.of("state", "type", "tag", "limit", "cursor", "userId");
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

  /** As a body of a bridge command has it: the same names, as texts or numbers. */
  public static JobQuery read(byte[] bytes) {
    return of(
        bytes.length == 0
            ? MultiMap.caseInsensitiveMultiMap()
            : Body.read(bytes, JobQuery::parameters));
  }

  private static Verdict<MultiMap> parameters(Body body) throws IOException {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    body.fields(name -> take(name, body, parameters));
    return Verdict.of(body.flaws(), () -> parameters);
  }

  private static void take(String name, Body body, MultiMap parameters) throws IOException {
    if (!NAMES.contains(name)) {
      body.unknown();
      return;
    }
    String value = name.equals("limit") ? body.value().text() : body.text(Shape.ANY_TEXT);
    if (value != null) {
      parameters.add(name, value);
    }
  }

  public JobFilter filter() {
    return new JobFilter(state, type, tag, limit, cursor, userId);
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
