package io.jobwire;

import io.jobwire.config.Arguments;
import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The program: words and variables in, a running service or one clear line out. Exit status 2 for
 * wrong settings, 1 for a start that failed, 0 for a clean end.
 */
final class CommandLine {
  private static final int FAILED = 1;
  private static final int WRONG_SETTINGS = 2;

  private CommandLine() {}

  static void run(String[] words) {
    try {
      Arguments arguments = Arguments.parse(words);
      switch (arguments.action()) {
        case HELP -> print(Arguments.helpText());
        case VERSION -> print("Jobwire " + Version.current());
        case CHECK_CONFIG -> print(settings(arguments).describe());
        case DEMO -> demonstrate(arguments);
        case RUN -> serve(settings(arguments), () -> {});
      }
    } catch (SettingsError wrong) {
      complain(wrong.getMessage(), WRONG_SETTINGS);
    } catch (StartError failed) {
      complain(failed.getMessage(), FAILED);
    }
  }

  private static Settings settings(Arguments arguments) throws SettingsError {
    Settings settings = Settings.load(arguments.config(), System.getenv(), Path.of(""));
    settings.warnings().forEach(System.err::println);
    return settings;
  }

  /** A folder of its own, so that nothing of it stays. */
  private static void demonstrate(Arguments arguments) throws SettingsError, StartError {
    DemoPlace place = DemoPlace.make();
    try {
      Settings settings = place.settings(arguments.config());
      settings.warnings().forEach(System.err::println);
      Node node = serve(settings, place::remove);
      place.demo(node, settings, CommandLine::print).play();
    } catch (SettingsError | StartError failed) {
      place.remove();
      throw failed;
    }
  }

  private static Node serve(Settings settings, Runnable afterwards) throws StartError {
    long began = System.nanoTime();
    Logs.configure(settings.log());
    print("Jobwire " + Version.current());
    AtomicReference<Node> started = new AtomicReference<>();
    endOnSignal(started, settings.drain(), afterwards);
    Node node = Node.start(settings, Jobwire.foundHandlers(), CommandLine::print);
    started.set(node);
    node.onLost(CommandLine::die);
    print("Ready in " + (System.nanoTime() - began) / 1_000_000 + " ms");
    return node;
  }

  /**
   * The first signal lets running work finish or hands it back, a second one ends at once. A start
   * may take for ever, when Redis does not come: it has nothing to finish and just ends, an
   * embedded Redis with it.
   */
  private static void endOnSignal(
      AtomicReference<Node> started, Duration drain, Runnable afterwards) {
    AtomicBoolean ending = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ending.getAndSet(true)) {
            Runtime.getRuntime().halt(FAILED);
          }
          Node node = started.get();
          if (node == null) {
            print("Ended before it was ready");
            afterwards.run();
            Runtime.getRuntime().halt(0);
          }
          new Thread(() -> drainAndExit(node, drain, afterwards), "jobwire-drain").start();
        };
    OsSignal.on("TERM", end);
    OsSignal.on("INT", end);
  }

  private static void drainAndExit(Node node, Duration drain, Runnable afterwards) {
    print("Draining: running jobs have " + drain.toSeconds() + " s to finish");
    int status = FAILED;
    try {
      node.stop();
      afterwards.run();
      print("Ended cleanly");
      status = 0;
    } finally {
      Logs.end();
      // Whatever happened: a process told to end must not hang, not in a library's hook either.
      Runtime.getRuntime().halt(status);
    }
  }

  private static void die(String why) {
    complain(why, FAILED);
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static void complain(String line, int status) {
    System.err.println(line);
    Runtime.getRuntime().halt(status);
  }
}
