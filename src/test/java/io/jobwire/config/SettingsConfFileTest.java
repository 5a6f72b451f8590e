package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("conf/jobwire.yaml")
class SettingsConfFileTest {
  private static final Path FILE = Path.of("conf/jobwire.yaml");
  private static final Pattern SLEEPING_ENTRY = Pattern.compile("(?m)^( *)# ([A-Za-z]+: )");

  @TempDir Path folder;

  @Test
  @DisplayName("lists the table, with the line of why that the table has")
  void isTheTable() throws IOException {
    Path written = Files.writeString(Path.of("target/jobwire.yaml"), SettingsText.template());
    assertThat(Files.readString(FILE))
        .as("copy %s over it after a change of the table", written)
        .isEqualTo(Files.readString(written));
  }

  @Test
  @DisplayName("changes nothing: what it says are the defaults")
  void saysTheDefaults() throws SettingsError {
    Settings read = Settings.load(Optional.of(FILE.toAbsolutePath()), Map.of(), folder);
    Settings unread = Settings.load(Optional.empty(), Map.of(), folder);
    assertThat(read).isEqualTo(unread);
  }

  @Test
  @DisplayName("names every setting, those without a default commented out")
  void namesAll() throws Exception {
    String awake = SLEEPING_ENTRY.matcher(Files.readString(FILE)).replaceAll("$1$2");
    Map<String, Given> named = SettingsFile.parse("all awake", awake);
    List<String> known =
        new ArrayList<>(KnownSettings.ALL.stream().map(KnownSetting::path).toList());
    known.remove("workers");
    assertThat(named.keySet()).containsExactlyElementsOf(known);
    assertThat(awake).contains("\nworkers: {}\n");
  }

  @Test
  @DisplayName("has examples that would be accepted")
  void examplesAreGood() throws Exception {
    for (KnownSetting setting : KnownSettings.ALL) {
      String example = setting.declared().example();
      if (!example.isEmpty() && setting.type() != SecretFile.class) {
        Object value = setting.fromVariable(example);
        Map<String, Given> given = Map.of(setting.path(), new Given(value, "example"));
        assertThat(new Reading(given, folder).optional(setting)).isPresent();
      }
    }
  }

  @Test
  @DisplayName("is packed with the program")
  void isPacked() throws IOException {
    try (InputStream packed = Settings.class.getResourceAsStream("/conf/jobwire.yaml")) {
      assertThat(new String(packed.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(FILE));
    }
  }
}
