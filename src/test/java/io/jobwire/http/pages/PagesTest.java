package io.jobwire.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jobwire.http.Doors;
import io.jobwire.model.InputSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("The pages")
class PagesTest {
  private static final Pages PAGES = Pages.load();
  private static final String DOCS = text("/docs");

  @Test
  @DisplayName("are found by their paths, each with its type and an etag of its own")
  void find() {
    assertThat(PAGES.paths())
        .contains(
            "/",
            "/docs",
            "/openapi.yaml",
            "/pages/page.css",
            "/pages/icon.svg",
            "/client/jobwire.js");
    assertThat(PAGES.paths())
        .allMatch(
            path ->
                page(path)
                    .contentType()
                    .matches("(text|application|image)/[a-z+]+(; charset=utf-8)?"));
    assertThat(PAGES.paths().stream().map(path -> page(path).etag()).distinct())
        .hasSameSizeAs(PAGES.paths())
        .allMatch(etag -> etag.matches("\"[0-9a-f]{24}\""));
    assertThat(PAGES.find("/docs/")).isEmpty();
    assertThat(PAGES.find("/pages/../openapi.yaml")).isEmpty();
  }

  @Test
  @DisplayName("serve the contract as it is")
  void contract() throws IOException {
    assertThat(new YAMLMapper().readTree(text("/openapi.yaml")).path("openapi").asText())
        .isEqualTo("3.1.0");
  }

  @ParameterizedTest
  @DisplayName("hold what a strict content security policy demands")
  @ValueSource(strings = {"/", "/docs"})
  void strict(String path) {
    String html = text(path);
    assertThat(html)
        .doesNotContainIgnoringCase("<style")
        .doesNotContainPattern("(?i)<[^>]+\\s(style|on[a-z]+)\\s*=")
        .doesNotContainIgnoringCase("javascript:");
    assertThat(all("<script([^>]*)>(.*?)</script>", html))
        .allMatch(
            script -> script.group(1).contains("src=\"/assets/") && script.group(2).isEmpty());
    assertThat(all("(?:src|href|action)=\"([^\"]*)\"", html))
        .isNotEmpty()
        .allMatch(link -> link.group(1).matches("/[A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)?|#.+"));
  }

  @ParameterizedTest
  @DisplayName("load nothing that is not there")
  @ValueSource(strings = {"/", "/docs"})
  void links(String path) {
    assertThat(all("(?:src|href)=\"(/[^\"]*)\"", text(path)))
        .allMatch(
            link ->
                PAGES.find(link.group(1)).isPresent()
                    || PAGES.guides().paths().contains(link.group(1)));
  }

  @Test
  @DisplayName("show every call, and link to nothing that is missing")
  void complete() throws IOException {
    JsonNode contract = new YAMLMapper().readTree(text("/openapi.yaml"));
    List<String> ids = all(" id=\"([^\"]+)\"", DOCS).stream().map(id -> id.group(1)).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .containsAll(contract.path("paths").findValuesAsText("operationId"))
        .contains("event-job:progress:v1", "schema-NewJob");
    assertThat(all("href=\"#([^\"]+)\"", DOCS))
        .isNotEmpty()
        .allMatch(link -> ids.contains(link.group(1)));
    assertThat(DOCS).doesNotContain("{{");
  }

  @Test
  @DisplayName("show the fields within fields, ranges, defaults and an example to be typed")
  void details() {
    assertThat(DOCS)
        .contains(
            "<code>tokens.prompt</code>",
            "<code>types[].workers</code>",
            "100 to 604800000",
            "<code>continue</code>")
        .contains(
            "curl http://127.0.0.1:8080/api/jobs \\\n  -H &quot;Authorization: Bearer $TOKEN&quot; \\\n")
        .contains("curl -X PATCH http://127.0.0.1:8080/api/jobs/thumb-2025-11-20/cancel")
        .contains("curl http://127.0.0.1:8080/health</code>");
  }

