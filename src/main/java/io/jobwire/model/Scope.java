package io.jobwire.model;

import java.util.Optional;

/** What a token allows. */
public enum Scope {
  JOBS_READ("jobs:read"),
  JOBS_WRITE("jobs:write"),
  /** Claims jobs of every user, by type. */
  WORKER("worker"),
  /** Reads, cancels, resumes and deletes any job. */
  ADMIN("admin");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** A word that is none of ours grants nothing. */
  public static Optional<Scope> of(String word) {
    for (Scope scope : values()) {
      if (scope.word.equals(word)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
