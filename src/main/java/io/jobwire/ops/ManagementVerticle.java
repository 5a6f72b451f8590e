package io.jobwire.ops;

import io.jobwire.model.JsonText;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The operator's own port: numbers and health, whichever verticles this process runs. */
public final class ManagementVerticle extends VerticleBase {
  private final String host;
  private final int port;
  private final PrometheusMeterRegistry registry;
  private final Health health;
  private HttpServer server;

  public ManagementVerticle(
      String host, int port, PrometheusMeterRegistry registry, Health health) {
    this.host = host;
    this.port = port;
    this.registry = registry;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout(30)
                // An upgraded connection may end before its answer.
                .setHttp2ClearTextEnabled(false));
    return server
        .requestHandler(this::answer)
        .invalidRequestHandler(ManagementVerticle::refuse)
        .listen();
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The port that was found, when any free one was asked for. */
  public int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = guarded(request.response());
    if (request.method() != HttpMethod.GET) {
      response.setStatusCode(405).putHeader("Allow", "GET").end();
      return;
    }
    switch (request.path()) {
      case "/metrics" ->
          response
              .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
              .end(registry.scrape());
      case "/health/live" -> json(response, 200, new JsonText("{\"ok\":true,\"status\":\"UP\"}"));
      case "/health/ready" -> json(response, health.isReady() ? 200 : 503, HealthJson.of(health));
      default -> response.setStatusCode(404).end();
    }
  }

  /** Where the next request would begin is anybody's guess then. */
  private static void refuse(HttpServerRequest request) {
    guarded(request.response())
        .setStatusCode(400)
        .putHeader("Connection", "close")
        .end()
        .onComplete(told -> request.connection().close());
  }

  /** For programs; a browser that is led here shows nothing of it. */
  private static HttpServerResponse guarded(HttpServerResponse response) {
    return response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cache-Control", "no-store");
  }

  private static void json(HttpServerResponse response, int status, JsonText body) {
    response.setStatusCode(status).putHeader("Content-Type", "application/json").end(body.text());
  }
}
