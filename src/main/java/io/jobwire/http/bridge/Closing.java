package io.jobwire.http.bridge;

/** Why a socket is closed, as the client is told. */
enum Closing {
  DRAINING(4400, "draining", null),
  TOKEN(4401, "unauthorized", null),
  TOO_SLOW(4408, "too slow", "too_slow"),
  TOO_MANY(4429, "too many", "rate_limited"),
  REFUSED(4500, "refused", null),
  MALFORMED(4503, "malformed", "malformed"),
  NOT_UTF8(1007, "not UTF-8", "malformed"),
  TOO_LARGE(1009, "too large", "too_large");

  private final int code;
  private final String reason;
  private final String word;

  Closing(int code, String reason, String word) {
    this.code = code;
    this.reason = reason;
    this.word = word;
  }

  /** Whether it is a refusal of its own; what was refused before is counted already. */
  boolean isRefusal() {
    return word != null;
  }

  /** As the refusals of requests are counted. */
  String word() {
    return word;
  }

  /** Whether an error frame comes before it on every transport. */
  boolean isToldBefore() {
    return this == TOKEN || this == REFUSED || this == MALFORMED;
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
