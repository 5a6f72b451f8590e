package io.jobwire.http.pages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the web build has made: the dashboard, whose parts have names that change with their
 * content, and the client as one file. Nothing when the service was built without.
 */
final class WebFiles {
  private static final String APP = "web/app/";
  private static final String LIST = APP + "files.txt";
  private static final String ASSETS = "assets/";
  private static final String FRONT = "index.html";
  private static final String CLIENT = "client/jobwire.js";

  private WebFiles() {}

  static Map<String, Page> load() throws IOException {
    Map<String, Page> pages = new HashMap<>();
    for (String file : text(LIST).orElse("").lines().toList()) {
      // Whatever is listed is there, or the jar is broken.
      Page page = Page.of(contentType(file), text(APP + file).orElseThrow());
      boolean lasts = file.startsWith(ASSETS);
      pages.put(file.equals(FRONT) ? "/" : "/" + file, lasts ? page.lasting() : page);
    }
    Optional<String> client = text("web/" + CLIENT);
    if (client.isPresent()) {
      pages.put("/" + CLIENT, Page.of(contentType(CLIENT), client.get()));
    }
    return pages;
  }

  private static String contentType(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("Nobody knows what " + file + " is.");
    };
  }

  private static Optional<String> text(String resource) throws IOException {
    try (InputStream file = WebFiles.class.getResourceAsStream("/" + resource)) {
      return file == null
          ? Optional.empty()
          : Optional.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
