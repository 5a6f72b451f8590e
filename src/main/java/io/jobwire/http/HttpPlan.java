package io.jobwire.http;

import io.jobwire.http.api.BodyLimits;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.auth.TokenMinter;
import io.jobwire.http.auth.Tokens;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.bridge.BridgeLimits;
import io.jobwire.http.limit.CallerLimits;
import io.jobwire.http.limit.RatePolicy;
import io.jobwire.http.pages.Pages;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Where to listen and what to hold requests to; {@code minter} is there in development mode only.
 */
public record HttpPlan(
    String host,
    int port,
    Optional<Identity> identity,
    boolean hasApi,
    boolean hasBridge,
    Tokens tokens,
    StreamTokens streamTokens,
    Optional<TokenMinter> minter,
    Set<String> origins,
    Bodies bodies,
    BodyLimits limits,
    BridgeLimits bridge,
    Future<Pages> pages,
    RatePolicy creationPolicy,
    CallerLimits callers,
    long requestMs,
    long drainMs,
    IntConsumer listening) {

  /** Tells where it listens, as soon as that is known. */
  public HttpPlan listening(IntConsumer listener) {
    return new HttpPlan(
        host,
        port,
        identity,
        hasApi,
        hasBridge,
        tokens,
        streamTokens,
        minter,
        origins,
        bodies,
        limits,
        bridge,
        pages,
        creationPolicy,
        callers,
        requestMs,
        drainMs,
        listener);
  }
}
