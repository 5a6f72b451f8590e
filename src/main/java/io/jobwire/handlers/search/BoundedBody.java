package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads a body up to a limit, whatever its head says of its length, and no further. */
final class BoundedBody {
  static final int MOST = 1 << 20;

  private final Promise<Buffer> whole = Promise.promise();
  private final Buffer body = Buffer.buffer();

  private BoundedBody() {}

  static Future<Buffer> of(HttpClientResponse response) {
    BoundedBody bounded = new BoundedBody();
    response.exceptionHandler(bounded.whole::tryFail);
    response.endHandler(end -> bounded.whole.tryComplete(bounded.body));
    response.handler(bounded::take);
    return bounded.whole.future();
  }

  private void take(Buffer part) {
    if (body.length() + part.length() <= MOST) {
      body.appendBuffer(part);
    } else {
      whole.tryFail(
          JobFailure.last("search_refused", "The search server's answer is longer than 1 MiB."));
    }
  }
}
