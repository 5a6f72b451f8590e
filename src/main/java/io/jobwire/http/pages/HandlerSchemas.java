package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The input schemas of all handlers that came into the jar, by type. */
final class HandlerSchemas {
  private static final String FOLDER = "handlers/";
  private static final String ENDING = ".schema.json";

  /** One that is always there: it shows where the others are. */
  private static final String FIRST = "load.noop";

  private HandlerSchemas() {}

  static Map<String, JsonNode> load() throws IOException {
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (String file : files()) {
      schemas.put(file.substring(0, file.length() - ENDING.length()), read(file));
    }
    return schemas;
  }

  private static List<String> files() throws IOException {
    URL first = HandlerSchemas.class.getResource("/" + FOLDER + FIRST + ENDING);
    URLConnection place = first.openConnection();
    if (place instanceof JarURLConnection jar) {
      return inJar(jar);
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(first.toString())).getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .toList();
    }
  }

  private static List<String> inJar(JarURLConnection place) throws IOException {
    place.setUseCaches(false);
    try (JarFile jar = place.getJarFile()) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(FOLDER) && name.endsWith(ENDING))
          .map(name -> name.substring(FOLDER.length()))
          .toList();
    }
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream in = HandlerSchemas.class.getResourceAsStream("/" + FOLDER + file)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
