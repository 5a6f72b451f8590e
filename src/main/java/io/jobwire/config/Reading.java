package io.jobwire.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns what was given into the values the settings have inside, or refuses. */
final class Reading {
  private static final Pattern JOB_TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Map<String, Given> given;
  private final Path workingFolder;

  Reading(Map<String, Given> given, Path workingFolder) {
    this.given = given;
    this.workingFolder = workingFolder;
  }

  Object value(KnownSetting setting) throws SettingsError {
    return switch (setting.kind()) {
      case NUMBER -> number(setting, required(setting));
      case FLAG -> flag(setting, required(setting));
      case LIST -> given.containsKey(setting.path()) ? list(setting) : List.of();
      case COUNTS -> counts(setting);
      case TEXT -> text(setting, required(setting));
    };
  }

  /** The value of a setting that may have none. */
  Optional<?> optional(KnownSetting setting) throws SettingsError {
    Given said = given.get(setting.path());
    return said == null || said.isNothing() ? Optional.empty() : Optional.of(value(setting));
  }

  private Given required(KnownSetting setting) {
    return Optional.ofNullable(given.get(setting.path()))
        .orElseThrow(() -> new IllegalStateException(setting.path() + " has no default"));
  }

  private Object number(KnownSetting setting, Given said) throws SettingsError {
    if (!(said.value() instanceof Long number) || !setting.allows(number)) {
      throw SettingsError.wrong(setting, said);
    }
    if (setting.type() == long.class) {
      return number;
    } else if (setting.type() == int.class) {
      return Math.toIntExact(number);
    }
    return setting.declared().seconds() ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }

  private Object flag(KnownSetting setting, Given said) throws SettingsError {
    if (said.value() instanceof Boolean flag) {
      return flag;
    }
    throw SettingsError.wrong(setting, said);
  }

  private List<String> list(KnownSetting setting) throws SettingsError {
    Given said = given.get(setting.path());
    if (!(said.value() instanceof List<?> entries)) {
      throw SettingsError.wrong(setting, said);
    }
    for (Object entry : entries) {
      if (!setting.allows(entry.toString())) {
        throw SettingsError.wrong(setting, new Given(entry, said.source()));
      }
    }
    return entries.stream().map(Object::toString).distinct().toList();
  }

  private Map<String, Integer> counts(KnownSetting setting) throws SettingsError {
    Map<String, Integer> counts = new TreeMap<>();
    for (Map.Entry<String, Given> entry : given.entrySet()) {
      Optional<String> type = KnownSettings.typeIn(entry.getKey());
      if (type.isPresent()) {
        counts.put(type.get(), count(setting, entry.getKey(), type.get(), entry.getValue()));
      }
    }
    return counts;
  }

  private int count(KnownSetting setting, String path, String type, Given said)
      throws SettingsError {
    if (!JOB_TYPE.matcher(type).matches()) {
      throw new SettingsError(
          path + " (" + said.source() + "): a job type must match " + JOB_TYPE + ".");
    }
    KnownSetting one = new KnownSetting(path, int.class, setting.declared());
    return (int) number(one, said);
  }

  private Object text(KnownSetting setting, Given said) throws SettingsError {
    Optional<?> value =
        said.value() instanceof String text && setting.allows(text)
            ? parsed(setting.type(), text)
            : Optional.empty();
    if (value.isEmpty()) {
      throw SettingsError.wrong(setting, said);
    }
    return value.get();
  }

  private Optional<?> parsed(Class<?> type, String text) {
    if (type == Secret.class) {
      return Optional.of(new Secret(text));
    } else if (type == Path.class) {
      return path(text);
    } else if (type == SecretFile.class) {
      return path(text).flatMap(SecretFile::read);
    } else if (type == URI.class) {
      return webAddress(text);
    } else if (type == RedisUrl.class) {
      return RedisUrl.parse(text);
    }
    return type.isEnum() ? word(type, text) : Optional.of(text);
  }

  private Optional<Path> path(String text) {
    try {
      return Optional.of(workingFolder.resolve(text).normalize());
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  private static Optional<URI> webAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getHost() != null && uri.getUserInfo() == null;
      return Optional.of(uri).filter(address -> web && plain);
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  private static Optional<?> word(Class<?> type, String text) {
    return Stream.of(type.getEnumConstants())
        .filter(word -> word.toString().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
