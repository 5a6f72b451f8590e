package io.jobwire.handlers.llm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.function.Function;

/**
 * A model behind an OpenAI-compatible streaming chat endpoint. Each call has a connection of its
 * own: it takes longer than a handshake, and ending it closes the connection for certain.
 */
public final class ChatServer implements Model {
  /** How many calls there are is bounded by how many jobs may run. */
  private static final int MOST_CALLS = 10_000;

  private final Vertx vertx;
  private final HttpClient client;
  private final ChatPlan plan;

  /** Until the server says that it does not know how. */
  private volatile boolean counting = true;

  public ChatServer(Vertx vertx, ChatPlan plan) {
    this.vertx = vertx;
    this.plan = plan;
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(false)
            .setConnectTimeout((int) plan.patience().connect().toMillis());
    client =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp1MaxSize(MOST_CALLS))
            // The request tells of it; the library would log what the server says as an error.
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
            .build();
  }

  @Override
  public boolean continues() {
    return plan.continues();
  }

  @Override
  public Future<Answered> answer(
      Asked asked, Function<String, Future<Void>> piece, Future<Void> cancelled) {
    boolean counted = counting;
    return call(asked, counted, piece, cancelled)
        .recover(
            failure ->
                counted && failure instanceof Declined said && said.isAbout("stream_options")
                    ? uncounted(asked, piece, cancelled)
                    : Future.failedFuture(failure))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof Declined declined ? declined.failure() : failure));
  }

  private Future<Answered> uncounted(
      Asked asked, Function<String, Future<Void>> piece, Future<Void> cancelled) {
    counting = false;
    return call(asked, false, piece, cancelled);
  }

  private Future<Answered> call(
      Asked asked, boolean counted, Function<String, Future<Void>> piece, Future<Void> cancelled) {
    ChatRequest request = ChatRequest.of(plan, asked, counted);
    return new ChatCall(vertx, client, plan.patience(), request, piece).run(cancelled);
  }
}
