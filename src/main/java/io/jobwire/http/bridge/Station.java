package io.jobwire.http.bridge;

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

  void refused(Refused why) {
    meters.refused(why.reason().word());
  }
}
