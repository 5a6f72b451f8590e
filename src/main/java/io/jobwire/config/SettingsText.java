package io.jobwire.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings as YAML: what {@code --check-config} prints, and the file that users copy. */
final class SettingsText {
  private static final String HEAD =
      """
      # Every setting of Jobwire with its default and one line of why.
      #
      # Read from ./conf/jobwire.yaml when present, or from the file that --config names. Any of them
      # can be a variable as well, which wins: backlog.events is JOBWIRE_BACKLOG_EVENTS. What has no
      # default stands commented out. Sizes are bytes. Show what is in force: --check-config
      """;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./_][A-Za-z0-9./:@_+-]*(?<!:)");

  private final StringBuilder text = new StringBuilder();
  private String section = "";

  /** What is in force, secrets masked. */
  static String effective(Settings settings) {
    SettingsText page = new SettingsText();
    Tree.values(settings)
        .forEach((setting, value) -> page.line(setting, written(setting, value), "", key -> {}));
    return page.text.toString();
  }

  /** The file conf/jobwire.yaml. */
  static String template() {
    SettingsText page = new SettingsText();
    page.text.append(HEAD);
    for (KnownSetting setting : KnownSettings.ALL) {
      Optional<String> value = writtenDefault(setting);
      page.line(setting, value, setting.declared().example(), page::comment);
    }
    return page.text.toString();
  }

  private void comment(KnownSetting setting) {
    String range =
        setting.kind() == KnownSetting.Kind.NUMBER
            ? " (" + setting.declared().min() + " to " + setting.declared().max() + ")"
            : "";
    indent().append("# ").append(setting.declared().why()).append(range).append('\n');
  }

  private void line(
      KnownSetting setting,
      Optional<String> value,
      String instead,
      Consumer<KnownSetting> comment) {
    int dot = setting.path().lastIndexOf('.');
    open(setting.path().substring(0, Math.max(dot, 0)), setting.path());
    comment.accept(setting);
    indent().append(value.isPresent() ? "" : "# ").append(setting.path().substring(dot + 1));
    text.append((": " + value.orElse(instead)).stripTrailing()).append('\n');
  }

  /** The headings between the last setting and this one. */
  private void open(String next, String path) {
    if (text.length() > 0 && (!top(section).equals(top(next)) || next.isEmpty())) {
      text.append('\n');
    }
    String opened = "";
    for (String name : next.isEmpty() ? new String[0] : next.split("\\.")) {
      String here = opened.isEmpty() ? name : opened + "." + name;
      if (!(section + ".").startsWith(here + ".")) {
        section = opened;
        indent().append(name).append(":\n");
        section = here;
      }
      opened = here;
    }
    section = next;
  }

  private static String top(String path) {
    return path.replaceFirst("\\..*", "");
  }

  private StringBuilder indent() {
    long depth =
        section.isEmpty() ? 0 : section.chars().filter(letter -> letter == '.').count() + 1;
    return text.append("  ".repeat((int) depth));
  }

  private static Optional<String> writtenDefault(KnownSetting setting) {
    String is = setting.declared().is();
    return switch (setting.kind()) {
      case NUMBER, FLAG -> is.isEmpty() ? Optional.empty() : Optional.of(is);
      case LIST -> Optional.of(list((Collection<?>) setting.fromVariable(is)));
      case COUNTS -> Optional.of("{}");
      case TEXT -> is.isEmpty() ? Optional.empty() : Optional.of(quoted(is));
    };
  }

  private static Optional<String> written(KnownSetting setting, Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(inside -> written(setting, inside));
    } else if (value instanceof Duration time) {
      long number = setting.declared().seconds() ? time.toSeconds() : time.toMillis();
      return Optional.of(String.valueOf(number));
    } else if (value instanceof Collection<?> entries) {
      return Optional.of(list(entries));
    } else if (value instanceof Map<?, ?> counts) {
      return Optional.of(map(counts));
    }
    boolean text = setting.kind() == KnownSetting.Kind.TEXT;
    return Optional.of(text ? quoted(word(value)) : value.toString());
  }

  private static String word(Object value) {
    return value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value.toString();
  }

  private static String list(Collection<?> entries) {
    return entries.stream()
        .map(entry -> quoted(entry.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String map(Map<?, ?> counts) {
    return counts.isEmpty()
        ? "{}"
        : counts.entrySet().stream()
            .map(entry -> "\n  " + entry.getKey() + ": { concurrency: " + entry.getValue() + " }")
            .collect(Collectors.joining());
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches() && !text.equals("null")) {
      return text;
    }
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"';
  }
}
