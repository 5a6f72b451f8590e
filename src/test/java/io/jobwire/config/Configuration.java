package io.jobwire.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A folder with a file, and variables: what a start finds. */
final class Configuration {
  static final String LONG_SECRET = "0123456789abcdef0123456789abcdef";

  private final Path folder;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private Optional<Path> named = Optional.empty();

  Configuration(Path folder) {
    this.folder = folder;
  }

  Configuration file(String yaml) {
    return write("conf/jobwire.yaml", yaml);
  }

  Configuration named(String file, String yaml) {
    named = Optional.of(Path.of(file));
    return yaml == null ? this : write(file, yaml);
  }

  Configuration write(String file, String text) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  Configuration variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Settings load() throws SettingsError {
    return Settings.load(named, variables, folder);
  }

  /** The line of a start that must not be. */
  String refusal() {
    SettingsError error = catchThrowableOfType(SettingsError.class, this::load);
    if (error == null) {
      throw new AssertionError("was accepted");
    }
    return error.getMessage();
  }
}
