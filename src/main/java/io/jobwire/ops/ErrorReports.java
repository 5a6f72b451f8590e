package io.jobwire.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a webhook of failed jobs and faults, one at a time and at most one in a while. Whatever the
 * webhook does, nobody waits for it: what there is no room for is left out, and the next report
 * says how many that were.
 */
public final class ErrorReports {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);
  private static final Pace USUAL = new Pace(1_000, 5_000, 1_000);
  private static final int MOST_WAITING = 64;
  private static final int MOST_TRIES = 4;

  private final Vertx vertx;
  private final Pace pace;
  private final RequestOptions address;
  private final HttpClient client;
  private final Meters meters;
  private final String instance = ManagementFactory.getRuntimeMXBean().getName();
  private final BlockingQueue<ErrorReport> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private long timer;
  private boolean busy;

  public ErrorReports(Vertx vertx, String webhook, Meters meters) {
    this(vertx, webhook, meters, USUAL);
  }

  ErrorReports(Vertx vertx, String webhook, Meters meters, Pace pace) {
    this.vertx = vertx;
    this.pace = pace;
    this.meters = meters;
    address =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(webhook)
            .setFollowRedirects(false)
            .setTimeout(pace.patienceMs)
            .putHeader("Content-Type", "application/json");
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) pace.patienceMs)
                .setKeepAlive(false)
                .setDecompressionSupported(false));
  }

  /** How far reports are apart, how long one may take, and the first pause after a failure. */
  record Pace(long apartMs, long patienceMs, long pauseMs) {}

  public void open() {
    timer = vertx.setPeriodic(pace.apartMs, tick -> next());
  }

  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return client.close();
  }

  public void tell(FailedJob job) {
    tell(ErrorReport.of(job));
  }

  /** From any thread. */
  public void tell(ErrorReport report) {
    if (!waiting.offer(report)) {
      leftOut.incrementAndGet();
      meters.reported("left_out");
    }
  }

  private void next() {
    ErrorReport report = busy ? null : waiting.poll();
    if (report != null) {
      busy = true;
      long missing = leftOut.getAndSet(0);
      Buffer body = Buffer.buffer(report.json(instance, missing).text());
      send(body, 1)
          .onSuccess(told -> meters.reported("told"))
          .onFailure(failure -> lost(missing, failure))
          .onComplete(over -> busy = false);
    }
  }

  private Future<Void> send(Buffer body, int attempt) {
    return client
        .request(address)
        .compose(request -> post(request, body))
        .timeout(pace.patienceMs, TimeUnit.MILLISECONDS)
        .recover(failure -> again(body, attempt, failure));
  }

  /** What it says besides its status is not read. */
  private static Future<Void> post(HttpClientRequest request, Buffer body) {
    return request
        .send(body)
        .map(HttpClientResponse::statusCode)
        .onComplete(answered -> request.connection().close())
        .compose(ErrorReports::judged);
  }

  private static Future<Void> judged(int status) {
    return status / 100 == 2
        ? Future.succeededFuture()
        : Future.failedFuture(new Unwelcome(status));
  }

  private Future<Void> again(Buffer body, int attempt, Throwable failure) {
    boolean forGood = failure instanceof Unwelcome no && no.isFinal();
    if (forGood || attempt == MOST_TRIES) {
      return Future.failedFuture(failure);
    }
    return vertx
        .timer(pace.pauseMs << (attempt - 1), TimeUnit.MILLISECONDS)
        .compose(later -> send(body, attempt + 1));
  }

  /** Not an error: that would be one more to report. Nor its text, in which the address stands. */
  private void lost(long missing, Throwable failure) {
    leftOut.addAndGet(missing + 1);
    meters.reported("failed");
    LOG.warn(
        "The webhook for errors did not take a report: {}",
        failure instanceof Unwelcome no ? no.getMessage() : failure.getClass().getSimpleName());
  }

  /** An answer that is no yes. */
  private static final class Unwelcome extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Unwelcome(int status) {
      super("it answered " + status, null, false, false);
      this.status = status;
    }

    /** Asked again, it would say the same; a redirect is not followed. */
    boolean isFinal() {
      return status < 500 && status != 429 && status != 408;
    }
  }
}
