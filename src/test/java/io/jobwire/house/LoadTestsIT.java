package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.SAME_THREAD)
@DisplayName("The load tests")
class LoadTestsIT {

  @ParameterizedTest
  @ValueSource(strings = {"jobwire", "floor"})
  @DisplayName("compile, run, and find nothing wrong")
  void run(String server) throws IOException, InterruptedException {
    assertThat(
            said(
                "sockets",
                "--connections",
                "20",
                "--seconds",
                "2",
                "--rate",
                "100",
                "--server",
                server))
        .contains("deliveries/s", "p95 ms", "server CPU us/delivery")
        .doesNotContain("WRONG");
  }

  @Test
  @DisplayName("tell what jobs take in Redis and viewers in the JVM, as the page on sizing has it")
  void memory() throws IOException, InterruptedException {
    String said = said("memory", "--connections", "20");
    double job = number("Redis: bytes per waiting job", said);
    double event = number("Redis: bytes per event of 200 bytes", said);
    // Of few jobs the fixed part is large; that it is thousands, and hundreds, has to stay so.
    assertThat(job).isBetween(4_000.0, 8_000.0);
    assertThat(event).isBetween(300.0, 500.0);
    assertThat(said).contains("JVM: heap bytes per idle connection", "JVM: MB beside the heap");
  }

  private static double number(String name, String said) {
    Matcher line = Pattern.compile(Pattern.quote(name) + "\\s+(-?[0-9.]+)").matcher(said);
    assertThat(line.find()).as("%s in %s", name, said).isTrue();
    return Double.parseDouble(line.group(1));
  }

  private static String said(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(words));
    command.add(0, "load-tests/run");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LOAD_TEST_OPTIONS", "-Dload.warmUp=1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
