package io.jobwire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("A line of the log as JSON")
class JsonLinesTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("a.logger");
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeEach
  void listen() {
    events.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(events);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(events);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private JsonObject line() {
    String line = new String(new JsonLines().encode(events.list.get(0)), StandardCharsets.UTF_8);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n");
    return new JsonObject(line);
  }

  @Test
  @DisplayName(
      "has time, level, logger, thread and message, and what it is about in its own fields")
  void fields() {
    logger.atInfo().addKeyValue("jobId", "a").addKeyValue("status", 201).log("{} \"there\"", "Is");
    JsonObject line = line();
    assertThat(line.fieldNames())
        .containsExactly("timestamp", "level", "logger", "thread", "message", "jobId", "status");
    assertThat(line.getInstant("timestamp")).isNotNull();
    assertThat(line.getString("level")).isEqualTo("INFO");
    assertThat(line.getString("logger")).isEqualTo("a.logger");
    assertThat(line.getString("message")).isEqualTo("Is \"there\"");
    assertThat(line.getString("jobId")).isEqualTo("a");
    assertThat(line.getInteger("status")).isEqualTo(201);
  }

  @Test
  @DisplayName("is one line also with a stack trace, and with whatever stands in a message")
  void oneLine() {
    logger.error("two\nlines\u0000", new IllegalStateException("here\nand there"));
    JsonObject line = line();
    assertThat(line.getString("message")).isEqualTo("two\nlines\u0000");
    assertThat(line.getString("exception"))
        .startsWith("java.lang.IllegalStateException: here\nand there")
        .contains("JsonLinesTest.oneLine");
  }
}
