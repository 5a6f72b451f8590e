package io.jobwire.http.bridge;

/** Why a socket is closed, as the client is told. */
enum Closing {
  DRAINING(4400, "draining"),
  TOKEN(4401, "unauthorized"),
  TOO_SLOW(4408, "too slow"),
  TOO_MANY(4429, "too many"),
  REFUSED(4500, "refused"),
  MALFORMED(4503, "malformed"),
  NOT_UTF8(1007, "not UTF-8"),
  TOO_LARGE(1009, "too large");

  private final int code;
  private final String reason;

  Closing(int code, String reason) {
    this.code = code;
    this.reason = reason;
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
