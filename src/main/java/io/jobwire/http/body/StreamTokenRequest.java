package io.jobwire.http.body;

import io.jobwire.model.JobId;
import java.time.Duration;
import java.util.Set;

/** Which streams a token is wanted for: jobs, the caller's own stream, or both. */
public record StreamTokenRequest(Set<JobId> jobs, boolean user, Duration ttl) {
  static final int MOST_JOBS = 50;
  static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  public StreamTokenRequest {
    jobs = Set.copyOf(jobs);
  }
}
