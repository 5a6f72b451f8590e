package io.jobwire.http.auth;

import io.jobwire.model.Refused;

/** Why a token is not believed. The details are constants: nothing of the token is ever in them. */
enum Denial {
  NO_TOKEN("One bearer token is needed."),
  TOO_LONG("The token is longer than 8 KiB."),
  UNREADABLE("The token is not a readable signed JWT."),
  HEADER("The token's header asks for something that is not accepted."),
  ALGORITHM("The token's algorithm is not accepted."),
  UNKNOWN_KEY("The token names a key that is not known here."),
  SIGNATURE("The token's signature is wrong."),
  SUBJECT("The token names no valid user."),
  SCOPES("The token's scopes are not readable."),
  TIMES("The token's times are not readable."),
  NO_EXPIRY("The token has no expiry."),
  EXPIRED("The token has expired."),
  LIVES_TOO_LONG("The token's expiry is too far ahead."),
  NOT_YET("The token is not valid yet."),
  ISSUER("The token comes from another issuer."),
  AUDIENCE("The token is meant for another audience."),
  STREAMS_ONLY("A stream token opens nothing but streams."),
  NO_STREAM_TOKEN("In an address only a stream token counts.");

  private final String detail;

  Denial(String detail) {
    this.detail = detail;
  }

  Refused refused() {
    return Refused.because(Refused.Reason.UNAUTHORIZED, detail);
  }
}
