package io.jobwire.http.auth;

import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stream token opens: to read some jobs of a user, or of anybody where an administrator gave
 * it, and maybe the user's own stream. Jobs are known by marks of their names, so that a token for
 * many of them is still short enough for an address.
 */
public record StreamGrant(
    String user, boolean admin, Set<String> marks, boolean userStream, long expiresAtMs) {
  private static final int MARK_BYTES = 16;

  public StreamGrant {
    marks = Set.copyOf(marks);
  }

  /** Never for longer than the one who gives it may come himself. */
  public static StreamGrant by(
      Caller caller, Collection<JobId> jobs, boolean userStream, long expiresAtMs) {
    return new StreamGrant(
        caller.user(),
        caller.isAdmin(),
        jobs.stream().map(StreamGrant::mark).collect(Collectors.toSet()),
        userStream,
        Math.min(expiresAtMs, caller.expiresAtMs()));
  }

  public boolean covers(JobId id) {
    return marks.contains(mark(id));
  }

  /** Half a SHA-256: nobody finds another name with the same. */
  private static String mark(JobId id) {
    byte[] half = Arrays.copyOf(Sha256.of(id.value()), MARK_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(half);
  }
}
