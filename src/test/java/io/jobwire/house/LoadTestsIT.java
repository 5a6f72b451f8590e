package io.jobwire.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
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
    ProcessBuilder builder =
        new ProcessBuilder(
                "load-tests/run",
                "sockets",
                "--connections",
                "20",
                "--seconds",
                "2",
                "--rate",
                "100",
                "--server",
                server)
            .redirectErrorStream(true);
    builder.environment().put("LOAD_TEST_OPTIONS", "-Dload.warmUp=1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("deliveries/s", "p95 ms", "server CPU us/delivery")
        .doesNotContain("WRONG");
  }
}
