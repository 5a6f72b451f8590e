package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server that answers as SearXNG does: the one of the settings and no other, wherever it
 * sends us. What it answers is bounded in time and size, and not believed.
 */
final class SearxngFinder implements Finder {
  private static final Logger LOG = LoggerFactory.getLogger(SearxngFinder.class);
  private static final int CONNECT_MS = 2_000;
  private static final int WHOLE_MS = 10_000;

  /** More at a time would be no kindness to the server; who gets no turn soon tries again. */
  private static final int MOST_CONNECTIONS = 16;

  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  private final Vertx vertx;
  private final HttpClient client;
  private final URI server;
  private final int answerMs;

  SearxngFinder(Vertx vertx, URI server) {
    this(vertx, server, WHOLE_MS - CONNECT_MS);
  }

  SearxngFinder(Vertx vertx, URI server, int answerMs) {
    this.vertx = vertx;
    this.server = server;
    this.answerMs = answerMs;
    client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout(CONNECT_MS)
                    .setDecompressionSupported(false))
            .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
            // The request tells of it; the library would log what the server says as an error.
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
            .build();
  }

  @Override
  public Future<List<Hit>> find(String query, int most) {
    return find(query, most, Future.future(never -> {}));
  }

  @Override
  public Future<List<Hit>> find(String query, int most, Future<Void> cancelled) {
    return client
        .request(options(query))
        .compose(request -> answer(request, cancelled))
        .compose(body -> vertx.executeBlocking(() -> hits(body, query, most), false))
        .recover(SearxngFinder::say);
  }

  /** Up to 1 MiB of JSON and HTML: too much for an event loop. */
  private static List<Hit> hits(Buffer body, String query, int most) {
    return SearxngAnswer.hits(body, Words.of(query).whole(), most);
  }

  private RequestOptions options(String query) {
    String path = server.getRawPath() == null ? "" : server.getRawPath().replaceFirst("/+$", "");
    boolean secure = "https".equalsIgnoreCase(server.getScheme());
    int usual = secure ? 443 : 80;
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setSsl(secure)
        .setHost(server.getHost())
        .setPort(server.getPort() < 0 ? usual : server.getPort())
        .setFollowRedirects(false)
        .setConnectTimeout(CONNECT_MS)
        .setURI(path + "/search?format=json&q=" + encoded(query))
        .putHeader("Accept", "application/json");
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /** Too late or cancelled: the request is taken back, which ends its connection. */
  private Future<Buffer> answer(HttpClientRequest request, Future<Void> cancelled) {
    Future<Buffer> answer =
        request
            .send()
            .compose(SearxngFinder::body)
            .timeout(answerMs, TimeUnit.MILLISECONDS)
            .onFailure(failure -> request.reset());
    cancelled.onComplete(over -> takeBack(request, answer));
    return answer;
  }

  /** An attempt that ended well says so too: its connection is somebody else's by then. */
  private static void takeBack(HttpClientRequest request, Future<Buffer> answer) {
    if (!answer.isComplete()) {
      request.reset();
    }
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    int status = response.statusCode();
    if (status == OK) {
      return BoundedBody.of(response);
    }
    response.exceptionHandler(left -> LOG.debug("The rest of the answer is not wanted", left));
    String said = "The search server answered with status " + status + ".";
    return Future.failedFuture(
        status >= 500 || status == TOO_MANY_REQUESTS
            ? JobFailure.retryable("search_unavailable", said)
            : JobFailure.last("search_refused", said));
  }

  /** Whatever the network did: another try may meet it in a better mood. */
  private static <T> Future<T> say(Throwable failure) {
    if (failure instanceof JobFailure told) {
      return Future.failedFuture(told);
    }
    String said =
        failure instanceof TimeoutException
            ? "The search server took too long."
            : "The search server cannot be reached, or ended the answer too soon.";
    return Future.failedFuture(JobFailure.retryable("search_unavailable", said));
  }

  void close() {
    client.close();
  }
}
