package io.jobwire.handlers.llm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The schema of a handler's input, a file beside it in the jar. */
public final class Schema {
  private Schema() {}

  public static String named(String name) {
    String file = "/handlers/" + name + ".schema.json";
    try (InputStream in = Schema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The jar has no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
