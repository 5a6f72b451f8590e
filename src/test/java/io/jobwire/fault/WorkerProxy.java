package io.jobwire.fault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a worker and its service, and sends every request twice, or loses answers on their
 * way back. Knows requests and answers, not what they mean.
 */
final class WorkerProxy implements AutoCloseable {
  /** What it does to a request. */
  enum Fault {
    /** Both at once; the worker gets the answer that came last. */
    EACH_TWICE,
    /** The service has done what was asked, and the worker sees a connection that breaks. */
    ONE_ANSWER_IN_FIVE_LOST
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(50));
  private final HttpServer server = vertx.createHttpServer();
  private final String target;
  private final Fault fault;
  private final Random random;
  private final AtomicInteger faults = new AtomicInteger();
  private final List<String> disagreements = new CopyOnWriteArrayList<>();

  WorkerProxy(String target, Fault fault, long seed) {
    this.target = target;
    this.fault = fault;
    random = new Random(seed);
    server.requestHandler(this::pass).listen(0, "127.0.0.1").await();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** How many requests had a twin, or how many answers were lost. */
  int faults() {
    return faults.get();
  }

  /** Of writes that were sent twice: each has but one answer. */
  List<String> disagreements() {
    return List.copyOf(disagreements);
  }

  private record Reply(int status, String type, Buffer body) {}

  private void pass(HttpServerRequest request) {
    request
        .body()
        .compose(body -> exchange(request, body))
        .onSuccess(reply -> answer(request, reply))
        .onFailure(gone -> request.connection().close());
  }

  private Future<Reply> exchange(HttpServerRequest request, Buffer body) {
    return fault == Fault.EACH_TWICE ? sendTwice(request, body) : send(request, body);
  }

  private Future<Reply> sendTwice(HttpServerRequest request, Buffer body) {
    faults.incrementAndGet();
    Future<Reply> one = send(request, body);
    Future<Reply> two = send(request, body);
    return Future.all(one, two)
        .onSuccess(both -> compare(request, one.result(), two.result()))
        .map(both -> two.result());
  }

  private void compare(HttpServerRequest request, Reply one, Reply two) {
    if (request.path().contains("/jobs/") && !one.equals(two)) {
      disagreements.add(request.path() + ": " + one + " and " + two);
    }
  }

  private Future<Reply> send(HttpServerRequest request, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setAbsoluteURI(target + request.uri())
            .putHeader("Authorization", request.getHeader("Authorization"))
            .putHeader("Content-Type", request.getHeader("Content-Type"));
    return client
        .request(options)
        .compose(outgoing -> outgoing.send(body))
        .compose(WorkerProxy::read);
  }

  private static Future<Reply> read(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Reply(response.statusCode(), response.getHeader("Content-Type"), body));
  }

  private void answer(HttpServerRequest request, Reply reply) {
    if (fault == Fault.ONE_ANSWER_IN_FIVE_LOST && random.nextInt(5) == 0) {
      faults.incrementAndGet();
      request.connection().close();
    } else {
      request
          .response()
          .setStatusCode(reply.status)
          .putHeader("Content-Type", reply.type)
          .end(reply.body);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
