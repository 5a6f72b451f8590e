package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("A refusal")
class RefusalLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Problems.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(Map.of("auth.secret", Service.SECRET));
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

  private List<String> logged() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
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
    assertThat(logged())
        .containsExactly(
            "GET /api/jobs refused: unauthorized (request " + token.header("X-Request-Id") + ")",
            "POST /api/jobs refused: invalid (request " + body.header("X-Request-Id") + ")",
            "GET "
                + endless.substring(0, 200)
                + "… refused: not_found (request "
                + path.header("X-Request-Id")
                + ")");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  @DisplayName("of what is no HTTP is one line, too")
  void notHttp() {
    try (Wire wire = Wire.to(service.anonymous())) {
      wire.say("POST /api/jobs HTTP/1.1\r\nContent-Length: x\r\n\r\n");
      wire.reply("POST /api/jobs").isProblem(400, "malformed");
    }
    assertThat(logged()).hasSize(1).allMatch(line -> line.contains("refused: malformed"));
  }
}
