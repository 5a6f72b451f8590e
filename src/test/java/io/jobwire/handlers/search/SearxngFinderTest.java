package io.jobwire.handlers.search;

import static io.jobwire.handlers.search.Awaited.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server on loopback that answers as it is told, well or badly. */
@DisplayName("A search server")
class SearxngFinderTest {
  private static Vertx vertx;

  private HttpServer server;
  private NetServer rawServer;
  private SearxngFinder finder;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @AfterEach
  void close() {
    finder.close();
    if (server != null) {
      await(server.close());
    }
    if (rawServer != null) {
      await(rawServer.close());
    }
  }

  private void serves(Handler<HttpServerRequest> answers) {
    server = await(vertx.createHttpServer().requestHandler(answers).listen(0, "127.0.0.1"));
    finder = new SearxngFinder(vertx, at(server.actualPort(), "/searx/"));
  }

  private void speaks(Handler<NetSocket> words) {
    rawServer = await(vertx.createNetServer().connectHandler(words).listen(0, "127.0.0.1"));
    finder = new SearxngFinder(vertx, at(rawServer.actualPort(), ""), 500);
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private List<Hit> found(String query) {
    return await(finder.find(query, 3));
  }

  private JobFailure refusal() {
    return catchThrowableOfType(JobFailure.class, () -> found("tea"));
  }

  private static JsonObject result(String url, String title, String content) {
    return JsonObject.of("url", url, "title", title, "content", content);
  }

  private static void answer(HttpServerRequest request, Object... results) {
    request.response().end(new JsonObject().put("results", JsonArray.of(results)).toBuffer());
  }

  @Test
  @DisplayName("is asked for the query as it is, and its results are made fit to be shown")
  void results() {
    Promise<HttpServerRequest> asked = Promise.promise();
    serves(
        request -> {
          asked.complete(request);
          answer(
              request,
              result(
                  "https://a.example/?q=ä#x", "<b>Tea</b> &amp; more", "Green <em>tea</em> 3 < 4"),
              result("javascript:alert(1)", "no", "tea"),
              result("file:///etc/passwd", "no", "tea"),
              result("https://me:secret@a.example/", "no", "tea"),
              result("/relative", "no", "tea"),
              result("https://a.example/" + "x".repeat(1_000), "no", "tea"),
              "no object",
              new JsonObject(),
              result("http://b.example/", "", "<script>alert(1)</script>\u0007tea \uD83D")
                  .put("score", 7.5),
              result("http://c.example/", "c", "tea ".repeat(5_000)),
              result("http://d.example/", "one too many", ""));
        });
    List<Hit> hits = found("grün & tea?+#");
    HttpServerRequest request = asked.future().result();
    assertThat(request.path()).isEqualTo("/searx/search");
    assertThat(request.getParam("q")).isEqualTo("grün & tea?+#");
    assertThat(request.getParam("format")).isEqualTo("json");
    assertThat(hits)
        .extracting(Hit::url)
        .containsExactly("https://a.example/?q=%C3%A4#x", "http://b.example/", "http://c.example/");
    Hit first = hits.get(0);
    assertThat(first.title()).isEqualTo("Tea & more");
    assertThat(first.snippet()).isEqualTo("Green tea 3 < 4");
    assertThat(first.highlights()).containsExactly(new Hit.Highlight(6, 9));
    assertThat(hits.get(1).title()).isEqualTo("http://b.example/");
    assertThat(hits.get(1).snippet()).isEqualTo("tea \uFFFD");
    assertThat(hits.get(1).score()).isEqualTo(7.5);
    assertThat(hits.get(2).passage().length()).isLessThanOrEqualTo(Passages.MOST);
    assertThat(hits.get(2).snippet().length()).isLessThanOrEqualTo(Snippet.LONGEST + 2);
  }

  @ParameterizedTest
  @CsvSource({
    "500, true, search_unavailable",
    "503, true, search_unavailable",
    "429, true, search_unavailable",
    "403, false, search_refused",
    "404, false, search_refused",
    "204, false, search_refused"
  })
  @DisplayName("that answers otherwise is asked again, or not, as its status says")
  void statuses(int status, boolean retryable, String code) {
    serves(request -> request.response().setStatusCode(status).end());
    assertThat(refusal().isRetryable()).isEqualTo(retryable);
    assertThat(refusal().code()).isEqualTo(code);
    assertThat(refusal()).hasMessageContaining(String.valueOf(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  @DisplayName("is followed nowhere: where it points to is never asked")
  void redirects(int status) {
    AtomicInteger elsewhere = new AtomicInteger();
    HttpServer other =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> count(elsewhere, request))
                .listen(0, "127.0.0.1"));
    serves(
        request ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("Location", at(other.actualPort(), "/search").toString())
                .end());
    assertThat(refusal().isRetryable()).isFalse();
    assertThat(elsewhere).hasValue(0);
    await(other.close());
  }

  private static void count(AtomicInteger times, HttpServerRequest request) {
    times.incrementAndGet();
    answer(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{\"results\":",
        "[]",
        "null",
        "{}",
        "{\"results\":{}}",
        "\u0000\u0001",
        "[[[[[[[[[["
      })
  @DisplayName("that answers garbage is not asked again")
  void garbage(String body) {
    serves(request -> request.response().end(body));
    assertThat(refusal().code()).isEqualTo("search_refused");
    assertThat(refusal().isRetryable()).isFalse();
  }

  @Test
  @DisplayName("that answers deeper than anybody reads is not asked again")
  void deep() {
    serves(request -> request.response().end("{\"results\":" + "[".repeat(500_000)));
    assertThat(refusal().code()).isEqualTo("search_refused");
  }

  @Test
  @DisplayName("that answers without an end is read up to the limit and left")
  void endless() {
    Promise<Void> left = Promise.promise();
    serves(
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.closeHandler(gone -> left.tryComplete());
          response.exceptionHandler(gone -> left.tryComplete());
          pour(response);
        });
    JobFailure refusal = refusal();
    assertThat(refusal.code()).isEqualTo("search_refused");
    assertThat(refusal).hasMessageContaining("1 MiB");
    await(left.future());
  }

  private static void pour(HttpServerResponse response) {
    response
        .write(Buffer.buffer(" ".repeat(64 << 10)))
        .onSuccess(written -> vertx.runOnContext(again -> pour(response)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"results\":[]}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res",
        "no HTTP at all\r\n\r\n",
        ""
      })
  @DisplayName("that hangs up in the middle is asked again")
  void hangsUp(String words) {
    speaks(socket -> socket.handler(asked -> socket.end(Buffer.buffer(words))));
    assertThat(refusal().code()).isEqualTo("search_unavailable");
    assertThat(refusal().isRetryable()).isTrue();
  }

  @Test
  @DisplayName("that lies about its length is read no further than the limit")
  void lies() {
    speaks(
        socket ->
            socket.handler(
                asked ->
                    socket.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
                            + " ".repeat(BoundedBody.MOST + 1))));
    assertThat(refusal().code()).isEqualTo("search_refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"})
  @DisplayName("that keeps silent, at once or in the middle, is left after a time and asked again")
  void silent(String words) {
    Promise<Void> left = Promise.promise();
    speaks(
        socket -> {
          socket.closeHandler(gone -> left.tryComplete());
          socket.handler(asked -> socket.write(words));
        });
    assertThat(refusal()).hasMessageContaining("took too long");
    await(left.future());
  }

  @Test
  @DisplayName("that is not there is asked again")
  void notThere() {
    serves(request -> {});
    await(server.close());
    server = null;
    assertThat(refusal().code()).isEqualTo("search_unavailable");
    assertThat(refusal().isRetryable()).isTrue();
  }

  @Test
  @DisplayName("is left at once when the job is cancelled")
  void cancelled() {
    Promise<Void> asked = Promise.promise();
    Promise<Void> left = Promise.promise();
    Promise<Void> cancel = Promise.promise();
    serves(
        request -> {
          request.response().exceptionHandler(gone -> left.tryComplete());
          request.connection().closeHandler(gone -> left.tryComplete());
          asked.complete();
        });
    Future<List<Hit>> search = finder.find("tea", 3, cancel.future());
    await(asked.future());
    long began = System.nanoTime();
    cancel.complete();
    await(left.future());
    assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(5_000);
    assertThat(catchThrowable(() -> await(search))).isInstanceOf(JobFailure.class);
  }

  @Test
  @DisplayName("takes the place of the folder")
  void insteadOfTheFolder() {
    serves(request -> answer(request, result("http://a.example/", "From the server", "tea")));
    SearchPlan plan =
        new SearchPlan(Optional.empty(), Optional.of(at(server.actualPort(), "/searx")));
    try (Searching searching = Searching.open(vertx, plan)) {
      searching.begin();
      assertThat(await(searching.finder().find("tea", 1)).get(0).title())
          .isEqualTo("From the server");
    }
  }
}
