package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code .ci/run}, with a build beside it that only writes reports. */
@DisplayName("The check")
class CiRunTest {
  @TempDir Path scratch;
  private Path project;

  private record Outcome(int status, String lastLine, String all) {}

  @BeforeEach
  void moveIn() throws IOException {
    project = Files.createDirectories(scratch.resolve("a project/.ci")).getParent();
    Files.copy(Path.of(".ci/run"), project.resolve(".ci/run"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(project.resolve(".ci/tests"), "# the least\n7\n");
  }

  @Test
  @DisplayName("passes when all ran and passed, and says how many in its last line")
  void passes() throws Exception {
    Outcome outcome = afterABuild(0, suite("surefire", 4, 0, 0, 0) + suite("failsafe", 3, 0, 0, 0));
    assertThat(outcome.lastLine).isEqualTo("7 passed, 0 failed");
    assertThat(outcome.status).isZero();
  }

  @Test
  @DisplayName("fails when the build does, and says how many failed")
  void broken() throws Exception {
    Outcome outcome = afterABuild(1, suite("surefire", 9, 1, 1, 0));
    assertThat(outcome.lastLine).isEqualTo("7 passed, 2 failed");
    assertThat(outcome.status).isEqualTo(1);
  }

  @Test
  @DisplayName("fails when fewer ran than before, whatever an earlier run has left")
  void fewer() throws Exception {
    Path left = Files.createDirectories(project.resolve("target/surefire-reports"));
    Files.writeString(left.resolve("TEST-old.xml"), "  <testcase name=\"old\"/>\n".repeat(9));
    Outcome outcome = afterABuild(0, suite("surefire", 6, 0, 0, 0));
    assertThat(outcome.all).contains("only 6 tests ran");
    assertThat(outcome.status).isEqualTo(1);
  }

  @Test
  @DisplayName("fails when a test was skipped")
  void skipped() throws Exception {
    Outcome outcome = afterABuild(0, suite("surefire", 9, 0, 0, 1));
    assertThat(outcome.all).contains("1 tests were skipped");
    assertThat(outcome.status).isEqualTo(1);
  }

  @Test
  @DisplayName("fails when nothing ran at all")
  void nothing() throws Exception {
    Outcome outcome = afterABuild(0, "");
    assertThat(outcome.lastLine).isEqualTo("0 passed, 0 failed");
    assertThat(outcome.status).isEqualTo(1);
  }

  private Outcome afterABuild(int status, String reports) throws Exception {
    Path build = project.resolve("mvnw");
    Files.writeString(build, "#!/bin/sh\n" + reports + "exit " + status + "\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();
    Process run =
        new ProcessBuilder(project.resolve(".ci/run").toString())
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .start();
    run.getOutputStream().close();
    String all = new String(run.getInputStream().readAllBytes()).strip();
    assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(run.exitValue(), all.substring(all.lastIndexOf('\n') + 1), all);
  }

  /** What a build would do to leave such a report; its sums are not to be believed. */
  private static String suite(String plugin, int tests, int errors, int failures, int skipped) {
    StringBuilder report =
        new StringBuilder("<testsuite name=\"One\" tests=\"0\" failures=\"0\">\n");
    for (int i = 0; i < tests; i++) {
      report.append("  <testcase name=\"").append(i).append("\" classname=\"One\" time=\"0.1\"");
      String inside =
          i < errors
              ? "error"
              : i < errors + failures
                  ? "failure"
                  : i < errors + failures + skipped ? "skipped" : "";
      report.append(
          inside.isEmpty()
              ? "/>\n"
              : ">\n    <%s message=\"\"/>\n  </testcase>\n".formatted(inside));
    }
    String folder = "target/" + plugin + "-reports";
    return "mkdir -p %s\ncat > %s/TEST-One.xml <<'END'\n%s</testsuite>\nEND\n"
        .formatted(folder, folder, report);
  }
}
