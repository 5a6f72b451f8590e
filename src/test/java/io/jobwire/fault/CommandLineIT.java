package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The command line")
class CommandLineIT {
  private static final String SECRET = "a-secret-that-is-long-enough-for-hmac-256";

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private Launch launch;

  @BeforeEach
  void launch() {
    launch = services.in(folder);
  }

  @Test
  @DisplayName("--help prints the options and the main settings")
  void help() {
    Program program = launch.program("--help");
    assertThat(program.exitStatus()).isZero();
    assertThat(String.join("\n", program.words()))
        .contains("--config FILE", "--check-config", "--version", "REDIS_URL", "jobs.leaseMs");
    assertThat(program.complaints()).isEmpty();
  }

  @Test
  @DisplayName("--version prints one line")
  void version() {
    Program program = launch.program("--version");
    assertThat(program.exitStatus()).isZero();
    assertThat(program.words()).singleElement().asString().matches("Jobwire \\d+\\.\\d+\\.\\d+");
    assertThat(program.complaints()).isEmpty();
  }

  @Test
  @DisplayName(
      "--check-config prints the settings in force without the secrets, and starts nothing")
  void checkConfig() throws IOException {
    Path file =
        Files.writeString(folder.resolve("mine.yaml"), "jobs: { leaseMs: 7000, sweepMs: 700 }\n");
    Program program =
        launch
            .with("JWT_SECRET", SECRET)
            .with("REDIS_URL", "redis://:hush@127.0.0.1:1")
            .with("JOBWIRE_BACKLOG_EVENTS", 77)
            .program("--check-config", "--config", file.toString());
    assertThat(program.exitStatus()).isZero();
    assertThat(String.join("\n", program.words()))
        .contains("7000", "77")
        .doesNotContain(SECRET, "hush");
    assertThat(program.complaints()).isEmpty();
  }

  @Test
  @DisplayName("--check-config says what is wrong, with status 2")
  void checkWrongConfig() {
    assertRefused(
        2, launch.with("JOBWIRE_DRAIN_MS", "soon").program("--check-config"), "drainMs", "soon");
  }

  @Test
  @DisplayName("an unknown option is refused with the nearest one")
  void unknownOption() {
    assertRefused(2, launch.program("--hlep"), "--hlep", "--help");
  }

  @Test
  @DisplayName("a wrong variable is refused, naming the setting, what it was and what it may be")
  void wrongVariable() {
    Launch wrong = launch.with("JOBWIRE_JOBS_LEASE_MS", "99");
    assertRefused(2, wrong.program(), "jobs.leaseMs", "99", "100");
  }

  @Test
  @DisplayName("a wrong value and an unknown key in the settings file are refused")
  void wrongFile() throws IOException {
    Path conf = Files.createDirectory(folder.resolve("conf")).resolve("jobwire.yaml");
    Files.writeString(conf, "jobs: { leaseMs: soon }\n");
    Program wrongValue = launch.program();
    assertRefused(2, wrongValue, "jobs.leaseMs", "soon");
    Files.writeString(conf, "jobs: { leasMs: 5000 }\n");
    assertRefused(2, launch.program(), "jobs.leasMs", "jobs.leaseMs");
  }

  @Test
  @DisplayName("a settings file that does not exist is refused")
  void missingFile() {
    assertRefused(2, launch.program("--config", "nowhere.yaml"), "nowhere.yaml");
  }

  @Test
  @DisplayName("an unknown variable of ours is a warning with the nearest")
  void unknownVariable() {
    Program program = launch.with("JOBWIRE_JOBS_LEASE", 5_000).program("--check-config");
    assertThat(program.exitStatus()).isZero();
    assertThat(program.complaints())
        .singleElement()
        .asString()
        .contains("JOBWIRE_JOBS_LEASE", "JOBWIRE_JOBS_LEASE_MS");
  }

  @Test
  @DisplayName("an address for everybody is refused without a key")
  void openWithoutKey() {
    assertRefused(2, launch.with("JOBWIRE_HOST", "0.0.0.0").program(), "auth", "0.0.0.0");
  }

  /** One line for whoever started it, and nothing that only its author understands. */
  static void assertRefused(int status, Program program, String... words) {
    assertThat(program.exitStatus()).as(program.transcript()).isEqualTo(status);
    List<String> complaints = program.complaints();
    assertThat(complaints).hasSize(1);
    assertThat(complaints.get(0)).contains(words).doesNotContain("Exception", "io.jobwire");
  }
}
