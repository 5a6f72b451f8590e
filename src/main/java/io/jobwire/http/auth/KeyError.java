package io.jobwire.http.auth;

/** A key that cannot be trusted with anything: one line for whoever configured it. */
public final class KeyError extends IllegalArgumentException {
  private final String setting;
  private final String problem;

  KeyError(String setting, String problem) {
    super(setting + " " + problem);
    this.setting = setting;
    this.problem = problem;
  }

  /** The setting that holds the key, as in {@code auth.secret}. */
  public String setting() {
    return setting;
  }

  public String problem() {
    return problem;
  }
}
