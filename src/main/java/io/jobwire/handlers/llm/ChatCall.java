package io.jobwire.handlers.llm;

import io.jobwire.worker.JobFailure;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.function.Function;

/**
 * One call of a model, from the question to its one end, whoever makes it: the last event, a fault,
 * time that is up, or a cancel. The end closes the connection. Belongs to one event loop.
 */
final class ChatCall {
  /** More of a refusal is not read. */
  private static final int MOST_REFUSAL_BYTES = 64 << 10;

  /** Once the answer is whole, or refused, what may still come is not worth more. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);

  /** No timer has this number. */
  private static final long NONE = -1;

  private final Vertx vertx;
  private final HttpClient client;
  private final Patience patience;
  private final ChatRequest request;
  private final Function<String, Future<Void>> piece;
  private final ChatReply reply;
  private final ServerEvents events;
  private final Promise<Answered> done = Promise.promise();
  private HttpConnection connection;

  /** Null unless the answer is a no. */
  private Refusal refusal;

  private long whole;
  private long quiet = NONE;

  /** When silence becomes too long, by the clock of {@link System#nanoTime}. */
  private long due;

  /** When the timer looks. */
  private long looks;

  /** A piece is on its way to the viewers: the response is paused, and its silence is ours. */
  private boolean handing;

  private boolean lost;
  private boolean over;

  ChatCall(
      Vertx vertx,
      HttpClient client,
      Patience patience,
      ChatRequest request,
      Function<String, Future<Void>> piece) {
    this.vertx = vertx;
    this.client = client;
    this.patience = patience;
    this.request = request;
    this.piece = piece;
    reply = new ChatReply(request.model(), request.secret());
    events = new ServerEvents(reply::take);
  }

  Future<Answered> run(Future<Void> cancelled) {
    whole = vertx.setTimer(patience.whole().toMillis(), late -> late(tooLong()));
    waitFor(patience.first());
    cancelled.onComplete(asked -> fail(JobFailure.retryable("cancelled", "The job is over.")));
    client.request(request.where()).onComplete(this::connected);
    return done.future();
  }

  private void connected(AsyncResult<HttpClientRequest> result) {
    if (result.failed()) {
      fail(JobFailure.retryable("model_unreachable", "The model server cannot be reached."));
      return;
    }
    connection = result.result().connection();
    if (over) {
      connection.close();
      return;
    }
    connection.exceptionHandler(this::broken);
    result.result().send(request.body()).onSuccess(this::answered).onFailure(this::broken);
  }

  private void answered(HttpClientResponse response) {
    if (over) {
      return;
    }
    response.exceptionHandler(this::broken);
    if (response.statusCode() == 200) {
      response.handler(bytes -> heard(response, bytes)).endHandler(all -> ended());
    } else {
      refusal = new Refusal(response);
      refusal.read();
    }
  }

  private void heard(HttpClientResponse response, Buffer bytes) {
    if (over) {
      return;
    }
    try {
      events.take(bytes.getBytes());
    } catch (JobFailure nonsense) {
      fail(nonsense);
      return;
    }
    if (reply.hasBegun()) {
      waitForMore();
    }
    handOn(response, reply.fresh());
  }

  private void handOn(HttpClientResponse response, String text) {
    Future<Void> told = text.isEmpty() ? Future.succeededFuture() : piece.apply(text);
    if (told.succeeded()) {
      goOn();
      return;
    }
    handing = true;
    response.pause();
    told.onComplete(taken -> taken(response, taken));
  }

  private void taken(HttpClientResponse response, AsyncResult<Void> taken) {
    handing = false;
    if (taken.failed()) {
      fail(taken.cause());
      return;
    }
    waitForMore();
    goOn();
    if (!over) {
      response.resume();
    }
  }

  /** What comes behind the last event is not waited for. */
  private void goOn() {
    if (lost) {
      settle();
    } else if (reply.isDone()) {
      succeed();
    }
  }

  private void ended() {
    try {
      events.end();
    } catch (JobFailure halfAnEvent) {
      // Told by what is missing: the answer is whole without it, or it is cut.
    }
    if (reply.hasBegun()) {
      settle();
    } else {
      fail(JobFailure.retryable("model_garbled", "The model server's answer was no stream."));
    }
  }

  private void broken(Throwable failure) {
    settle();
  }

  /**
   * Nothing more comes, by an end or by a fault: what matters is whether something is missing. What
   * the last event brought may not have been handed on yet.
   */
  private void settle() {
    lost = true;
    if (handing || over) {
      return;
    }
    String rest = reply.fresh();
    if (!rest.isEmpty()) {
      handing = true;
      piece.apply(rest).onComplete(this::tookTheRest);
    } else if (reply.isWhole()) {
      succeed();
    } else {
      fail(JobFailure.retryable("model_cut", "The model server's answer broke off."));
    }
  }

  private void tookTheRest(AsyncResult<Void> taken) {
    handing = false;
    if (taken.failed()) {
      fail(taken.cause());
    } else {
      settle();
    }
  }

  private void waitForMore() {
    boolean enough = reply.isWhole() && AFTERWARDS.compareTo(patience.between()) < 0;
    waitFor(enough ? AFTERWARDS : patience.between());
  }

  /** One timer looks again when the time has moved on; only a time that is nearer needs another. */
  private void waitFor(Duration silence) {
    due = System.nanoTime() + silence.toNanos();
    if (quiet == NONE || due - looks < 0) {
      vertx.cancelTimer(quiet);
      watch();
    }
  }

  private void watch() {
    looks = due;
    long left = (due - System.nanoTime()) / 1_000_000 + 1;
    quiet = vertx.setTimer(Math.max(1, left), look -> look());
  }

  private void look() {
    quiet = NONE;
    if (handing) {
      waitFor(patience.between());
    } else if (due - System.nanoTime() > 0) {
      watch();
    } else {
      late(JobFailure.retryable("model_silent", "The model server said nothing for too long."));
    }
  }

  /** What is missing by now may be nothing that matters. */
  private void late(JobFailure why) {
    if (refusal != null) {
      refusal.decline();
    } else if (reply.isWhole()) {
      settle();
    } else {
      fail(why);
    }
  }

  private static JobFailure tooLong() {
    return JobFailure.last("model_too_long", "The model server's answer took too long.");
  }

  private void succeed() {
    if (end()) {
      done.complete(reply.answered());
    }
  }

  private void fail(Throwable why) {
    if (end()) {
      done.fail(why);
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(whole);
    vertx.cancelTimer(quiet);
    if (connection != null) {
      connection.close();
    }
    return true;
  }

  /** An answer with another status: as much of it as a message may need. */
  private final class Refusal {
    private final HttpClientResponse response;
    private final Buffer body = Buffer.buffer();

    Refusal(HttpClientResponse response) {
      this.response = response;
    }

    void read() {
      waitFor(AFTERWARDS.compareTo(patience.between()) < 0 ? AFTERWARDS : patience.between());
      response.handler(this::take).endHandler(all -> decline());
      response.exceptionHandler(broken -> decline());
    }

    private void take(Buffer bytes) {
      body.appendBuffer(bytes, 0, Math.min(bytes.length(), MOST_REFUSAL_BYTES - body.length()));
      if (body.length() == MOST_REFUSAL_BYTES) {
        decline();
      }
    }

    private void decline() {
      String all = body.toString();
      String said = Upstream.message(all, request.secret());
      fail(new Declined(response.statusCode(), response.getHeader("Retry-After"), said, all));
    }
  }
}
