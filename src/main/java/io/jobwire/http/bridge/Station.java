package io.jobwire.http.bridge;

import io.jobwire.http.Problems;
import io.jobwire.http.RequestTally;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.auth.Tokens;
import io.jobwire.http.body.Bodies;
import io.jobwire.model.Refused;
import io.jobwire.ops.Meters;
import io.jobwire.stream.StreamHub;
import io.vertx.core.Vertx;

/** What all sessions of one event loop share. */
record Station(
    Vertx vertx,
    StreamHub hub,
    Tokens tokens,
    StreamTokens streamTokens,
    Bodies bodies,
    Commands commands,
    BridgeLimits limits,
    Sessions sessions,
    Meters meters) {

  /** Counted, and one line in the log, as every refusal is. */
  void refused(String address, Refused why) {
    meters.refused(why.reason().word());
    RequestTally.refused(address, Problems.status(why.reason()), why.reason().word());
  }

  /** A socket is closed for what came on it. */
  void closed(Closing why) {
    meters.refused(why.word());
    RequestTally.refused(null, why.code(), why.word());
  }
}
