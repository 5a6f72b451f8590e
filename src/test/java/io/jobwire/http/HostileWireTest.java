package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(Doors.TAG)
@DisplayName("On a connection")
class HostileWireTest {
  private static final int REQUEST_MS = 1_000;

  @RegisterExtension
  static final Doors doors = Doors.of(() -> Service.start(Map.of("http.requestMs", REQUEST_MS)));

  private static final int CROWD = 100;
  private static final String LINE = "POST /api/jobs HTTP/1.1";
  private static final String HOST = "Host: localhost";
  private static final String TYPE = "Content-Type: application/json";
  private static final String HIDDEN = "GET /api/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static Client ada;

  @BeforeAll
  static void start() {
    ada = doors.service().as("ada");
  }

  private static Arguments two(String what, String... lines) {
    return Arguments.of(what, String.join("\r\n", lines));
  }

  private static Arguments chunked(String what, String body) {
    return two(what, LINE, HOST, TYPE, "Authorization: {}", "Transfer-Encoding: chunked", "", body);
  }

  /** Each could be one request to a proxy in front of us and two to us, or the other way round. */
  static Stream<Arguments> twoReadings() {
    String length = "Content-Length: 6";
    String chunked = "Transfer-Encoding: chunked";
    String body = "0\r\n\r\nX";
    return Stream.of(
        two("a length and chunks", LINE, HOST, length, chunked, "", body),
        two("chunks and a length", LINE, HOST, chunked, length, "", body),
        two("two lengths", LINE, HOST, length, "Content-Length: 5", "", body),
        two("two lengths in one", LINE, HOST, "Content-Length: 6, 5", "", body),
        two("a length in hex", LINE, HOST, "Content-Length: 0x6", "", body),
        two("a length with an end", LINE, HOST, "Content-Length: 6\u000b", "", body),
        two("a length before a space", LINE, HOST, "Content-Length : 6", "", body),
        two("chunks twice", LINE, HOST, chunked, chunked, length, "", body),
        two("chunks, but not last", LINE, HOST, "Transfer-Encoding: chunked, x", length, "", body),
        two("chunks of another name", LINE, HOST, "Transfer-Encoding: xchunked", length, "", body),
        two("chunks after a tab", LINE, HOST, "Transfer-Encoding:\tchunked", length, "", body),
        two("chunks after a control", LINE, HOST, "Transfer-Encoding: \u000bchunked", "", body),
        two("chunks before a space", LINE, HOST, "Transfer-Encoding : chunked", "", body),
        two("chunks in a fold", LINE, HOST, "Transfer-Encoding:\r\n chunked", length, "", body),
        two("a line that is no header", LINE, HOST, "X", length, "", body),
        two("a first line in a fold", LINE, " " + HOST, HOST, "", ""),
        two("a bare line feed", LINE, HOST + "\n" + length, "", body),
        two("a bare carriage return", LINE, HOST, "X: a\r" + length, "", body),
        two("an older version", "POST /api/jobs HTTP/1.0", HOST, chunked, "", body),
        two("a version that is none", "POST /api/jobs HTTP/1.1x", HOST, length, "", body),
        two("a version to come", "POST /api/jobs HTTP/9.9", HOST, length, "", body),
        two("the words of HTTP/2", "PRI * HTTP/2.0", "", "SM", "", ""),
        chunked("a chunk of no size", "\r\n\r\n"),
        chunked("a chunk of an odd size", "g\r\n{}\r\n0\r\n\r\n"),
        chunked("a chunk of less than nothing", "-2\r\n{}\r\n0\r\n\r\n"),
        chunked("a chunk of more than all", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        chunked("a chunk that is longer than it says", "2\r\n{}xx\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twoReadings")
  @DisplayName("what can be read in two ways is refused or read in one, and nothing behind it:")
  void twoReadings(String what, String request) {
    try (Wire wire = Wire.to(ada)) {
      wire.say(request.replace("{}", "Bearer " + ada.token()) + HIDDEN);
      Reply reply = wire.reply("POST /api/jobs");
      assertThat(reply.status()).as(what + ": " + reply.body()).isEqualTo(400);
      reply.isProblem(400, "malformed");
      assertThat(wire.isClosed()).as("closed").isTrue();
    }
  }

  @Test
  @DisplayName("one request comes after the other, and each has its own answer")
  void pipelined() {
    String body = "{\"type\":\"load.noop\"}";
    String post =
        Wire.head(
            ada,
            "POST /api/jobs",
            "Authorization: Bearer " + ada.token(),
            TYPE,
            "Content-Length: " + body.length());
    try (Wire wire = Wire.to(ada)) {
      wire.say((post + body).repeat(3) + Wire.head(ada, "GET /api/me"));
      IntStream.range(0, 3).forEach(i -> wire.reply("POST /api/jobs").is(201));
      wire.reply("GET /api/me").isProblem(401, "unauthorized");
    }
  }

  @Test
  @DisplayName("chunks that are none are answered also behind a word to go on")
  void afterContinue() {
    String body = "{\"type\":\"load.noop\"}";
    String token = "Authorization: Bearer " + ada.token();
    String line = "POST /api/jobs";
    try (Wire wire = Wire.to(ada)) {
      wire.say(
          Wire.head(
              ada, line, token, TYPE, "Expect: 100-continue", "Content-Length: " + body.length()));
      wire.goOn().say(body).reply(line).is(201);
      wire.say(Wire.head(ada, line, token, TYPE, "Transfer-Encoding: chunked") + "g\r\n");
      wire.reply(line).isProblem(400, "malformed");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  private static void everyHundredMillis(int times, Runnable step) {
    for (int i = 0; i < times; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      step.run();
    }
  }

  /** Says the next of it, on all that are still open. */
  private static void drip(List<Wire> crowd, String text) {
    for (Wire wire : crowd) {
      try {
        wire.say(text);
      } catch (UncheckedIOException cut) {
        // as it should be, sooner or later
      }
    }
  }

  private static List<Wire> crowdSaying(String beginning) {
    List<Wire> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(Wire.to(ada).say(beginning));
    }
    return crowd;
  }

  private static Stream<Arguments> beginnings() {
    return Stream.of(
        Arguments.of("a word", "G"),
        Arguments.of("headers", "GET /api/me HTTP/1.1\r\nHost: localhost\r\nX-A: "),
        Arguments.of(
            "a body",
            Wire.head(
                ada,
                "POST /api/jobs",
                "Authorization: Bearer " + ada.token(),
                TYPE,
                "Content-Length: 1000")),
        Arguments.of(
            "chunks",
            Wire.head(
                    ada,
                    "POST /api/jobs",
                    "Authorization: Bearer " + ada.token(),
                    TYPE,
                    "Transfer-Encoding: chunked")
                + "3e8\r\n"));
  }

  /** Silence is cut by the idle timeout; a byte now and then lived on for ever. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("beginnings")
  @DisplayName("a hundred who send a request drop by drop are cut when its time is over:")
  void drops(String what, String beginning) {
    double before = doors.count("jobwire_http_refused_total", "too_slow");
    List<Wire> crowd = crowdSaying(beginning);
    everyHundredMillis(30, () -> drip(crowd, "a"));
    assertThat(crowd).as(what).allMatch(Wire::isClosed);
    crowd.forEach(Wire::close);
    assertThat(doors.count("jobwire_http_refused_total", "too_slow")).isEqualTo(before + CROWD);
  }

  @Test
  @DisplayName("a body that takes its time but comes, and a pause between requests, are fine")
  void slowAndFine() {
    byte[] part = " ".repeat(1_000).getBytes();
    String good = "{\"type\":\"load.noop\"}";
    int parts = 20;
    String head =
        Wire.head(
            ada,
            "POST /api/jobs",
            "Authorization: Bearer " + ada.token(),
            TYPE,
            "Content-Length: " + (parts * part.length + good.length()));
    try (Wire wire = Wire.to(ada)) {
      wire.say(head);
      everyHundredMillis(parts, () -> wire.say(part));
      wire.say(good).reply("POST /api/jobs").is(201);
      everyHundredMillis(15, () -> {});
      wire.say(Wire.head(ada, "GET /api/me")).reply("GET /api/me").is(401);
    }
  }

  /**
   * All at once they kept the one connection to Redis busy for longer than anybody waits for it.
   */
  @Test
  @DisplayName("who asks for a lot and does not read it harms nobody, and gets it when he reads")
  void unread() {
    JsonObject input = new JsonObject().put("chunks", 60).put("bytes", 20_000);
    String id = ada.created("load.stream", input);
    ada.ended(id);
    String line = "GET /api/jobs/" + id + "/state";
    List<Wire> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(
          Wire.to(ada, 4_096).say(Wire.head(ada, line, "Authorization: Bearer " + ada.token())));
    }
    everyHundredMillis(2 * REQUEST_MS / 100, () -> ada.get("/api/me").is(200));
    int length = ada.whole(id).getString("output").length();
    assertThat(length).isGreaterThan(1_000_000);
    assertThat(crowd.get(0).reply(line).is(200).json().getString("output")).hasSize(length);
    crowd.forEach(Wire::close);
  }
}
