package io.jobwire.http.body;

import io.jobwire.model.Scope;
import java.time.Duration;
import java.util.Set;

/** A token as a developer asks for it. */
public record DevTokenRequest(String userId, Set<Scope> scopes, Duration ttl) {
  static final Set<Scope> DEFAULT_SCOPES = Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE);
  static final Duration DEFAULT_TTL = Duration.ofDays(1);

  public DevTokenRequest {
    scopes = Set.copyOf(scopes);
  }
}
