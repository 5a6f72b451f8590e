package io.jobwire.http;

import io.jobwire.http.limit.CallerLimits;
import io.jobwire.http.limit.RatePolicy;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.Refused.Reason;
import io.jobwire.ops.Meters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every refusal as problem+json: the only place that knows which status goes with which reason. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** A body of up to this size is read to its end, so that the connection can be used again. */
  private static final long WORTH_READING = 64 << 10;

  private static final long GOODBYE_MS = 500;

  private final Meters meters;
  private final Endpoints endpoints;
  private final CallerLimits callers;
  private final RequestTally tally;

  Problems(Meters meters, Endpoints endpoints, CallerLimits callers, RequestTally tally) {
    this.meters = meters;
    this.endpoints = endpoints;
    this.callers = callers;
    this.tally = tally;
  }

  public static int status(Reason reason) {
    return switch (reason) {
      case MALFORMED -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN, ACCESS_DENIED -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case ILLEGAL_STATE, JOB_EXISTS, LEASE_LOST, JOB_CANCELLED, EVENTS_MISSING -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case MISDIRECTED -> 421;
      case INVALID, UNKNOWN_TYPE -> 422;
      case RATE_LIMITED -> 429;
      case HEADERS_TOO_LARGE -> 431;
      case INTERNAL -> 500;
      case UNAVAILABLE -> 503;
    };
  }

  /** For one entry of a batch, and for everything else that carries a problem inside. */
  public static JsonText json(Refused refused, String requestId) {
    Reason reason = refused.reason();
    return Json.object(
        out -> {
          out.writeStringField("type", "about:blank");
          out.writeStringField("title", title(reason));
          out.writeNumberField("status", status(reason));
          out.writeStringField("detail", refused.detail());
          out.writeStringField("code", reason.word());
          if (!refused.flaws().isEmpty()) {
            out.writeArrayFieldStart("errors");
            for (Flaw flaw : refused.flaws()) {
              out.writeStartObject();
              out.writeStringField("path", flaw.path());
              out.writeStringField("message", flaw.message());
              out.writeEndObject();
            }
            out.writeEndArray();
          }
          if (reason == Reason.EVENTS_MISSING) {
            out.writeNumberField("expected", refused.number());
          }
          if (requestId != null) {
            out.writeStringField("requestId", requestId);
          }
        });
  }

  /** The end of every route that did not come to an answer. */
  void answer(RoutingContext context) {
    if (hasHungUp(context)) {
      return;
    }
    if (context.response().headWritten()) {
      context.request().connection().close();
      return;
    }
    if (RequestId.of(context) == null) {
      // Refused before the gate, as a Host that is none is; nobody has begun to count it either.
      tally.watch(context);
      RequestId.give(context);
      Gate.addHeaders(context.request());
    }
    Refused refused = heldBack(context, refusal(context));
    meters.refused(refused.reason().word());
    RequestTally.refused(context, refused);
    HttpServerResponse response = context.response().setStatusCode(status(refused.reason()));
    addHeaders(context, response, refused);
    Buffer body = Buffer.buffer(json(refused, RequestId.of(context)).text());
    boolean unread = isLargeAndUnread(context.request());
    if (unread) {
      response.putHeader("Connection", "close");
    }
    response.putHeader("Content-Type", "application/problem+json").end(body);
    if (unread) {
      // The answer goes out first; what the client still sends is thrown away meanwhile.
      context.vertx().setTimer(GOODBYE_MS, bye -> context.request().connection().close());
    }
  }

  /** There is nobody to be told. What we did not foresee is logged all the same. */
  private static boolean hasHungUp(RoutingContext context) {
    Throwable failure = context.failure();
    boolean foreseen = failure == null || failure instanceof Refused;
    return failure instanceof HttpClosedException || foreseen && context.response().closed();
  }

  private void addHeaders(RoutingContext context, HttpServerResponse response, Refused refused) {
    switch (refused.reason()) {
      case UNAUTHORIZED -> response.putHeader("WWW-Authenticate", "Bearer");
      case METHOD_NOT_ALLOWED ->
          response.putHeader("Allow", endpoints.allowed(context.normalizedPath()));
      case UNAVAILABLE -> response.putHeader("Retry-After", "1");
      case RATE_LIMITED -> {
        response.putHeader("Retry-After", Long.toString(refused.number()));
        RatePolicy met = RatePolicy.met(context, endpoints.creationPolicy());
        response.putHeader("RateLimit", met.limit(refused.number()));
        response.putHeader("RateLimit-Policy", met.policy());
      }
      default -> {
        // nothing beyond the problem itself
      }
    }
  }

  private Refused heldBack(RoutingContext context, Refused refused) {
    return refused.reason() == Reason.UNAUTHORIZED ? callers.unknown(context, refused) : refused;
  }

  private Refused refusal(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof Refused refused) {
      return refused;
    }
    int status =
        failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
    return switch (status) {
      case 400 -> Refused.malformed("The request is not well-formed.");
      case 404 -> Refused.notFound();
      case 405 -> Refused.because(Reason.METHOD_NOT_ALLOWED, "This address takes other methods.");
      case 413 -> Refused.because(Reason.TOO_LARGE, "The body is too large.");
      default -> fault(context, failure);
    };
  }

  /** What we did not foresee: the log has it whole, the caller only the request's id. */
  private static Refused fault(RoutingContext context, Throwable failure) {
    LOG.atError()
        .setCause(failure)
        .addKeyValue("requestId", RequestId.of(context))
        .log("A request failed");
    return Refused.because(Reason.INTERNAL, "Something went wrong here; the log has the details.");
  }

  private static boolean isLargeAndUnread(HttpServerRequest request) {
    if (request.isEnded()) {
      return false;
    }
    String length = request.getHeader("Content-Length");
    return length == null
        ? request.headers().contains("Transfer-Encoding")
        : length.length() > 6 || Long.parseLong(length) > WORTH_READING;
  }

  private static String title(Reason reason) {
    String words = reason.word().replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
