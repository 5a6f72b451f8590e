package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The README")
class ReadmeTest {
  private static final MarkdownPage PAGE = MarkdownPage.read("README.md");

  /** A row that begins with a setting and its default. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z][a-zA-Z]*(?:\\.[a-zA-Z]+)*)` \\| ([^|]+) \\|");

  @TempDir Path folder;

  @Test
  @DisplayName("has a program that compiles without a warning")
  void program() throws IOException {
    Path source = Files.writeString(folder.resolve("Reports.java"), PAGE.only("java"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
    try (var files = compiler.getStandardFileManager(complaints, null, null)) {
      List<String> options =
          List.of(
              "-Xlint:all,-classfile,-processing,-path,-options",
              "--release=17",
              "-proc:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              folder.toString());
      boolean compiled =
          compiler
              .getTask(null, files, complaints, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(complaints.getDiagnostics()).extracting(Diagnostic::toString).isEmpty();
      assertThat(compiled).isTrue();
    }
  }

  @Test
  @DisplayName("shows settings that there are, with the defaults that they have")
  void settings() throws IOException {
    String file = Files.readString(Path.of("conf/jobwire.yaml"));
    Map<String, Object> defaults = flat(file);
    Set<String> sleeping = flat(file.replaceAll("(?m)^( *)# ([A-Za-z]+: )", "$1$2")).keySet();
    List<MatchResult> rows = ROW.matcher(PAGE.text()).results().toList();
    assertThat(rows).hasSizeGreaterThan(20);
    for (MatchResult row : rows) {
      String path = row.group(1);
      assertThat(sleeping).contains(path);
      if (row.group(2).startsWith("`")) {
        assertThat(row.group(2)).isEqualTo("`" + defaults.get(path) + "`");
      } else {
        Object value = defaults.getOrDefault(path, List.of());
        assertThat(value).as("%s has a default", path).isEqualTo(List.of());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("and its neighbours name variables that there are:")
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "docs/deployment.md",
        "docs/operations.md",
        "docs/redis.md",
        "docs/sizing.md",
        "docs/troubleshooting.md",
        "docs/upgrading.md",
        "Dockerfile",
        "compose.yaml",
        "conf/kubernetes/jobwire.yaml",
        "conf/redis-acl.conf",
        "conf/systemd/jobwire.service",
        "scripts/archive-classes",
        "scripts/dockerfile-steps",
        "scripts/fuzz-api",
        "scripts/healthy"
      })
  void variables(String file) throws IOException {
    for (String name : found("\\b(JOBWIRE_[A-Z_]*[A-Z])\\b", Files.readString(Path.of(file)))) {
      assertThat(warnings(name)).as(name).isEmpty();
    }
  }

  /** A known variable is silent, or refuses the value; an unknown one is warned of. */
  private List<String> warnings(String variable) {
    try {
      return Settings.load(Optional.empty(), Map.of(variable, "1"), folder).warnings();
    } catch (SettingsError known) {
      return List.of();
    }
  }

  private static Map<String, Object> flat(String yaml) {
    Map<String, Object> flat = new LinkedHashMap<>();
    flatten("", HouseYaml.parse(yaml), flat);
    return flat;
  }

  private static void flatten(String prefix, Map<?, ?> section, Map<String, Object> flat) {
    section.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(prefix + name + ".", inner, flat);
          } else if (value != null) {
            flat.put(prefix + name, value);
          }
        });
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
