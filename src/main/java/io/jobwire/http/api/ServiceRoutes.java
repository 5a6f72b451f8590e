package io.jobwire.http.api;

import static io.jobwire.http.Answers.send;
import static io.jobwire.http.Door.caller;
import static io.jobwire.http.Endpoints.body;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import io.jobwire.http.Answers;
import io.jobwire.http.Endpoints;
import io.jobwire.http.auth.TokenMinter;
import io.jobwire.http.auth.TokenMinter.Minted;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.DevTokenRequest;
import io.jobwire.ops.Health;
import io.jobwire.ops.HealthJson;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Who you are, whether we are well, and in development mode a token for the asking. */
public final class ServiceRoutes {
  private static final long SMALL = 16 << 10;

  private final Health health;
  private final Bodies bodies;
  private final Optional<TokenMinter> minter;

  /** {@code minter} is there in development mode only. */
  public ServiceRoutes(Health health, Bodies bodies, Optional<TokenMinter> minter) {
    this.health = health;
    this.bodies = bodies;
    this.minter = minter;
  }

  /** On every listener, whatever else it serves. */
  public void mountHealth(Endpoints on) {
    on.open(GET, "/health").answer(this::health);
    on.open(GET, "/api/health").answer(this::health);
  }

  public void mount(Endpoints on) {
    on.on(GET, "/api/me").answer(this::me);
    minter.ifPresent(
        mint -> on.open(POST, "/api/dev/token").answerJson(SMALL, context -> token(context, mint)));
  }

  private void me(RoutingContext context) {
    send(context, 200, Answers.me(caller(context)));
  }

  private void health(RoutingContext context) {
    send(context, health.isReady() ? 200 : 503, HealthJson.of(health));
  }

  private void token(RoutingContext context, TokenMinter mint) {
    DevTokenRequest request = bodies.devToken(body(context));
    Minted minted = mint.mint(request.userId(), request.scopes(), request.ttl());
    send(context, 200, minted.json());
  }
}
