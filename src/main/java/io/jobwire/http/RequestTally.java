package io.jobwire.http;

import io.jobwire.model.JobId;
import io.jobwire.model.Refused;
import io.jobwire.ops.HttpMeters;
import io.jobwire.ops.HttpMeters.Called;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Counts each request when it is over, and says it in one line: by the route that took it, without
 * the query, in which a token may stand, and without anything that came in the body.
 */
public final class RequestTally {
  /** Its own name, so that it can be turned off alone. */
  public static final String NAME = "jobwire.requests";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);
  private static final String ROUTE = "jobwire.route";
  private static final String REFUSAL = "jobwire.refusal";
  private static final String BRIDGE = "/eventbus/*";
  private static final String PAGES = "pages";
  private static final String NONE = "none";
  private static final int LONGEST_LOGGED = 200;

  /** Of a caller who was gone before his answer: no answer has it, only our numbers and lines. */
  private static final int HUNG_UP = 499;

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  private final HttpMeters meters;

  RequestTally(HttpMeters meters) {
    this.meters = meters;
  }

  void begin(RoutingContext context) {
    watch(context);
    context.next();
  }

  void watch(RoutingContext context) {
    long started = System.nanoTime();
    context.addEndHandler(over -> end(context, status(context, over), System.nanoTime() - started));
  }

  /** Which line of the table took the request. */
  static void taken(RoutingContext context, String path) {
    boolean called = path.startsWith("/api") || path.startsWith("/health");
    context.put(ROUTE, called ? path : PAGES);
  }

  static void refused(RoutingContext context, Refused why) {
    context.put(REFUSAL, why);
  }

  /** What is no HTTP has no route either. */
  void notHttp(HttpServerRequest request, Refused why, String requestId) {
    notHttp(method(request), request.path(), why, requestId);
  }

  void notHttp(String method, String path, Refused why, String requestId) {
    int status = Problems.status(why.reason());
    meters.answered(new Called("OTHER", NONE), status);
    LoggingEventBuilder line = LOG.atInfo();
    line.addKeyValue("requestId", requestId)
        .addKeyValue("route", NONE)
        .addKeyValue("status", status)
        .addKeyValue("code", why.reason().word())
        .log("{} {} refused: {}", method, printable(path), why.reason().word());
  }

  /**
   * A frame on a socket, by the address that it was for, or the socket itself: what the frame holds
   * is not said.
   */
  public static void refused(String address, int status, String code) {
    LOG.atInfo()
        .addKeyValue("route", BRIDGE)
        .addKeyValue("status", status)
        .addKeyValue("code", code)
        .log("SOCKET {} refused: {}", printable(address), code);
  }

  /** A request that never became one. */
  static void cut(String code) {
    LOG.atInfo()
        .addKeyValue("route", NONE)
        .addKeyValue("code", code)
        .log("OTHER - refused: {}", code);
  }

  private static int status(RoutingContext context, AsyncResult<Void> over) {
    HttpServerResponse response = context.response();
    return over.failed() && !response.headWritten() ? HUNG_UP : response.getStatusCode();
  }

  private void end(RoutingContext context, int status, long nanos) {
    Called call = new Called(method(context.request()), route(context));
    HttpServerResponse response = context.response();
    meters.answered(call, status);
    if (!"text/event-stream".equals(response.headers().get("Content-Type"))) {
      meters.took(call, nanos);
    }
    if (LOG.isInfoEnabled() && !call.route().contains("health")) {
      log(context, call, status, nanos);
    }
  }

  private static void log(RoutingContext context, Called call, int status, long nanos) {
    HttpServerResponse response = context.response();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("requestId", RequestId.of(context))
            .addKeyValue("route", call.route())
            .addKeyValue("status", status)
            .addKeyValue("durationMs", nanos / 1_000_000)
            .addKeyValue("bytes", response.bytesWritten());
    String job = context.pathParam("id");
    if (JobId.isValid(job)) {
      line = line.addKeyValue("jobId", job);
    }
    var trace = RequestTrace.named(context);
    if (trace.isPresent()) {
      line = line.addKeyValue("traceId", trace.get().traceId());
    }
    say(context, call, status, line);
  }

  private static void say(
      RoutingContext context, Called call, int status, LoggingEventBuilder line) {
    Refused why = context.get(REFUSAL);
    if (why == null) {
      line.log("{} {} {}", call.method(), call.route(), status);
    } else {
      String path = printable(context.request().path());
      line.addKeyValue("code", why.reason().word())
          .log("{} {} refused: {}", call.method(), path, why.reason().word());
    }
  }

  /** Callers may make words up; ours are few. */
  private static String method(HttpServerRequest request) {
    String word = request.method().name();
    return METHODS.contains(word) ? word : "OTHER";
  }

  private static String route(RoutingContext context) {
    String known = context.get(ROUTE);
    if (known != null) {
      return known;
    }
    String path = context.request().path();
    return path != null && path.startsWith("/eventbus/") ? BRIDGE : NONE;
  }

  /** With nothing but ASCII, and not without end. */
  private static String printable(String text) {
    if (text == null) {
      return "-";
    }
    String line = text.length() > LONGEST_LOGGED ? text.substring(0, LONGEST_LOGGED) + "…" : text;
    return line.replaceAll("[^!-~…]", "?");
  }
}
