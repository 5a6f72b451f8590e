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
import org.slf4j.event.KeyValuePair;

/** Listens to what is logged while it is open. */
public final class LogTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<KeyValuePair> fields = new CopyOnWriteArrayList<>();
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

  /** Waits for a line. */
  public void says(String line) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!lines.contains(line)) {
      assertThat(System.nanoTime()).as("%s in %s", line, lines).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** What the lines say in a field of this name. */
  public List<Object> fields(String name) {
    return fields.stream().filter(pair -> pair.key.equals(name)).map(pair -> pair.value).toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getKeyValuePairs() != null) {
      fields.addAll(event.getKeyValuePairs());
    }
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
  }
}
