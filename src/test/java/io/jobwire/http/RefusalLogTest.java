package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jobwire.http.bridge.BridgeClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@Tag(Doors.TAG)
@DisplayName("A refusal")
class RefusalLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RequestTally.NAME);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(Map.of("auth.secret", Service.SECRET));
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
    service.close();
  }

  /** A line is written when its request is over, which may be after the answer has arrived. */
  private List<String> logged(int lines) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (this.lines.list.size() < lines && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    return this.lines.list.stream().map(RefusalLogTest::line).toList();
  }

  private static String line(ILoggingEvent event) {
    return event.getFormattedMessage() + " " + event.getKeyValuePairs().get(0);
  }

  @Test
  @DisplayName(
      "is one line in the log, by which its answer can be found, without token and payload")
  void oneLine() {
    Client ada = service.as("ada");
    String secret = Jwt.of("ada", "").sign("another secret, 32 bytes or more");
    Reply token = ada.with(secret).get("/api/jobs?access_token=" + secret).is(401);
    Reply body = ada.post("/api/jobs", "{\"password\":\"hunter2\"}").is(422);
    String endless = "/x/%0d%0aERROR/" + "y".repeat(500);
    Reply path = Wire.ask(ada, "GET " + endless).is(404);
    assertThat(logged(3))
        .containsExactly(
            "GET /api/jobs refused: unauthorized requestId=\""
                + token.header("X-Request-Id")
                + "\"",
            "POST /api/jobs refused: invalid requestId=\"" + body.header("X-Request-Id") + "\"",
            "GET "
                + endless.substring(0, 200)
                + "… refused: not_found requestId=\""
                + path.header("X-Request-Id")
                + "\"");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  @DisplayName("is not made of a caller who hangs up in mid-sentence: nothing was wrong here")
  void hungUp() {
    ListAppender<ILoggingEvent> faults = new ListAppender<>();
    Logger problems = (Logger) LoggerFactory.getLogger(Problems.class);
    faults.start();
    problems.addAppender(faults);
    try {
      Client ada = service.as("ada");
      try (Wire wire = Wire.to(ada)) {
        wire.say(
            Wire.head(
                ada,
                "POST /api/jobs",
                "Authorization: Bearer " + ada.token(),
                "Content-Type: application/json",
                "Content-Length: 100"));
        wire.say("{\"type\":");
      }
      assertThat(logged(1)).hasSize(1).allMatch(line -> line.startsWith("POST /api/jobs 499 "));
      assertThat(faults.list).isEmpty();
    } finally {
      problems.detachAppender(faults);
    }
  }

  @Test
  @DisplayName("of what is no HTTP is one line, too")
  void notHttp() {
    try (Wire wire = Wire.to(service.anonymous())) {
      wire.say("POST /api/jobs HTTP/1.1\r\nContent-Length: x\r\n\r\n");
      wire.reply("POST /api/jobs").isProblem(400, "malformed");
    }
    assertThat(logged(1)).hasSize(1).allMatch(line -> line.contains("refused: malformed"));
  }

  /** It was counted and nowhere to be found: the router refuses it before it asks any handler. */
  @Test
  @DisplayName("before anything else, for a Host that is none, is one line, too")
  void noHost() {
    Reply reply = Wire.ask(service.anonymous(), "GET /api/me", "Host: a@b").is(400);
    assertThat(logged(1))
        .containsExactly(
            "GET /api/me refused: malformed requestId=\"" + reply.header("X-Request-Id") + "\"");
  }

  /** They were counted only. */
  @Test
  @DisplayName("of a frame, or of a whole socket, is one line by its address, without its content")
  void frames() {
    String token = service.as("ada").token();
    try (BridgeClient client = BridgeClient.as(token, service.port())) {
      client.say("{\"type\":\"send\",\"address\":\"nowhere\",\"body\":{\"password\":\"hunter2\"}}");
      client.next();
      client.say("{\"type\":\"hunter2\"}");
      client.next();
      client.sayBytes(new byte[] {1});
      assertThat(client.closeCode()).isEqualTo(4503);
    }
    assertThat(logged(3))
        .containsExactly(
            "SOCKET nowhere refused: access_denied route=\"/eventbus/*\"",
            "SOCKET - refused: malformed route=\"/eventbus/*\"",
            "SOCKET - refused: malformed route=\"/eventbus/*\"");
  }
}
