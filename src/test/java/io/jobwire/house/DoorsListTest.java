package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of what is tried against the doors")
class DoorsListTest {
  private static final Path LIST = Path.of("docs/doors.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final Pattern TEST =
      Pattern.compile(
          "@(?:Test|ParameterizedTest)\\b(?:(?!@Test\\b|@ParameterizedTest\\b).)*?\\bvoid (\\w+)\\(",
          Pattern.DOTALL);

  /** The texts of all test classes, by their names. */
  private static final Map<String, String> CLASSES = new TreeMap<>();

  private static List<String> rows;

  @BeforeAll
  static void read() throws IOException {
    rows =
        Files.readAllLines(LIST).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.equals("| tried | comes of it | by |"))
            .toList();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        CLASSES.put(name, Files.readString(file));
      }
    }
  }

  private static boolean isTagged(String text) {
    return text.contains("\n@Tag(Doors.TAG)\n");
  }

  @Test
  @DisplayName("names for each thing the tests that try it, which are there and run with the rest")
  void names() {
    assertThat(rows).hasSizeGreaterThan(60).allMatch(row -> NAMED.matcher(row).find());
    NAMED
        .matcher(String.join("\n", rows))
        .results()
        .forEach(
            named -> {
              String text = CLASSES.getOrDefault(named.group(1), "");
              assertThat(isTagged(text)).as("%s runs with -Dgroups=doors", named.group()).isTrue();
              assertThat(testsOf(text)).as(named.group(1)).contains(named.group(2));
            });
  }

  private static Set<String> testsOf(String text) {
    return TEST.matcher(text).results().map(test -> test.group(1)).collect(Collectors.toSet());
  }

  @Test
  @DisplayName("leaves out no class that tries something, and each but those alone has a canary")
  void complete() {
    Set<String> tagged =
        CLASSES.entrySet().stream()
            .filter(each -> isTagged(each.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed =
        NAMED
            .matcher(String.join("\n", rows))
            .results()
            .map(named -> named.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(tagged).isEqualTo(listed);
    assertThat(tagged.stream().filter(name -> !CLASSES.get(name).contains("Doors.of(")))
        .containsExactly("KeyRingTest", "PagesTest", "RefusalLogTest", "SettingsRefusalTest");
  }
}
