package io.jobwire.http;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.ops.Meters;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Says no to what cannot be read as a request, in the form of every other refusal. Where the next
 * request would begin is anybody's guess then, so the connection ends.
 */
final class NotHttp {
  private final Meters meters;
  private final RequestTally tally;

  NotHttp(Meters meters, RequestTally tally) {
    this.meters = meters;
    this.tally = tally;
  }

  void answer(HttpServerRequest request) {
    Refused refused = refusal(request.decoderResult().cause());
    meters.refused(refused.reason().word());
    String id = RequestId.fresh();
    tally.notHttp(request, refused, id);
    HttpServerResponse response = request.response();
    Gate.addHeaders(request);
    response
        .setStatusCode(Problems.status(refused.reason()))
        .putHeader(RequestId.HEADER, id)
        .putHeader("Connection", "close")
        .putHeader("Content-Type", "application/problem+json")
        .end(Problems.json(refused, id).text())
        .onComplete(told -> request.connection().close());
  }

  private static Refused refusal(Throwable flaw) {
    return flaw instanceof TooLongFrameException
        ? Refused.because(Reason.HEADERS_TOO_LARGE, "The head of the request is too large.")
        : Refused.malformed("This is not a well-formed HTTP/1.1 request.");
  }
}
