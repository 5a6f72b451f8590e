package io.jobwire.http;

import io.jobwire.http.limit.CallerLimits;
import io.jobwire.http.pages.Pages;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every request passes first: a name, the headers of every answer, and whether it is for us at
 * all.
 */
final class Gate {
  /** Of every answer. */
  static final Map<String, String> HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy", Pages.CONTENT_SECURITY_POLICY,
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cache-Control", "no-store");

  private static final int MOST_HEADERS = 100;
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private final boolean developmentMode;
  private final CallerLimits callers;

  /**
   * In development mode only a loopback name is ours: a page elsewhere cannot rebind its own to us.
   */
  Gate(boolean developmentMode, CallerLimits callers) {
    this.developmentMode = developmentMode;
    this.callers = callers;
  }

  void pass(RoutingContext context) {
    RequestId.give(context);
    addHeaders(context.request());
    callers.admit(context);
    HttpServerRequest request = context.request();
    demandOneReading(request);
    if (request.headers().size() > MOST_HEADERS) {
      throw Refused.because(
          Reason.HEADERS_TOO_LARGE, "A request may have at most " + MOST_HEADERS + " headers.");
    }
    if (developmentMode && !isLoopback(request.authority())) {
      throw Refused.because(
          Reason.MISDIRECTED,
          "In development mode only localhost, 127.0.0.1 and [::1] are served; set a key in auth"
              + " to serve other hosts.");
    }
    context.next();
  }

  /** What two readers could read differently is refused before anybody reads it. */
  private static void demandOneReading(HttpServerRequest request) {
    if (request.headers().getAll("Host").size() > 1) {
      throw Refused.malformed("A request has one Host.");
    }
    if (BROKEN_ESCAPE.matcher(request.uri()).find()) {
      throw Refused.malformed("The address has a % that escapes nothing.");
    }
  }

  private static boolean isLoopback(HostAndPort authority) {
    return authority != null && LOOPBACK.contains(authority.host().toLowerCase(Locale.ROOT));
  }

  static void addHeaders(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.isSSL() && !isLoopback(request.authority())) {
      // Browsers keep it for every port of a name: for localhost that would end what others serve
      // there.
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
    HEADERS.forEach(response::putHeader);
  }
}
