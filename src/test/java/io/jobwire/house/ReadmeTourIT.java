package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.LoopbackPort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Types the README's tour, word for word, into a shell in an empty folder that has the finished jar
 * where a build leaves it, and reads what comes back beside what the page shows.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The tour in the README")
class ReadmeTourIT {
  private static final MarkdownPage PAGE = MarkdownPage.read("README.md");
  private static final Tour TOUR = Tour.of(PAGE);
  private static final int MOST_MINUTES = 5;

  @TempDir static Path scratch;
  private static List<String> outputs;
  private static String log;

  @BeforeAll
  static void take() throws Exception {
    Path folder = Files.createDirectories(scratch.resolve("a folder with spaces/target"));
    Path jar = Path.of(System.getProperty("jobwire.jar")).toAbsolutePath();
    Files.copy(jar, folder.resolve("jobwire.jar"));
    Files.writeString(folder.resolveSibling("Reports.java"), PAGE.only("java"));
    Path script = Files.writeString(scratch.resolve("tour.sh"), TOUR.script());
    Path printed = scratch.resolve("printed");
    Path complaints = scratch.resolve("complaints");
    Process shell =
        shell(script, folder.getParent())
            .redirectOutput(printed.toFile())
            .redirectError(complaints.toFile())
            .start();
    shell.getOutputStream().close();
    if (!shell.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    outputs = Tour.outputs(Files.readString(printed));
    log = Files.readString(complaints);
  }

  @TestFactory
  @DisplayName("prints what the page shows")
  Stream<DynamicTest> steps() {
    return TOUR.steps().stream()
        .map(step -> DynamicTest.dynamicTest(step.name(), () -> showsWhatItPrints(step)));
  }

  @Test
  @DisplayName("has steps, most of them with something to show")
  void isThere() {
    assertThat(TOUR.steps()).hasSizeGreaterThan(10);
    assertThat(TOUR.steps()).filteredOn(step -> step.shown() == null).isEmpty();
  }

  private static void showsWhatItPrints(Tour.Step step) {
    assertThat(outputs)
        .as("steps taken; standard error: " + log)
        .hasSizeGreaterThanOrEqualTo(step.number());
    String output = outputs.get(step.number() - 1);
    assertThat(step.comparable(output)).as("standard error: " + log).isEqualTo(step.expected());
  }

  /** Nothing of this shell's own settings, and the Java that runs the tests. */
  private static ProcessBuilder shell(Path script, Path folder) throws IOException {
    ProcessBuilder shell = new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
    Map<String, String> variables = shell.environment();
    variables.keySet().removeIf(name -> name.matches("JOBWIRE.*|PORT|.*REDIS.*|JWT.*|CLIENT_URL"));
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    variables.merge("PATH", java, (path, first) -> first + File.pathSeparator + path);
    variables.put("JOBWIRE", "http://127.0.0.1:" + freePair());
    return shell;
  }

  /** The port after it is for metrics and health. */
  private static int freePair() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = LoopbackPort.free();
      try (ServerSocket next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
        return next.getLocalPort() - 1;
      } catch (IOException taken) {
        // another one, then
      }
    }
    throw new IOException("There are no two free ports in a row");
  }
}
