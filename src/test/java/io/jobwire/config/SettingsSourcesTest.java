package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A setting comes")
class SettingsSourcesTest {
  @TempDir Path folder;
  private Configuration given;

  @BeforeEach
  void nothingYet() {
    given = new Configuration(folder);
  }

  @Test
  @DisplayName("from the defaults when nobody says anything")
  void defaults() throws SettingsError {
    Settings settings = given.load();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.verticles().api().port()).isEqualTo(8080);
    assertThat(settings.jobs().lease()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.auth().maxTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.limits().bodyBytes()).isEqualTo(1024 * 1024);
    assertThat(settings.redis().url()).isEmpty();
    assertThat(settings.data().folder()).isEqualTo(folder.resolve("data"));
    assertThat(settings.log().format()).isEqualTo(Settings.Log.Format.TEXT);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  @DisplayName("from ./conf/jobwire.yaml when it is there")
  void usualFile() throws SettingsError {
    given.file("jobs: { leaseMs: 30000 }\nlog:\n  format: json\n");
    assertThat(given.load().jobs().lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(given.load().log().format()).isEqualTo(Settings.Log.Format.JSON);
  }

  @Test
  @DisplayName("from the named file, and then not from the usual one")
  void namedFile() throws SettingsError {
    given.file("drainMs: 1").named("other.yaml", "backlog: { events: 7 }");
    assertThat(given.load().backlog().events()).isEqualTo(7);
    assertThat(given.load().drain()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  @DisplayName("from its variable rather than from the file")
  void variable() throws SettingsError {
    given.file("jobs: { leaseMs: 30000 }").variable("JOBWIRE_JOBS_LEASE_MS", "45000");
    assertThat(given.load().jobs().lease()).isEqualTo(Duration.ofSeconds(45));
  }

  @Test
  @DisplayName("from a well-known variable rather than from the file, for api and bridge alike")
  void port() throws SettingsError {
    given.file("verticles: { api: { port: 1 }, bridge: { port: 2 } }").variable("PORT", "9000");
    assertThat(given.load().verticles().api().port()).isEqualTo(9000);
    assertThat(given.load().verticles().bridge().port()).isEqualTo(9000);
  }

  @Test
  @DisplayName("from its own variable rather than from the well-known one")
  void ownName() throws SettingsError {
    given.variable("PORT", "9000").variable("JOBWIRE_VERTICLES_BRIDGE_PORT", "9100");
    assertThat(given.load().verticles().api().port()).isEqualTo(9000);
    assertThat(given.load().verticles().bridge().port()).isEqualTo(9100);
  }

  @Test
  @DisplayName("not from a variable that is empty or blank")
  void emptyVariable() throws SettingsError {
    given.file("backlog: { events: 7 }").variable("JOBWIRE_BACKLOG_EVENTS", "");
    given.variable("PORT", " ").variable("REDIS_URL", "").variable("JOBWIRE_NONSENSE", "");
    given.variable("DISABLE_REDIS", "");
    assertThat(given.load().backlog().events()).isEqualTo(7);
    assertThat(given.load().verticles().api().port()).isEqualTo(8080);
    assertThat(given.load().warnings()).isEmpty();
  }

  @Test
  @DisplayName("not from a key in the file without a value, nor from an empty section")
  void emptyKey() throws SettingsError {
    given.file("search:\njobs:\n  leaseMs:\n");
    Settings settings = given.load();
    assertThat(settings.jobs()).isEqualTo(Settings.defaults().jobs());
    assertThat(settings.search()).isEqualTo(Settings.defaults().search());
  }

  @Test
  @DisplayName("not from an empty file")
  void emptyFile() throws SettingsError {
    given.file("# nothing\n");
    assertThat(given.load().jobs()).isEqualTo(Settings.defaults().jobs());
  }

  @ParameterizedTest
  @CsvSource({
    "FRONTEND_ORIGIN",
    "CLIENT_URL",
    "JOBWIRE_ORIGINS",
  })
  @DisplayName("as a list from a comma-separated variable")
  void lists(String name) throws SettingsError {
    given.variable(name, "https://a.example, http://localhost:3000,");
    assertThat(given.load().origins())
        .containsExactly("https://a.example", "http://localhost:3000");
  }

  @Test
  @DisplayName("from FRONTEND_ORIGIN rather than from CLIENT_URL")
  void frontendOrigin() throws SettingsError {
    given
        .variable("FRONTEND_ORIGIN", "https://a.example")
        .variable("CLIENT_URL", "https://b.example");
    assertThat(given.load().origins()).containsExactly("https://a.example");
  }

  @Test
  @DisplayName("by type for workers, and else from jobs.concurrency")
  void workers() throws SettingsError {
    given.file("workers:\n  load.noop: { concurrency: 4 }\n  resize: { concurrency: 0 }\n");
    Settings settings = given.load();
    assertThat(settings.workers()).isEqualTo(Map.of("load.noop", 4, "resize", 0));
    assertThat(settings.concurrencyOf("load.noop")).isEqualTo(4);
    assertThat(settings.concurrencyOf("agent")).isEqualTo(16);
  }

  @Test
  @DisplayName("from code by dotted path")
  void overrides() throws SettingsError {
    Settings settings =
        Settings.of(
            Map.of(
                "verticles.api.port",
                0,
                "redis.url",
                "redis://127.0.0.1:7000",
                "handlers.load",
                true,
                "workers.load.noop.concurrency",
                3));
    assertThat(settings.verticles().api().port()).isZero();
    assertThat(settings.redis().url()).contains(RedisUrl.parse("redis://127.0.0.1:7000").get());
    assertThat(settings.handlers().load()).isTrue();
    assertThat(settings.workers()).isEqualTo(Map.of("load.noop", 3));
  }

  @Test
  @DisplayName("for the embedded Redis from DISABLE_REDIS=1, whatever file and REDIS_URL say")
  void disableRedis() throws SettingsError {
    given.file("redis: { url: 'redis://a' }").variable("REDIS_URL", "redis://b");
    assertThat(given.load().redis().url().orElseThrow().endpoints()).containsExactly("redis://b");
    given.variable("DISABLE_REDIS", "1");
    assertThat(given.load().redis().url()).isEmpty();
    given.variable("JOBWIRE_REDIS_URL", "redis://c");
    assertThat(given.load().redis().url().orElseThrow().endpoints()).containsExactly("redis://c");
  }

  @ParameterizedTest(name = "api {0}, set to {1}: {2}")
  @CsvSource({"8080,,8081", "9000,,9001", "0,,0", "8080,0,0", "8080,7000,7000"})
  @DisplayName("for the management port from the api port, unless it is set")
  void managementPort(String api, String management, int port) throws SettingsError {
    given.variable("PORT", api);
    given.variable("JOBWIRE_MANAGEMENT_PORT", management == null ? "" : management);
    assertThat(given.load().management().port()).isEqualTo(port);
  }

  @Test
  @DisplayName("from the file with the secret, without the line break at its end")
  void secretFile() throws SettingsError {
    given.write("key", Configuration.LONG_SECRET + "\n").variable("JWT_SECRET_FILE", "key");
    Settings settings = given.load();
    assertThat(settings.auth().hmacKey()).contains(new Secret(Configuration.LONG_SECRET));
    assertThat(settings.developmentMode()).isFalse();
  }
}
