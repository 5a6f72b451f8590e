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

  void pass(RoutingContext context) {
    String origin = context.request().getHeader("Origin");
    if (origin == null) {
      context.next();
      return;
    }
    HttpServerResponse response = context.response();
    response.putHeader("Vary", "Origin");
    boolean allowed = origins.contains(origin);
    if (allowed) {
      response
          .putHeader("Access-Control-Allow-Origin", origin)
          .putHeader("Access-Control-Expose-Headers", EXPOSED);
    }
    if (isPreflight(context)) {
      if (allowed) {
        response
            .putHeader("Access-Control-Allow-Methods", METHODS)
            .putHeader("Access-Control-Allow-Headers", ASKED)
            .putHeader("Access-Control-Max-Age", "600");
      }
      response.setStatusCode(204).end();
      return;
    }
    context.next();
  }

  private static boolean isPreflight(RoutingContext context) {
    return context.request().method() == HttpMethod.OPTIONS
        && context.request().headers().contains("Access-Control-Request-Method");
  }
}
