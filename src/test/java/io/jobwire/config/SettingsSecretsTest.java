package io.jobwire.config;

import static io.jobwire.config.Configuration.LONG_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A secret is shown")
class SettingsSecretsTest {
  private static final String KEY = "hush-hush-hush";

  @TempDir Path folder;

  private Settings withSecrets() throws SettingsError {
    return Settings.of(
        Map.of(
            "auth.secret", LONG_SECRET,
            "llm.key", KEY,
            "redis.url", "redis+sentinel://app:" + KEY + "@a,b/main"));
  }

  @Test
  @DisplayName("as *** by --check-config")
  void describe() throws SettingsError {
    assertThat(withSecrets().describe())
        .contains("  secret: \"***\"\n", "  key: \"***\"\n", ":***@a:26379,b:26379/main")
        .doesNotContain(LONG_SECRET, KEY);
  }

  @Test
  @DisplayName("as *** by records that hold it")
  void records() throws SettingsError {
    assertThat(withSecrets().toString()).contains("***").doesNotContain(LONG_SECRET, KEY);
  }

  @Test
  @DisplayName("not at all by records that read it from a file")
  void secretFile() throws SettingsError {
    Configuration given = new Configuration(folder).write("key", LONG_SECRET);
    Settings settings = given.file("auth: { secretFile: key }").load();
    assertThat(settings.toString()).contains(folder.resolve("key").toString());
    assertThat(settings.toString() + settings.describe()).doesNotContain(LONG_SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:hush-hush-hush@host",
        "http://app:hush-hush-hush@host",
        "redis://app:a@hush-hush-hush@b:99999",
        "redis://hush-hush-hush@host:notaport",
        "redis+sentinel://:hush-hush-hush@host",
        "unix://host/x?password=hush-hush-hush"
      })
  @DisplayName("not at all when the address around it is wrong")
  void wrongAddress(String url) {
    String line = new Configuration(folder).variable("REDIS_URL", url).refusal();
    assertThat(line)
        .startsWith("redis.url (REDIS_URL) is \"")
        .contains("***")
        .doesNotContain("hush");
  }

  @Test
  @DisplayName("not at all when it stands in an address that may have none")
  void webAddress() {
    Configuration given = new Configuration(folder).file("search: { url: 'http://me:hush@a' }");
    assertThat(given.refusal()).contains("http://me:***@a").doesNotContain("hush");
  }

  @Test
  @DisplayName("not at all when it is of the wrong kind")
  void wrongKind() {
    Configuration given = new Configuration(folder).file("auth: { secret: [hush] }");
    assertThat(given.refusal()).startsWith("auth.secret").doesNotContain("hush");
  }

  @Test
  @DisplayName("not at all when no request could carry it")
  void unfitKey() {
    Configuration given = new Configuration(folder).variable("JOBWIRE_LLM_KEY", "hush\nhush");
    assertThat(given.refusal()).startsWith("llm.key").contains("***").doesNotContain("hush");
  }

  @Test
  @DisplayName("not at all when it has line breaks, and is taken as it is")
  void lines() throws SettingsError {
    String secret = LONG_SECRET + "\n" + LONG_SECRET;
    Settings settings = new Configuration(folder).variable("JWT_SECRET", secret).load();
    assertThat(settings.auth().hmacKey()).contains(new Secret(secret));
  }
}
