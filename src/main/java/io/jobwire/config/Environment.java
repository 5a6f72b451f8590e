package io.jobwire.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the variables of the process say. An empty one says nothing. */
final class Environment {
  static final String PREFIX = "JOBWIRE_";

  /** Names that platforms and people know already, and the settings they stand for. */
  private record WellKnown(String variable, List<String> paths, String why) {}

  private static final List<WellKnown> WELL_KNOWN =
      List.of(
          new WellKnown(
              "PORT",
              List.of("verticles.api.port", "verticles.bridge.port"),
              "the port of the api and the bridge"),
          new WellKnown("REDIS_URL", List.of("redis.url"), "redis.url"),
          new WellKnown("JWT_SECRET", List.of("auth.secret"), "auth.secret"),
          new WellKnown("JWT_SECRET_FILE", List.of("auth.secretFile"), "auth.secretFile"),
          // the later of two for one setting wins
          new WellKnown(
              "CLIENT_URL", List.of("origins"), "origins, when FRONTEND_ORIGIN is not set"),
          new WellKnown("FRONTEND_ORIGIN", List.of("origins"), "origins, comma-separated"));

  private static final String DISABLE_REDIS = "DISABLE_REDIS";

  private final Map<String, String> variables;
  private final Map<String, Given> given = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private Environment(Map<String, String> variables) {
    this.variables = new TreeMap<>(variables);
    this.variables.values().removeIf(String::isBlank);
  }

  static Environment read(Map<String, String> variables) throws SettingsError {
    Environment environment = new Environment(variables);
    environment.readWellKnown();
    environment.readDisableRedis();
    environment.readOwn();
    return environment;
  }

  Map<String, Given> given() {
    return given;
  }

  List<String> warnings() {
    return warnings;
  }

  /** The well-known names with what they set, for the help page. */
  static Map<String, String> wellKnown() {
    Map<String, String> names = new LinkedHashMap<>();
    WELL_KNOWN.forEach(name -> names.put(name.variable, name.why));
    names.put(DISABLE_REDIS, "1: no redis.url, the embedded Redis");
    return names;
  }

  private void readWellKnown() {
    for (WellKnown name : WELL_KNOWN) {
      String text = variables.get(name.variable);
      if (text != null) {
        name.paths.forEach(path -> put(KnownSettings.at(path).orElseThrow(), name.variable, text));
      }
    }
  }

  private void readDisableRedis() throws SettingsError {
    String text = variables.getOrDefault(DISABLE_REDIS, "0");
    switch (text) {
      case "1", "true" -> given.put("redis.url", Given.nothing(DISABLE_REDIS));
      case "0", "false" -> {}
      default -> throw SettingsError.wrong(DISABLE_REDIS, "variable", '"' + text + '"', "1 or 0");
    }
  }

  private void readOwn() {
    Map<String, KnownSetting> names = new LinkedHashMap<>();
    KnownSettings.ALL.stream()
        .filter(setting -> setting.kind() != KnownSetting.Kind.COUNTS)
        .forEach(setting -> names.put(setting.variable(), setting));
    variables.forEach(
        (name, text) -> {
          if (names.containsKey(name)) {
            put(names.get(name), name, text);
          } else if (name.startsWith(PREFIX)) {
            warn(name, names);
          }
        });
  }

  private void put(KnownSetting setting, String variable, String text) {
    given.put(setting.path(), new Given(setting.fromVariable(text), variable));
  }

  private void warn(String variable, Map<String, KnownSetting> names) {
    String hint =
        variable.startsWith(PREFIX + "WORKERS_")
            ? "workers.<type> can be set in the file only"
            : "the nearest is " + Nearest.to(variable, names.keySet());
    warnings.add(variable + " (variable) is not a setting and is ignored; " + hint + ".");
  }
}