  @Test
  @DisplayName(
      "show what the input of each type that comes along may be, which is a schema that create checks")
  void types() throws IOException {
    Map<String, JsonNode> schemas = HandlerSchemas.load();
    assertThat(schemas).containsKeys("load.noop", "load.sleep", "load.stream");
    schemas.forEach(
        (type, schema) -> {
          InputSchema.compile(schema.toString());
          assertThat(DOCS).contains(" id=\"type-" + type + "\"");
        });
    assertThat(DOCS).contains("0 to 10000000", "<code>chunk</code> <code>event</code>");
  }

  @Test
  @DisplayName("show which fields of an input stand for each other, and no markup in it")
  void oneOfThem() throws IOException {
    JsonNode schema =
        new ObjectMapper()
            .readTree(
                "{\"description\":\"<i>\",\"properties\":{\"<b>\":{\"type\":\"<u>\"}},"
                    + "\"anyOf\":[{\"required\":[\"prompt\"]},{\"required\":[\"<s>\"]}]}");
    assertThat(new TypesSection(Map.of("<p>", schema)).fill("{{types}}"))
        .contains("One is required: <code>prompt</code> or <code>&lt;s&gt;</code>.")
        .doesNotContain("<i>", "<b>", "<u>", "<s>", "<p><");
  }

  @Test
  @DisplayName("show markup in the contract and do not obey it")
  void inert() throws IOException {
    String evil = "<img src=x onerror=alert(1)>\"'&`<b>`**<i>**";
    String contract =
        """
        {"info":{"version":%1$s,"description":%1$s},"servers":[{"url":%1$s}],"tags":[{"name":%1$s,"description":%1$s}],
         "paths":{%1$s:{"post":{"tags":[%1$s],"operationId":%1$s,"summary":%1$s,"description":%1$s,"security":[{"bearer":[%1$s]}],
           "parameters":[{"name":%1$s,"in":%1$s,"description":%1$s,"schema":{"type":%1$s,"default":%1$s,"enum":[%1$s],"pattern":%1$s}}],
           "requestBody":{"content":{"application/json":{"example":{"a":%1$s},"schema":{"$ref":"#/components/schemas/evil"}}}},
           "responses":{"200":{"description":%1$s}}}}},
         "components":{"schemas":{"evil":{"description":%1$s,"properties":{%1$s:{"type":"string"}},"examples":[{"a":%1$s}]}}}}
        """
            .formatted(new ObjectMapper().writeValueAsString(evil));
    JsonNode events =
        new ObjectMapper()
            .readTree(
                "{\"$defs\":{\"<i>\":{\"type\":\"object\",\"sentBy\":\"<i>\",\"description\":\"<i>\"}}}");
    String html =
        new DocsPage(new ObjectMapper().readTree(contract), events)
            .fill("{{version}}{{navigation}}{{introduction}}{{calls}}{{schemas}}{{events}}");
    assertThat(html)
        .contains("&lt;img src=x")
        .doesNotContain("<img", "<i>", "<b>", "(1)>", "(1)&gt;\"");
  }

  @Test
  @DisplayName("say of the parts of the dashboard alone that they never change")
  void lasting() {
    List<String> lasting = PAGES.paths().stream().filter(path -> page(path).lasts()).toList();
    assertThat(lasting).isNotEmpty().allMatch(path -> path.matches("/assets/.+-.{8}\\.[a-z]+"));
    assertThat(text("/")).contains(lasting);
  }

  @Test
  @DisplayName("have a packed form that unpacks to the plain one")
  void packed() throws IOException {
    for (String path : PAGES.paths()) {
      try (InputStream unpacked =
          new GZIPInputStream(new ByteArrayInputStream(page(path).packed().getBytes()))) {
        assertThat(unpacked.readAllBytes()).isEqualTo(page(path).content().getBytes());
      }
      assertThat(page(path).packedEtag()).isNotEqualTo(page(path).etag());
    }
  }

  @Test
  @DisplayName("name no other host, and have no style that comes from elsewhere")
  void noOtherHost() {
    PAGES.paths().stream()
        .filter(path -> path.endsWith(".css"))
        .forEach(path -> assertThat(text(path)).doesNotContain("http", "@import", "url("));
  }

  private static Page page(String path) {
    return PAGES.find(path).orElseThrow();
  }

  private static String text(String path) {
    return page(path).content().toString(StandardCharsets.UTF_8);
  }

  private static List<MatchResult> all(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).results().toList();
  }
}
