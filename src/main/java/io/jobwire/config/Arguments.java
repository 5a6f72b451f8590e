package io.jobwire.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command line: what to do, and which settings file to read. */
public record Arguments(Action action, Optional<Path> config) {

  /** What the process shall do. Of several the one named last here is done. */
  public enum Action {
    RUN("run the service"),
    DEMO("run it for a look, with jobs of each kind and words to them; keeps nothing"),
    CHECK_CONFIG("print the settings in force, secrets masked, and exit: 0 good, 2 not"),
    VERSION("print the version and exit"),
    HELP("print this page and exit");

    private final String does;

    Action(String does) {
      this.does = does;
    }

    private String option() {
      return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String CONFIG = "--config";
  private static final List<Action> OPTIONS =
      Arrays.stream(Action.values()).filter(action -> action != Action.RUN).toList();

  public static Arguments parse(String... words) throws SettingsError {
    Action action = Action.RUN;
    Optional<Path> config = Optional.empty();
    for (Iterator<String> rest = List.of(words).iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (word.equals(CONFIG)) {
        config = Optional.of(file(rest.hasNext() ? rest.next() : ""));
      } else if (word.startsWith(CONFIG + "=")) {
        config = Optional.of(file(word.substring(CONFIG.length() + 1)));
      } else {
        Action asked = action(word);
        action = asked.compareTo(action) > 0 ? asked : action;
      }
    }
    return new Arguments(action, config);
  }

  private static Path file(String name) throws SettingsError {
    try {
      if (!name.isBlank() && !name.startsWith("--")) {
        return Path.of(name);
      }
    } catch (InvalidPathException notAPath) {
      // told below, like all that is no file
    }
    throw new SettingsError(CONFIG + " is followed by no file; it must be " + CONFIG + " FILE.");
  }

  private static Action action(String word) throws SettingsError {
    for (Action action : OPTIONS) {
      if (action.option().equals(word)) {
        return action;
      }
    }
    List<String> known = OPTIONS.stream().map(Action::option).collect(Collectors.toList());
    known.add(CONFIG);
    throw new SettingsError(
        word + " is not an option; the nearest is " + Nearest.to(word, known) + ". See --help.");
  }

  public static String helpText() {
    return """
        Jobwire: long-running jobs, watched live.

        usage: java -jar jobwire.jar [options]

        With no option and no settings it starts an embedded Redis with its data under ./data,
        serves http://127.0.0.1:8080 and prints its address with a token.

        Options
        %s
        Settings, the later wins: defaults, ./conf/jobwire.yaml or the file of --config,
        the well-known variables, variables named after a setting, with JOBWIRE_ in front:
        jobs.leaseMs is JOBWIRE_JOBS_LEASE_MS; lists are comma-separated.

        Well-known variables
        %s
        Main settings (the default in brackets; conf/jobwire.yaml lists all)
        %s"""
        .formatted(options(), variables(), settings());
  }

  private static String options() {
    String actions =
        OPTIONS.stream()
            .map(action -> row(action.option(), action.does))
            .collect(Collectors.joining());
    return row(CONFIG + " FILE", "read this settings file; it must exist") + actions;
  }

  private static String variables() {
    return Environment.wellKnown().entrySet().stream()
        .map(name -> row(name.getKey(), name.getValue()))
        .collect(Collectors.joining());
  }

  private static String settings() {
    return KnownSettings.ALL.stream()
        .filter(setting -> setting.declared().main())
        .map(setting -> row(setting.path(), setting.declared().why() + bracketed(setting)))
        .collect(Collectors.joining());
  }

  private static String bracketed(KnownSetting setting) {
    String is = setting.declared().is();
    return is.isEmpty() ? "" : " [" + is + "]";
  }

  private static String row(String left, String right) {
    return "  %-24s %s\n".formatted(left, right);
  }
}
