package io.jobwire.http.body;

import io.jobwire.model.JobId;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** A wish for a stream token as far as it has been read. */
final class StreamTokenDraft {
  private static final long HOUR_SECONDS = 3_600;

  private Set<JobId> jobs;
  private boolean user;
  private Duration ttl = StreamTokenRequest.DEFAULT_TTL;

  private StreamTokenDraft() {}

  static Verdict<StreamTokenRequest> read(Body body) throws IOException {
    StreamTokenDraft draft = new StreamTokenDraft();
    if (body.fields(field -> draft.take(field, body)) && !draft.user) {
      body.demand("jobs", draft.jobs);
    }
    return Verdict.of(body.flaws(), draft::request);
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "jobs" -> jobs = jobs(body);
      case "user" -> user = Boolean.TRUE.equals(body.truth());
      case "ttlSeconds" -> ttl = ttl(body);
      default -> body.unknown();
    }
  }

  private static Set<JobId> jobs(Body body) throws IOException {
    Set<JobId> jobs = new LinkedHashSet<>();
    if (body.elements(StreamTokenRequest.MOST_JOBS, element -> addJob(body, jobs)) == 0) {
      body.wrong("must have at least one entry");
    }
    return jobs;
  }

  private static void addJob(Body body, Set<JobId> jobs) throws IOException {
    String id = body.text(Shape.JOB_ID);
    if (id != null && !jobs.add(new JobId(id))) {
      body.wrong("is there twice");
    }
  }

  private static Duration ttl(Body body) throws IOException {
    Long seconds = body.number(1, HOUR_SECONDS);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private StreamTokenRequest request() {
    return new StreamTokenRequest(jobs == null ? Set.of() : jobs, user, ttl);
  }
}
