package io.jobwire.docs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One of our documents: its file in the repository, and the path under which a service shows it. A
 * page has a title and stands in a group of the contents; a file that pages only refer to has
 * neither.
 */
public record Document(String file, String path, String title, String group) {
  static final String FOLDER = "/documentation/";

  public boolean isPage() {
    return !title.isEmpty();
  }

  public String text() throws IOException {
    return text(file);
  }

  static String text(String file) throws IOException {
    try (InputStream in = Document.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new FileNotFoundException(FOLDER + file + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
