package io.jobwire;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes lines that come with every request and every job, beside the event loops and never in
 * their way: where whoever reads the log is too slow, lines are left out and counted.
 */
final class BesideAppender extends AsyncAppender {
  private static final int MOST_WAITING = 8_192;
  private static final int LONGEST_GOODBYE_MS = 500;
  private static final LongAdder LEFT_OUT = new LongAdder();

  BesideAppender(LoggerContext context, Appender<ILoggingEvent> out) {
    setContext(context);
    setQueueSize(MOST_WAITING);
    setDiscardingThreshold(1);
    setNeverBlock(true);
    setMaxFlushTime(LONGEST_GOODBYE_MS);
    addAppender(out);
  }

  static long leftOut() {
    return LEFT_OUT.sum();
  }

  /** Asked only when there is no room any more. */
  @Override
  protected boolean isDiscardable(ILoggingEvent event) {
    LEFT_OUT.increment();
    return true;
  }
}
