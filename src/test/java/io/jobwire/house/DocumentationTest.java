package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.docs.Anchors;
import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The documentation")
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern METRIC = Pattern.compile("\\bjobwire_[a-z_]+\\b");

  /** Java's own, and Vert.x's. */
  private static final Pattern OF_OTHERS =
      Pattern.compile("Connection refused|Address already in use|Thread |has been blocked for");

  /** What stands for something that differs from time to time. */
  private static final String GAP = "…";

  static Stream<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(pages());
    files.add(Path.of(".github/pull_request_template.md"));
    return files.stream();
  }

  private static List<Path> pages() throws IOException {
    return Documents.load().pages().stream().map(page -> Path.of(page.file())).toList();
  }

  @Test
  @DisplayName("is all on the service")
  void complete() throws IOException {
    Set<String> there = new TreeSet<>();
    for (Path folder : List.of(Path.of(""), Path.of("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .forEach(file -> there.add(folder.resolve(file.getFileName()).toString()));
      }
    }
    assertThat(pages().stream().map(Path::toString)).containsAll(there);
    assertThat(Documents.load().all().stream().map(Document::path))
        .doesNotHaveDuplicates()
        .allMatch(path -> path.startsWith("/docs/"));
    for (Document document : Documents.load().all()) {
      assertThat(document.text()).isEqualTo(Files.readString(Path.of(document.file())));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @DisplayName("links to what is there, and to headings that are there, as GitHub shows it:")
  void links(Path file) throws IOException {
    String text = CODE.matcher(Files.readString(file)).replaceAll("");
    for (MatchResult link : LINK.matcher(text).results().toList()) {
      if (!link.group(1).startsWith("https://")) {
        Path target =
            link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1)).normalize();
        assertThat(target).as("%s in %s", link.group(), file).exists();
        if (link.group(2) != null) {
          assertThat(anchors(target)).as("%s in %s", link.group(), file).contains(link.group(2));
        }
      }
    }
  }

  private static Set<String> anchors(Path file) throws IOException {
    Anchors anchors = new Anchors();
    String text =
        Pattern.compile("(?ms)^```.*?^```").matcher(Files.readString(file)).replaceAll("");
    return Pattern.compile("(?m)^#+ (.+)$")
        .matcher(text)
        .results()
        .map(heading -> anchors.of(heading.group(1).replace("`", "")))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @DisplayName("names settings that there are:")
  void settings(Path file) throws IOException {
    Set<String> all = paths();
    Set<String> sections =
        all.stream().map(path -> path.split("\\.")[0]).collect(Collectors.toSet());
    for (String word : quoted(Files.readString(file))) {
      boolean looksLikeOne = word.matches("[a-z]+(\\.[a-zA-Z]+)+");
      if (looksLikeOne && sections.contains(word.split("\\.")[0]) && !isNoSetting(word)) {
        assertThat(all.stream()).as("%s in %s", word, file).anyMatch(path -> covers(path, word));
      }
    }
  }

  /** A setting, or a section of them. */
  private static boolean covers(String path, String word) {
    return path.equals(word) || path.startsWith(word + ".");
  }

  /** Addresses on the bridge, types of events and files begin with the same words. */
  private static boolean isNoSetting(String word) {
    return word.matches(
            "(jobs\\.(create|get|list|cancel|resume|signal|ready)|search\\.start|auth\\.refresh)")
        || word.matches(
            "redis\\.(embedded|log|conf)|http\\.api|handlers\\.(llm|agent)|jobs\\.\\w+\\.\\w+");
  }

  private static Set<String> paths() throws IOException {
    Set<String> paths = new TreeSet<>();
    List<String> above = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("conf/jobwire.yaml"))) {
      Matcher key = Pattern.compile("( *)(?:# )?([a-z][A-Za-z]*):.*").matcher(line);
      if (key.matches()) {
        int depth = key.group(1).length() / 2;
        while (above.size() > depth) {
          above.remove(above.size() - 1);
        }
        above.add(key.group(2));
        paths.add(String.join(".", above));
      }
    }
    return paths;
  }

  @Test
  @DisplayName("names numbers that the page on operations explains")
  void numbers() throws IOException {
    Set<String> explained = found(METRIC, Files.readString(Path.of("docs/operations.md")));
    for (Path page : pages()) {
      for (String name : found(METRIC, Files.readString(page))) {
        assertThat(explained).as("in %s", page).contains(name);
      }
    }
  }

  @Test
  @DisplayName("quotes lines and words of the service as they stand in its code")
  void quotes() throws IOException {
    String code = code();
    String page = Files.readString(Path.of("docs/troubleshooting.md"));
    List<String> lines = new ArrayList<>();
    MarkdownPage.read("docs/troubleshooting.md").blocks().stream()
        .filter(block -> block.language().equals("text"))
        .flatMap(block -> block.text().lines())
        .forEach(lines::add);
    assertThat(lines).hasSizeGreaterThan(15);
    quoted(page).stream().filter(word -> word.matches("[A-Z][a-z']+ .*")).forEach(lines::add);
    for (String line : lines) {
      for (String part : line.split(GAP)) {
        String words = part.strip().replaceFirst("^[(,;.] ?|[(]$", "").strip();
        if (words.length() > 8 && !OF_OTHERS.matcher(words).lookingAt()) {
          assertThat(code.contains(words)).as("%s, of: %s", words, line).isTrue();
        }
      }
    }
  }

  /** With the parts of a text put together that its lines take apart. */
  private static String code() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    return code.toString();
  }

  private static Set<String> quoted(String text) {
    String prose = Pattern.compile("(?ms)^```.*?^```").matcher(text).replaceAll("");
    return QUOTED
        .matcher(prose)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }
}
