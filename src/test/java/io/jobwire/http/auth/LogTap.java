package io.jobwire.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** Listens to what is logged while it is open. */
public final class LogTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;

  private LogTap(Logger logger, Level level) {
    this.logger = logger;
    this.before = logger.getLevel();
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(level);
    logger.addAppender(this);
  }

  public static LogTap on(String name, Level level) {
    return new LogTap((Logger) LoggerFactory.getLogger(name), level);
  }

  public List<String> lines() {
    return lines;
  }

  public List<ILoggingEvent> events() {
    return events;
  }

  /** Waits for just these lines with this in a field. */
  public void says(String field, String value, String... wanted) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (with(field, value).size() < wanted.length && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(with(field, value)).containsExactlyInAnyOrder(wanted);
  }

  private List<String> with(String field, String value) {
    return events.stream()
        .filter(event -> event.getKeyValuePairs() != null)
        .filter(
            event ->
                event.getKeyValuePairs().stream()
                    .anyMatch(pair -> pair.key.equals(field) && value.equals(pair.value)))
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
  }
}
