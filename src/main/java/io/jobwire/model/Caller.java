package io.jobwire.model;

import java.util.Set;

/** Who asks, as the checked token says it. */
public record Caller(String user, Set<Scope> scopes, long expiresAtMs) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  public boolean isAdmin() {
    return may(Scope.ADMIN);
  }

  public void demand(Scope scope) {
    if (!may(scope)) {
      throw Refused.because(
          Refused.Reason.FORBIDDEN, "The token lacks the scope " + scope.word() + ".");
    }
  }
}
