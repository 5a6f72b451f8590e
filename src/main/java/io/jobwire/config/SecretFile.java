package io.jobwire.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file and the secret in it, read once; the line break that editors leave at its end is not part
 * of it.
 */
public record SecretFile(Path path, Secret content) {

  static Optional<SecretFile> read(Path path) {
    try {
      String text = Files.readString(path).replaceFirst("\\R\\z", "");
      return Optional.of(new SecretFile(path, new Secret(text)));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
