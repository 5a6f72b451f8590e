package io.jobwire.handlers.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Service;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole service asks it; what the finder makes of it alone is in SearxngFinderTest. */
@Tag(Doors.TAG)
@DisplayName("A search server")
class HostileSearchTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final AtomicInteger ELSEWHERE = new AtomicInteger();
  private static volatile Handler<NetSocket> answer;

  @RegisterExtension
  static final Doors doors =
      Doors.of(HostileSearchTest::withSearch)
          .counting("jobwire_jobs_finished_total", "outcome=\"failed\"");

  private static NetServer elsewhere;
  private static Client ada;

  @BeforeAll
  static void start() {
    ada = doors.service().as("ada");
  }

  @AfterAll
  static void stop() {
    Awaited.await(VERTX.close());
  }

  private static Service withSearch() {
    elsewhere = listening(socket -> ELSEWHERE.incrementAndGet());
    NetServer server = listening(socket -> socket.handler(request -> answer.handle(socket)));
    return Service.start(Map.of("search.url", "http://127.0.0.1:" + server.actualPort()));
  }

  private static NetServer listening(Handler<NetSocket> words) {
    return Awaited.await(VERTX.createNetServer().connectHandler(words).listen(0, "127.0.0.1"));
  }

  private static Arguments bad(String what, String code, String words) {
    return Arguments.of(what, code, words);
  }

  static Stream<Arguments> answers() {
    String ok = "HTTP/1.1 200 OK\r\n";
    String chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        bad("is shorter than it says", "search_unavailable", ok + "Content-Length: 99\r\n\r\n{}"),
        bad("is longer than it says", "search_refused", ok + "Content-Length: 2\r\n\r\n{\"a\":"),
        bad(
            "says it is without end",
            "search_unavailable",
            ok + "Content-Length: 99999999999\r\n\r\n{}"),
        bad("has chunks that are none", "search_unavailable", chunked + "zz\r\n{}\r\n"),
        bad("is garbage", "search_refused", ok + "Content-Length: 5\r\n\r\n\u0000\u00ff<b>"),
        bad("is a page", "search_refused", ok + "Content-Length: 13\r\n\r\n<html></html>"),
        bad("is no HTTP", "search_unavailable", "SSH-2.0-hello\r\n\r\n"),
        bad("is cut at once", "search_unavailable", ""));
  }

  private static JsonObject failed() {
    JsonObject job =
        new JsonObject()
            .put("type", "search")
            .put("maxAttempts", 1)
            .put("input", new JsonObject().put("query", "tea"));
    String id = ada.created(job);
    ada.toTheEnd(id);
    JsonObject error = ada.view(id).getJsonObject("error");
    assertThat(error).as("it has failed").isNotNull();
    assertThat(error.getString("message")).startsWith("The search server").doesNotContain("127.0");
    return error;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  @DisplayName("fails its job in words of our own, and nothing else, when its answer")
  void answers(String what, String code, String words) {
    answer =
        socket -> {
          socket.write(words, "ISO-8859-1");
          VERTX.setTimer(100, later -> socket.close());
        };
    assertThat(failed().getString("code")).as(what).isEqualTo(code);
  }

  @Test
  @DisplayName("fails its job when it pours without end")
  void pours() {
    answer =
        socket -> {
          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          pour(socket);
        };
    assertThat(failed().getString("code")).isEqualTo("search_refused");
  }

  private static void pour(NetSocket socket) {
    socket.write("10000\r\n" + "x".repeat(0x10000) + "\r\n").onSuccess(went -> pour(socket));
  }

  @Test
  @DisplayName("is followed nowhere")
  void redirects() {
    String there = "http://127.0.0.1:" + elsewhere.actualPort() + "/";
    answer =
        socket ->
            socket.end(
                io.vertx.core.buffer.Buffer.buffer(
                    "HTTP/1.1 302 Found\r\nLocation: " + there + "\r\nContent-Length: 0\r\n\r\n"));
    assertThat(failed().getString("code")).isEqualTo("search_refused");
    assertThat(ELSEWHERE).hasValue(0);
  }

  @Test
  @DisplayName("is left when it says nothing, in its time")
  void hangs() {
    answer = socket -> {};
    long began = System.nanoTime();
    assertThat(failed().getString("code")).isEqualTo("search_unavailable");
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
  }

  @Test
  @DisplayName("brings markup as the text that it is")
  void markup() {
    JsonObject hit =
        new JsonObject()
            .put("url", "https://a.example/")
            .put("title", "<img src=x onerror=alert(1)>Tea")
            .put("content", "<script>alert(1)</script>of leaves");
    String body = new JsonObject().put("results", new JsonArray().add(hit)).encode();
    answer =
        socket ->
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    String id = ada.created("search", new JsonObject().put("query", "tea"));
    ada.toTheEnd(id);
    assertThat(ada.view(id).getJsonObject("result").encode())
        .contains("Tea", "of leaves")
        .doesNotContain("<script", "<img");
  }
}
