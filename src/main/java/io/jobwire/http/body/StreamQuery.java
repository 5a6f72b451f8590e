package io.jobwire.http.body;

import io.jobwire.model.JobId;
import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which streams to follow and from where. {@code after} is null where the reader starts anew, and
 * may be anything else; {@code jobs} is empty where the path says whose stream it is.
 */
public record StreamQuery(List<JobId> jobs, String after, boolean snapshot) {
  static final int MOST_JOBS = 32;

  /** From query parameters; those it does not know are ignored. */
  public static StreamQuery of(MultiMap parameters) {
    Query query = new Query(parameters);
    StreamQuery stream =
        new StreamQuery(List.of(), query.raw("after"), EventsQuery.snapshot(query));
    query.refuseIfWrong();
    return stream;
  }

  /** The same for many jobs, which stand there too. */
  public static StreamQuery ofJobs(MultiMap parameters) {
    Query query = new Query(parameters);
    StreamQuery stream =
        new StreamQuery(jobs(query), query.raw("after"), EventsQuery.snapshot(query));
    query.refuseIfWrong();
    return stream;
  }

  private static List<JobId> jobs(Query query) {
    String given = query.raw("jobs");
    String[] names = given == null ? new String[0] : given.split(",", MOST_JOBS + 1);
    Set<JobId> jobs = new LinkedHashSet<>();
    for (String name : names) {
      if (JobId.isValid(name)) {
        jobs.add(new JobId(name));
      }
    }
    if (names.length == 0 || names.length > MOST_JOBS || jobs.size() < names.length) {
      query.wrong("jobs", "must be 1 to " + MOST_JOBS + " ids of jobs, each once, between commas");
    }
    return List.copyOf(jobs);
  }
}
