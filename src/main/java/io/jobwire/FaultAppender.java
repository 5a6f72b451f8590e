package io.jobwire;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.jobwire.ops.ErrorReport;
import io.jobwire.ops.ErrorReports;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Whatever is logged as an error, here or in a library, is a fault that is worth a report. */
final class FaultAppender extends AppenderBase<ILoggingEvent> {
  private final ErrorReports reports;
  private final Logger root;

  private FaultAppender(ErrorReports reports, LoggerContext context) {
    this.reports = reports;
    this.root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    setContext(context);
  }

  /** Empty where a program that embeds us logs by something else than Logback. */
  static Optional<FaultAppender> open(ErrorReports reports) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return Optional.empty();
    }
    FaultAppender faults = new FaultAppender(reports, context);
    faults.start();
    faults.root.addAppender(faults);
    return Optional.of(faults);
  }

  void close() {
    root.detachAppender(this);
    stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      reports.tell(
          ErrorReport.fault(
              code(event),
              event.getFormattedMessage(),
              said(event, "jobId"),
              said(event, "traceId")));
    }
  }

  private static String code(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? event.getLoggerName()
        : event.getThrowableProxy().getClassName();
  }

  private static String said(ILoggingEvent event, String key) {
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        if (pair.key.equals(key)) {
          return String.valueOf(pair.value);
        }
      }
    }
    return null;
  }
}
