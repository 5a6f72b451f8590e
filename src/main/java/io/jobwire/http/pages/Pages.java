package io.jobwire.http.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jobwire.docs.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All pages by their path, made once; and the guides, made when they are asked for. */
public final class Pages {

  /** What these pages need; nothing else may be loaded or run. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, Page> pages;
  private final Guides guides;

  private Pages(Map<String, Page> pages, Guides guides) {
    this.pages = pages;
    this.guides = guides;
  }

  public static Pages load() {
    try {
      String openapi = text("openapi.yaml");
      JsonNode contract = new YAMLMapper().readTree(openapi);
      Documents documents = Documents.load();
      String version = Html.escape(contract.at("/info/version").asText());
      String template = text("pages/frame.html").replace("{{version}}", version);
      Frame frame = new Frame(template, new Contents(documents));
      return new Pages(all(openapi, contract, frame), new Guides(documents, frame));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Map<String, Page> all(String openapi, JsonNode contract, Frame frame)
      throws IOException {
    JsonNode events = new ObjectMapper().readTree(text("events.schema.json"));
    String template = new TypesSection(HandlerSchemas.load()).fill(text("pages/docs.html"));
    DocsPage api = new DocsPage(contract, events);
    String docs = frame.around(Frame.API, "the API", api.here(), api.fill(template));
    Map<String, Page> pages = new HashMap<>();
    pages.put("/", Page.of("text/html; charset=utf-8", text("pages/without.html")));
    pages.put(Frame.API, Page.of("text/html; charset=utf-8", docs));
    pages.put("/openapi.yaml", Page.of("application/yaml; charset=utf-8", openapi));
    pages.put("/pages/page.css", Page.of("text/css; charset=utf-8", text("pages/page.css")));
    pages.put("/pages/icon.svg", Page.of("image/svg+xml", text("pages/icon.svg")));
    pages.putAll(WebFiles.load());
    return Map.copyOf(pages);
  }

  public Optional<Page> find(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  public Set<String> paths() {
    return pages.keySet();
  }

  public Guides guides() {
    return guides;
  }

  private static String text(String resource) throws IOException {
    try (InputStream file = Pages.class.getResourceAsStream("/" + resource)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
