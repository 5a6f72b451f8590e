package io.jobwire.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of all settings, read off the {@link Settings} tree, in its order. */
final class KnownSettings {
  static final List<KnownSetting> ALL = List.copyOf(below(Settings.class, ""));
  private static final Map<String, KnownSetting> BY_PATH = byPath();
  private static final String WORKERS = "workers.";
  private static final String CONCURRENCY = ".concurrency";

  private KnownSettings() {}

  private static List<KnownSetting> below(Class<?> section, String prefix) {
    List<KnownSetting> found = new ArrayList<>();
    for (RecordComponent component : section.getRecordComponents()) {
      if (component.isAnnotationPresent(Setting.class)) {
        found.add(setting(component, prefix));
      } else if (component.getType().isRecord()) {
        found.addAll(below(component.getType(), prefix + component.getName() + "."));
      }
    }
    return found;
  }

  static KnownSetting setting(RecordComponent component, String prefix) {
    Setting declared = component.getAnnotation(Setting.class);
    return new KnownSetting(prefix + outsideName(component, declared), inside(component), declared);
  }

  /** Units stand at the edges: the duration {@code lease} is {@code leaseMs} in a file. */
  private static String outsideName(RecordComponent component, Setting declared) {
    if (component.getType() != Duration.class) {
      return component.getName();
    }
    return component.getName() + (declared.seconds() ? "Seconds" : "Ms");
  }

  private static Class<?> inside(RecordComponent component) {
    if (component.getType() != Optional.class) {
      return component.getType();
    }
    ParameterizedType optional = (ParameterizedType) component.getGenericType();
    return (Class<?>) optional.getActualTypeArguments()[0];
  }

  private static Map<String, KnownSetting> byPath() {
    Map<String, KnownSetting> table = new LinkedHashMap<>();
    ALL.forEach(setting -> table.put(setting.path(), setting));
    return table;
  }

  /** The setting at a path; {@code workers.<type>.concurrency} belongs to {@code workers}. */
  static Optional<KnownSetting> at(String path) {
    return Optional.ofNullable(BY_PATH.get(typeIn(path).isPresent() ? "workers" : path));
  }

  /** The job type in {@code workers.<type>.concurrency}; it may have dots of its own. */
  static Optional<String> typeIn(String path) {
    boolean matches =
        path.startsWith(WORKERS)
            && path.endsWith(CONCURRENCY)
            && path.length() > WORKERS.length() + CONCURRENCY.length();
    return matches
        ? Optional.of(path.substring(WORKERS.length(), path.length() - CONCURRENCY.length()))
        : Optional.empty();
  }

  static String concurrencyOf(String type) {
    return WORKERS + type + CONCURRENCY;
  }

  /** The names directly in a section; empty when there is no such section. */
  static Set<String> namesIn(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    Set<String> names = new LinkedHashSet<>();
    for (String path : BY_PATH.keySet()) {
      if (path.startsWith(prefix)) {
        names.add(path.substring(prefix.length()).replaceFirst("\\..*", ""));
      }
    }
    return names;
  }

  static SettingsError unknown(String path, String source) {
    List<String> known = new ArrayList<>(BY_PATH.keySet());
    known.addAll(sections());
    return new SettingsError(
        path
            + " ("
            + source
            + ") is not a setting; the nearest is "
            + Nearest.to(path, known)
            + ".");
  }

  private static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    for (String path : BY_PATH.keySet()) {
      for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
        sections.add(path.substring(0, dot));
      }
    }
    return sections;
  }

  /** What stands when nobody says anything. */
  static Map<String, Given> defaults() {
    Map<String, Given> defaults = new LinkedHashMap<>();
    for (KnownSetting setting : ALL) {
      String text = setting.declared().is();
      if (!text.isEmpty()) {
        defaults.put(setting.path(), new Given(setting.fromVariable(text), "the default"));
      }
    }
    return defaults;
  }
}
