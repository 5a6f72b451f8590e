package io.jobwire.handlers.llm;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A server of the OpenAI streaming protocol that answers as it is told, also badly: by the model
 * that is asked for, one answer after the other, the last one again and again.
 */
public final class ModelServer implements AutoCloseable {
  public static final String DONE = "data: [DONE]\n\n";

  /** One answer: to a request whose body is here. */
  @FunctionalInterface
  public interface Answer {
    void to(Call call);
  }

  /** One request, with its body, and how to answer it. */
  public record Call(
      Vertx vertx, HttpServerRequest request, JsonObject body, CompletableFuture<Long> hungUp) {

    public HttpServerResponse response() {
      return request.response();
    }

    /** The head of a good answer; what follows is its body. */
    public HttpServerResponse stream() {
      return response().setChunked(true).putHeader("Content-Type", "text/event-stream");
    }

    public Call begin() {
      stream();
      return this;
    }

    /** What the model is asked to go on from, or nothing. */
    public String begun() {
      JsonArray messages = body.getJsonArray("messages");
      JsonObject last = messages.getJsonObject(messages.size() - 1);
      return last.getString("role").equals("assistant") ? last.getString("content") : "";
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final Map<String, List<Call>> calls = new ConcurrentHashMap<>();

  public ModelServer() {
    server = got(() -> vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
  }

  /** What it answers who asks for this model. */
  public ModelServer on(String model, Answer... theirs) {
    answers.put(model, new ArrayDeque<>(List.of(theirs)));
    return this;
  }

  /** Who asked for this model, in order. */
  public List<Call> calls(String model) {
    return calls.getOrDefault(model, List.of());
  }

  // answers

  /** The pieces one by one, how it ended, what it counted, the end. */
  public static Answer says(String... pieces) {
    return call -> call.stream().end(wholeStream(pieces));
  }

  public static Answer bytes(Buffer body) {
    return call -> call.stream().end(body);
  }

  public static Answer status(int status, String body, String... headers) {
    return call -> {
      for (int i = 0; i < headers.length; i += 2) {
        call.response().putHeader(headers[i], headers[i + 1]);
      }
      call.response().setStatusCode(status).end(body);
    };
  }

  /** So much, then the connection is gone. */
  public static Answer cutAfter(String... pieces) {
    return call ->
        call.stream()
            .write(chunks(pieces))
            .onComplete(written -> call.request().connection().close());
  }

  public static Answer hangsAfter(String... pieces) {
    return call -> call.stream().write(chunks(pieces));
  }

  // the protocol

  public static String wholeStream(String... pieces) {
    return event(new JsonObject().put("role", "assistant").putNull("content"), null)
        + chunks(pieces)
        + event(new JsonObject(), "stop")
        + usage(7, pieces.length)
        + DONE;
  }

  public static String chunks(String... pieces) {
    StringBuilder all = new StringBuilder();
    for (String piece : pieces) {
      all.append(event(new JsonObject().put("content", piece), null));
    }
    return all.toString();
  }

  public static String event(JsonObject delta, String finishReason) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finishReason);
    JsonObject event =
        new JsonObject()
            .put("object", "chat.completion.chunk")
            .put("model", "parrot-1")
            .put("choices", new JsonArray().add(choice))
            .putNull("usage");
    return "data: " + event.encode() + "\n\n";
  }

  public static String usage(int prompt, int completion) {
    JsonObject usage =
        new JsonObject().put("prompt_tokens", prompt).put("completion_tokens", completion);
    JsonObject event = new JsonObject().put("choices", new JsonArray()).put("usage", usage);
    return "data: " + event.encode() + "\n\n";
  }

  private void take(HttpServerRequest request) {
    CompletableFuture<Long> hungUp = new CompletableFuture<>();
    request.connection().closeHandler(gone -> hungUp.complete(System.nanoTime()));
    request.body().onSuccess(body -> answer(new Call(vertx, request, body.toJsonObject(), hungUp)));
  }

  private void answer(Call call) {
    String model = call.body().getString("model");
    Deque<Answer> theirs = answers.get(model);
    if (theirs == null || !call.request().path().equals("/v1/chat/completions")) {
      call.response().setStatusCode(404).end("{\"error\":{\"message\":\"no such model\"}}");
      return;
    }
    calls.computeIfAbsent(model, first -> new CopyOnWriteArrayList<>()).add(call);
    (theirs.size() > 1 ? theirs.poll() : theirs.peek()).to(call);
  }

  private static <T> T got(Supplier<io.vertx.core.Future<T>> future) {
    try {
      return future.get().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    got(vertx::close);
  }
}
