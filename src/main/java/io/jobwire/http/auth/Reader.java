package io.jobwire.http.auth;

import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import java.util.Optional;

/**
 * Who reads streams: a caller, to whom all of his are open, or whoever holds a stream token, to
 * whom only those are that it was made for.
 */
public record Reader(String user, boolean admin, Optional<StreamGrant> grant, long expiresAtMs) {

  public static Reader of(Caller caller) {
    return new Reader(caller.user(), caller.isAdmin(), Optional.empty(), caller.expiresAtMs());
  }

  public static Reader of(StreamGrant grant) {
    return new Reader(grant.user(), grant.admin(), Optional.of(grant), grant.expiresAtMs());
  }

  /** As whom a job is looked for; empty where anybody's is there for him. */
  public String owner() {
    return admin ? "" : user;
  }

  /** What the token is not for is not there, whether it is or not. */
  public void demand(JobId id) {
    if (!grant.map(given -> given.covers(id)).orElse(true)) {
      throw Refused.notFound();
    }
  }

  public void demandUserStream() {
    if (!grant.map(StreamGrant::userStream).orElse(true)) {
      throw Refused.because(Reason.FORBIDDEN, "The token is not for the user's own stream.");
    }
  }
}
