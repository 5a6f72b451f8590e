package io.jobwire.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Lets pages of the allowed origins call us: the exact origin, never credentials; the others get no
 * word.
 */
final class Cors {
  private static final String METHODS = "GET, POST, PATCH, DELETE";
  private static final String ASKED =
      "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, traceparent";
  private static final String EXPOSED =
      "Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id";

  private final Set<String> origins;

  Cors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** Before anything can refuse: a page has to be able to read that, too. */
  void mark(RoutingContext context) {
    String origin = context.request().getHeader("Origin");
    if (origin != null) {
      HttpServerResponse response = context.response();
      response.putHeader("Vary", "Origin");
      if (origins.contains(origin)) {
        response
            .putHeader("Access-Control-Allow-Origin", origin)
            .putHeader("Access-Control-Expose-Headers", EXPOSED);
      }
    }
    context.next();
  }

  void answerPreflights(RoutingContext context) {
    if (!isPreflight(context)) {
      context.next();
      return;
    }
    HttpServerResponse response = context.response();
    if (origins.contains(context.request().getHeader("Origin"))) {
      response
          .putHeader("Access-Control-Allow-Methods", METHODS)
          .putHeader("Access-Control-Allow-Headers", ASKED)
          .putHeader("Access-Control-Max-Age", "600");
    }
    response.setStatusCode(204).end();
  }

  private static boolean isPreflight(RoutingContext context) {
    return context.request().method() == HttpMethod.OPTIONS
        && context.request().headers().contains("Origin")
        && context.request().headers().contains("Access-Control-Request-Method");
  }
}
