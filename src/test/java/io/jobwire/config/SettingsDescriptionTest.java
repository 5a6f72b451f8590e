package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What --check-config prints")
class SettingsDescriptionTest {
  @TempDir Path folder;

  @Test
  @DisplayName("has all settings in the order of conf/jobwire.yaml")
  void order() throws IOException {
    assertThat(names(Settings.defaults().describe()))
        .isEqualTo(names(Files.readString(Path.of("conf/jobwire.yaml"))));
  }

  private static List<String> names(String yaml) {
    return yaml.lines()
        .filter(line -> line.matches(" *(# )?[A-Za-z]+:( .*)?"))
        .map(line -> line.replaceFirst(":.*", "").replace("# ", ""))
        .toList();
  }

  @Test
  @DisplayName("read as a settings file gives the same settings")
  void roundTrip() throws Exception {
    Configuration given =
        new Configuration(folder)
            .write("docs/a", "")
            .file(
                """
                host: localhost
                redis: { url: 'unix:///tmp/r.sock' }
                auth: { issuer: 'a "b" \\ c: d # e', leewaySeconds: 9 }
                origins: [ 'https://a.example', 'http://[::1]:3000' ]
                workers: { load.noop: { concurrency: 2 }, resize: { concurrency: 3 } }
                search: { folder: docs, url: 'http://127.0.0.1:8888/search?a=b' }
                cluster: { enabled: true, members: [ 'a:1', '[::1]:2' ] }
                log: { format: json, level: debug }
                """)
            .variable("PORT", "0");
    Settings settings = given.load();
    Path described = Files.writeString(folder.resolve("described.yaml"), settings.describe());
    assertThat(Settings.load(Optional.of(described), Map.of(), folder)).isEqualTo(settings);
  }

  @Test
  @DisplayName("could also be said in variables, each with a name of its own")
  void variableNames() {
    assertThat(KnownSettings.ALL.stream().map(KnownSetting::variable))
        .doesNotHaveDuplicates()
        .contains("JOBWIRE_BACKLOG_EVENTS", "JOBWIRE_AUTH_MAX_TTL_SECONDS", "JOBWIRE_DRAIN_MS");
  }
}
