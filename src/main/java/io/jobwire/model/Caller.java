package io.jobwire.model;

import java.util.Set;
import java.util.stream.Collectors;

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

  /** One of them is enough; without any, nothing is demanded. */
  public void demandOneOf(Set<Scope> any) {
    if (!any.isEmpty() && any.stream().noneMatch(this::may)) {
      String words = any.stream().map(Scope::word).sorted().collect(Collectors.joining(" or "));
      throw Refused.because(Refused.Reason.FORBIDDEN, "The token lacks the scope " + words + ".");
    }
  }

  public void demand(Scope scope) {
    if (!may(scope)) {
      throw Refused.because(
          Refused.Reason.FORBIDDEN, "The token lacks the scope " + scope.word() + ".");
    }
  }
}
