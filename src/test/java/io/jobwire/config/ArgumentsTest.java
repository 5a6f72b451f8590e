package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.config.Arguments.Action;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command line")
class ArgumentsTest {

  @Test
  @DisplayName("without a word runs the service with the usual file")
  void nothing() throws SettingsError {
    assertThat(Arguments.parse()).isEqualTo(new Arguments(Action.RUN, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"--demo,DEMO", "--check-config,CHECK_CONFIG", "--version,VERSION", "--help,HELP"})
  @DisplayName("says what to do")
  void actions(String word, Action action) throws SettingsError {
    assertThat(Arguments.parse(word).action()).isEqualTo(action);
  }

  @Test
  @DisplayName("names the settings file, as two words or one")
  void config() throws SettingsError {
    Arguments arguments = new Arguments(Action.CHECK_CONFIG, Optional.of(Path.of("a/b.yaml")));
    assertThat(Arguments.parse("--config", "a/b.yaml", "--check-config")).isEqualTo(arguments);
    assertThat(Arguments.parse("--check-config", "--config=a/b.yaml")).isEqualTo(arguments);
  }

  @Test
  @DisplayName("with --help anywhere asks for help")
  void helpWins() throws SettingsError {
    assertThat(Arguments.parse("--help", "--check-config").action()).isEqualTo(Action.HELP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--config", "--config=", "--config --help"})
  @DisplayName("is refused when --config has no file")
  void noFile(String words) {
    assertThatThrownBy(() -> Arguments.parse(words.split(" ")))
        .isInstanceOf(SettingsError.class)
        .hasMessage("--config is followed by no file; it must be --config FILE.");
  }

  @ParameterizedTest
  @CsvSource({
    "--cofnig, --config",
    "--check, --check-config",
    "-h, --help",
    "help, --help",
    "--Version, --version",
  })
  @DisplayName("is refused when a word is unknown, with the nearest one")
  void unknown(String word, String nearest) {
    assertThatThrownBy(() -> Arguments.parse(word))
        .isInstanceOf(SettingsError.class)
        .hasMessage(word + " is not an option; the nearest is " + nearest + ". See --help.");
  }

  @Test
  @DisplayName("is explained by a page with every option and every well-known variable")
  void help() {
    assertThat(Arguments.helpText())
        .contains("--config FILE", "--demo", "--check-config", "--help", "--version")
        .contains("PORT", "REDIS_URL", "JWT_SECRET", "JWT_SECRET_FILE", "FRONTEND_ORIGIN")
        .contains("CLIENT_URL", "DISABLE_REDIS", "redis.url", "auth.secretFile", "[8080]")
        .endsWith("\n")
        .satisfies(page -> assertThat(page.lines()).allMatch(line -> line.length() <= 110));
  }
}
