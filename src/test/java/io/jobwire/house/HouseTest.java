package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The house")
class HouseTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Spec))`");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*)|:\\?[^}]*)}");
  private static final String SECRET = "a secret that is long enough for a test";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @DisplayName("names tests that there are:")
  @ValueSource(
      strings = {
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/operations.md",
        "docs/redis.md",
        "docs/upgrading.md"
      })
  void tests(String page) throws IOException {
    Set<String> there = testClasses();
    Set<String> named =
        TEST.matcher(MarkdownPage.read(page).text())
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isNotEmpty();
    named.removeAll(there);
    assertThat(named).as("named on the page and not there").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("has programs that can be started:")
  @ValueSource(
      strings = {
        "mvnw",
        ".ci/run",
        "scripts/archive-classes",
        "scripts/audit",
        "scripts/check-alerts",
        "scripts/dockerfile-steps",
        "scripts/fuzz-api",
        "scripts/healthy",
        "scripts/release-files",
        "scripts/release-notes",
        "scripts/secret",
        "scripts/token"
      })
  void programs(String file) throws Exception {
    assertThat(Path.of(file)).isExecutable();
    assertThat(Files.readString(Path.of(file))).startsWith("#!").doesNotContain("\r");
    Process check = new ProcessBuilder("bash", "-n", file).redirectErrorStream(true).start();
    assertThat(new String(check.getInputStream().readAllBytes())).isEmpty();
    assertThat(check.waitFor()).isZero();
  }

  @Test
  @DisplayName("checks with one number of tests, and nothing else to read")
  void leastNumber() throws IOException {
    assertThat(Files.readAllLines(Path.of(".ci/tests")))
        .filteredOn(line -> line.matches("\\d+"))
        .hasSize(1);
  }

  @Test
  @DisplayName("has a workflow that runs the check on the oldest and the newest Java")
  void workflow() throws IOException {
    Map<?, ?> ci = yaml(".github/workflows/ci.yml");
    assertThat(HouseYaml.at(ci, "jobs", "verify", "strategy", "matrix", "java"))
        .isEqualTo(List.of(17, 25));
    assertThat(HouseYaml.at(ci, "jobs", "verify", "steps").toString()).contains("run=.ci/run");
  }

  @Test
  @DisplayName("has a Compose file whose services start with these settings, on a Redis that keeps")
  void compose() throws Exception {
    Map<?, ?> services = (Map<?, ?>) yaml("compose.yaml").get("services");
    assertThat((List<?>) HouseYaml.at(services, "redis", "command"))
        .asString()
        .contains("--appendonly, yes", "--maxmemory-policy, noeviction");
    for (String one : List.of("one", "two")) {
      Settings settings = settings(variables(HouseYaml.at(services, one, "environment")));
      assertThat(settings.redis().url()).isPresent();
      assertThat(settings.developmentMode()).isFalse();
    }
  }

  @Test
  @DisplayName("has an image that runs as nobody, hears signals, and starts with these settings")
  void image() throws Exception {
    String all = Files.readString(Path.of("Dockerfile"));
    String last = all.substring(all.lastIndexOf("\nFROM "));
    assertThat(last).containsPattern("\nUSER \\d{4,}:\\d{4,}\n");
    assertThat(last).containsPattern("\nENTRYPOINT \\[").containsPattern("\nHEALTHCHECK .*CMD \\[");
    assertThat(last).doesNotContain("\nRUN ");
    Map<String, String> variables = new LinkedHashMap<>();
    Pattern.compile("(?m)^ENV (\\w+)=(\\S+)$")
        .matcher(last)
        .results()
        .forEach(env -> variables.put(env.group(1), env.group(2)));
    variables.put("JWT_SECRET", SECRET);
    Settings settings = settings(variables);
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.management().port()).isEqualTo(8081);
  }

  /** Started with these variables and nothing else, and without a word of warning. */
  private Settings settings(Map<String, String> variables) throws Exception {
    Settings settings = Settings.load(Optional.empty(), variables, folder);
    assertThat(settings.warnings()).isEmpty();
    return settings;
  }

  private static Map<String, String> variables(Object environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    ((Map<?, ?>) environment)
        .forEach((name, value) -> variables.put(name.toString(), filled(value.toString())));
    return variables;
  }

  private static String filled(String value) {
    return VARIABLE
        .matcher(value)
        .replaceAll(found -> found.group(2) == null ? SECRET : found.group(2));
  }

  private static Map<?, ?> yaml(String file) throws IOException {
    return HouseYaml.parse(Files.readString(Path.of(file)));
  }

  private static Set<String> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
