package io.jobwire;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.jobwire.config.Settings;
import io.jobwire.http.RequestTally;
import io.jobwire.ops.JobLines;
import org.slf4j.LoggerFactory;

/** One backend, on standard error: text for people, or a JSON object a line for machines. */
final class Logs {
  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX} %-5level %logger{24} - %msg%replace( %kvp{NONE}){'^ $',''}%n%xEx{8}%nopex";

  /** What is said with each request and each job. */
  private static volatile BesideAppender beside;

  private Logs() {}

  /** What waits to be written is written, before the process ends at once. */
  static void end() {
    if (beside != null) {
      beside.stop();
    }
  }

  /**
   * A program that embeds us and has said nothing about its logs would get every detail of Netty.
   */
  static void configureUnlessChosen(Settings.Log settings) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      // What Logback does by itself when nobody has chosen: everything, to an appender of this
      // name.
      if (root.getLevel() == Level.DEBUG && root.getAppender("console") != null) {
        configure(settings);
      }
    }
  }

  static void configure(Settings.Log settings) {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> out = new ConsoleAppender<>();
    out.setContext(context);
    out.setTarget("System.err");
    out.setEncoder(encoder(context, settings.format()));
    out.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(settings.level().name()));
    root.addAppender(out);
    BesideAppender lines = new BesideAppender(context, out);
    lines.start();
    beside = lines;
    chatty(context, RequestTally.NAME, settings.requests());
    chatty(context, JobLines.NAME, settings.jobs());
    // Vert.x registers one gauge for each instance of a server, and all of them share its value.
    context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
    // A doorbell that rings while its last viewer leaves: nobody misses it.
    context.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl").setLevel(Level.ERROR);
  }

  private static void chatty(LoggerContext context, String name, boolean wanted) {
    Logger logger = context.getLogger(name);
    logger.setAdditive(false);
    logger.addAppender(beside);
    logger.setLevel(wanted ? null : Level.OFF);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Settings.Log.Format format) {
    if (format == Settings.Log.Format.JSON) {
      JsonLines json = new JsonLines();
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(TEXT);
    text.start();
    return text;
  }
}
