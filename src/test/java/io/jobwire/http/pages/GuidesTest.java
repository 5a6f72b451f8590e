package io.jobwire.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The documentation on the service")
class GuidesTest {
  private static final Pages PAGES = Pages.load();
  private static final Guides GUIDES = PAGES.guides();

  static Stream<String> paths() throws IOException {
    return Documents.load().pages().stream().map(Document::path);
  }

  @Test
  @DisplayName("is made of each document when it is first asked for, and then kept")
  void lazy() {
    Guides fresh = Pages.load().guides();
    assertThat(fresh.find("/docs/redis")).isEmpty();
    Page made = fresh.make("/docs/redis");
    assertThat(fresh.find("/docs/redis")).containsSame(made);
    assertThat(fresh.make("/docs/redis")).isSameAs(made);
    assertThat(fresh.find("/docs/none")).isEmpty();
    assertThat(fresh.paths()).doesNotContain("/docs").contains("/docs/guide", "/docs/LICENSE");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  @DisplayName("holds what a strict content security policy demands, and shows HTML as text:")
  void strict(String path) {
    String html = html(path);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("{{")
        .doesNotContainIgnoringCase("<style")
        .doesNotContainIgnoringCase("<script")
        .doesNotContainPattern("(?i)<[^>]+\\s(style|on[a-z]+)\\s*=")
        .doesNotContain("javascript:");
    assertThat(found("<h1[^>]*>", html)).hasSize(1);
    assertThat(found("(?s)aria-current=\"page\"", html)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  @DisplayName("links to pages and places that there are:")
  void links(String path) {
    List<MatchResult> links = found("href=\"([^\"]*)\"", html(path));
    assertThat(links).hasSizeGreaterThan(20);
    for (MatchResult link : links) {
      String to = link.group(1);
      if (!to.startsWith("https://")) {
        int mark = to.indexOf('#');
        String page = mark < 0 ? to : mark == 0 ? path : to.substring(0, mark);
        assertThat(PAGES.find(page).isPresent() || GUIDES.paths().contains(page)).as(to).isTrue();
        if (mark >= 0) {
          assertThat(ids(page)).as("%s in %s", to, path).contains(to.substring(mark + 1));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  @DisplayName("leads to each of its headings from the side:")
  void sections(String path) {
    String html = html(path);
    String side = html.substring(html.indexOf("On this page"), html.indexOf("</details>"));
    List<String> headings =
        found("<h[23] id=\"([^\"]+)\"", html).stream().map(one -> one.group(1)).toList();
    assertThat(headings).doesNotHaveDuplicates();
    assertThat(found("href=\"#([^\"]+)\"", side).stream().map(one -> one.group(1)).toList())
        .isEqualTo(headings);
  }

  @Test
  @DisplayName(
      "takes the link from what is in the repository only, which is no page and no setting")
  void plain() throws IOException {
    Documents documents = Documents.load();
    DocumentLinks links = new DocumentLinks(documents);
    Set<String> nowhere = new TreeSet<>();
    for (Document page : documents.pages()) {
      new Markdown(
          page.text(),
          link -> {
            Optional<String> place = links.from(page, link);
            if (place.isEmpty()) {
              nowhere.add(link);
            }
            return place;
          });
    }
    assertThat(nowhere)
        .isNotEmpty()
        .noneMatch(link -> link.endsWith(".md") || link.matches("(\\.\\./)?conf/.*\\..*"));
  }

  @Test
  @DisplayName("shows markup in a document and does not obey it, nor addresses that are scripts")
  void inert() {
    String evil = "<img src=x onerror=alert(1)>";
    Markdown page =
        new Markdown(
            "# T\n\n## A "
                + evil
                + "\n\n"
                + evil
                + "\n\n<script>x</script>\n\n| a \"b\" | |\n| --- | --- |\n| "
                + evil
                + " | |\n\n[go](javascript:alert(1)) [away](https://a.example/?\"onx=\")",
            Optional::of);
    assertThat(page.html() + Contents.sections(page.sections()))
        .contains("&lt;img src=x", "&lt;script&gt;", "data-label=\"a &quot;b&quot;\"")
        .doesNotContain("<img", "<script", "javascript:", "\"onx");
  }

  @Test
  @DisplayName("has no link in the place of one that leads nowhere, and keeps its words")
  void unlinked() {
    Markdown page =
        new Markdown("See [the `pom` here](pom.xml), please.", link -> Optional.empty());
    assertThat(page.html()).isEqualTo("<p>See the <code>pom</code> here, please.</p>\n");
  }

  private static Set<String> ids(String path) {
    Set<String> ids = new TreeSet<>();
    found(" id=\"([^\"]+)\"", html(path)).forEach(id -> ids.add(id.group(1)));
    return ids;
  }

  private static String html(String path) {
    Page page = PAGES.find(path).orElseGet(() -> GUIDES.make(path));
    return page.content().toString();
  }

  private static List<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }
}
