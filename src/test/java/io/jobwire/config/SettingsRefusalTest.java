package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.http.Doors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("The start is refused with one line")
class SettingsRefusalTest {
  @TempDir Path folder;
  private Configuration given;

  @BeforeEach
  void nothingYet() {
    given = new Configuration(folder);
  }

  @Test
  @DisplayName("that names the variable, what it was and what it may be")
  void wrongVariable() {
    given.variable("JOBWIRE_JOBS_LEASE_MS", "soon");
    assertThat(given.refusal())
        .isEqualTo(
            "jobs.leaseMs (JOBWIRE_JOBS_LEASE_MS) is \"soon\";"
                + " it must be a whole number from 100 to 3600000.");
  }

  @Test
  @DisplayName("that names the file and the line")
  void wrongInFile() {
    given.file("backlog:\n  bytes: 4096\n  events: 0\n");
    assertThat(given.refusal())
        .isEqualTo(
            "backlog.events (conf/jobwire.yaml, line 3) is 0;"
                + " it must be a whole number from 1 to 100000.");
  }

  @Test
  @DisplayName("whatever line breaks were given")
  void oneLine() {
    given.variable("JOBWIRE_HOST", "a\nb\u2028c\r");
    assertThat(given.refusal()).startsWith("host (JOBWIRE_HOST) is \"a?b?c?\";");
    given.variable("JOBWIRE_HOST", "").file("auth: { jwks: \"a\\nb\" }");
    assertThat(given.refusal()).contains("a?b; it must be a file that can be read.");
  }

  @Test
  @DisplayName("without a stack trace")
  void noTrace() {
    assertThatThrownBy(() -> Settings.of(Map.of("backlog.events", 0)))
        .isInstanceOf(SettingsError.class)
        .hasMessageStartingWith("backlog.events (given in code) is 0;")
        .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "jobs: { leaseMs: \"15000\" }   | jobs.leaseMs * is \"15000\"; it must be a whole number *",
        "jobs: { leaseMs: 1.5 }         | jobs.leaseMs * is \"1.5\"; *",
        "jobs: { leaseMs: 0x400 }       | jobs.leaseMs * is \"0x400\"; *",
        "jobs: { leaseMs: [1] }         | jobs.leaseMs * is a list; *",
        "jobs: { leaseMs: { a: 1 } }    | jobs.leaseMs * is a section; *",
        "jobs: 5                        | jobs * must be a section with retentionMs, leaseMs, *",
        "[jobs]                         | The file * must be a section with host, verticles, *",
        "cluster: { enabled: yes }      | cluster.enabled * is \"yes\"; it must be true or false.",
        "cluster: { enabled: 1 }        | cluster.enabled * is \"1\"; *",
        "origins: 'https://a.example'   | origins * is \"https://a.example\"; it must be a list of *",
        "origins: [[a]]                 | origins * is nested; *",
        "log: { format: xml }           | log.format * is \"xml\"; it must be one of text, json.",
        "redis: { prefix: 'a:b' }       | redis.prefix * is \"a:b\"; it must be 1 to 32 *",
        "host: ''                       | host * is \"\"; it must be an address or a host name.",
        "workers: 5                     | workers * is 5; it must be a map of job types, *",
        "workers: { a: 5 }              | workers * is 5; *",
        "workers: { a: { concurrency: x } } | workers.a.concurrency * is \"x\"; *",
        "workers: { 'a b': { concurrency: 1 } } | workers.a b.concurrency * a job type must match *",
        "llm: { url: 'ftp://a' }        | llm.url * is \"ftp://a\"; it must be an http or https *",
        "auth: { jwks: nowhere.json }   | auth.jwks *nowhere.json; it must be a file that can *",
        "auth: { secretFile: nowhere }  | auth.secretFile * is \"nowhere\"; it must be a UTF-8 file *",
        "search: { folder: nowhere }    | search.folder *nowhere; it must be a folder that is there.",
      })
  @DisplayName("for a value of the wrong kind in the file")
  void wrongKind(String yaml, String line) {
    given.file(yaml);
    assertThat(given.refusal())
        .matches(".*\\(conf/jobwire.yaml, line 1\\).*")
        .matches(likeThis(line))
        .doesNotContain("\n");
  }

  private static String likeThis(String line) {
    return "\\Q" + line.replace("*", "\\E.*\\Q") + "\\E";
  }

  @ParameterizedTest(name = "{0} is near {1}")
  @CsvSource({
    "'jobs: { leasMs: 1 }', jobs.leaseMs",
    "'leaseMs: 1', jobs.leaseMs",
    "'limts: { inputBytes: 1 }', limits",
    "'backlog: { event: 1 }', backlog.events",
    "'workers: { a: { concurency: 1 } }', workers.a.concurrency",
    "'verticles: { web: { port: 1 } }', verticles.api",
  })
  @DisplayName("for an unknown key in the file, with the nearest one")
  void unknownKey(String yaml, String nearest) {
    given.file(yaml);
    assertThat(given.refusal())
        .contains("(conf/jobwire.yaml, line 1) is not a setting")
        .endsWith("; the nearest is " + nearest + ".");
  }

  @Test
  @DisplayName("for an unknown path in code")
  void unknownInCode() {
    assertThatThrownBy(() -> Settings.of(Map.of("jobs.lease", 1)))
        .hasMessage("jobs.lease (given in code) is not a setting; the nearest is jobs.leaseMs.");
    assertThatThrownBy(() -> Settings.of(Map.of("workers", Map.of("a", 1))))
        .hasMessage("workers (given in code) must be given singly, as workers.<type>.concurrency.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'a: [', 'conf/jobwire.yaml, line 1: *'",
    "'jobs:\n  leaseMs: 1\n sweepMs: 2', 'conf/jobwire.yaml, line 3: *'",
    "'host: a\n---\nhost: b', 'conf/jobwire.yaml, line 2: *'",
    "'host: localhost\nhost: localhost', 'host (conf/jobwire.yaml, line 2) is there twice.'",
    "'jobs: {}\njobs: {}', 'jobs (conf/jobwire.yaml, line 2) is there twice.'",
    "'host: !!java.net.URL [http://a]', 'conf/jobwire.yaml, line 1: *tag*'",
    "'host: !!java.io.File a', 'conf/jobwire.yaml, line 1: *tag*'",
    "'host: !local a', 'host (conf/jobwire.yaml, line 1) has a tag; *'",
    "'host: *nobody', 'conf/jobwire.yaml, line 1: *'",
  })
  @DisplayName("for a file that is no plain YAML")
  void brokenFile(String yaml, String line) {
    given.file(yaml);
    assertThat(given.refusal()).matches(likeThis(line)).doesNotContain("\n");
  }

  @Test
  @DisplayName("for a file of aliases of aliases, at once")
  void aliasBomb() {
    StringBuilder bomb = new StringBuilder("origins:\n  - &a0 [x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("  - &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i - 1, i - 1, i - 1));
    }
    given.file(bomb.toString());
    assertThat(given.refusal()).startsWith("conf/jobwire.yaml").hasSizeLessThan(200);
  }

  @Test
  @DisplayName("when the named file is not there, or is a folder")
  void noSuchFile() {
    given.named("nowhere.yaml", null);
    assertThat(given.refusal()).isEqualTo("--config: nowhere.yaml does not exist.");
    given.named(".", null);
    assertThat(given.refusal()).isEqualTo("--config: . cannot be read as a file.");
  }

  @Test
  @DisplayName("when the sweep is rarer than three in a lease")
  void sweepAndLease() throws SettingsError {
    given.file("jobs: { leaseMs: 9000, sweepMs: 3000 }").load();
    given.file("jobs: { leaseMs: 9000, sweepMs: 3001 }");
    assertThat(given.refusal())
        .isEqualTo(
            "jobs.sweepMs (conf/jobwire.yaml, line 1) is 3001;"
                + " it must be at most a third of jobs.leaseMs (9000): 3000.");
  }

  @ParameterizedTest(name = "api {0}, bridge {1}")
  @CsvSource({"1,0", "0,1"})
  @DisplayName("when api or bridge have no jobs beside them and no cluster")
  void doorsWithoutJobs(String api, String bridge) throws SettingsError {
    given.variable("JOBWIRE_VERTICLES_API_INSTANCES", api);
    given.variable("JOBWIRE_VERTICLES_BRIDGE_INSTANCES", bridge).load();
    given.variable("JOBWIRE_VERTICLES_JOBS_INSTANCES", "0");
    assertThat(given.refusal())
        .startsWith("verticles.jobs.instances (JOBWIRE_VERTICLES_JOBS_INSTANCES) is 0;")
        .endsWith("unless cluster.enabled is true.");
    given.variable("JOBWIRE_CLUSTER_ENABLED", "true").load();
  }

  @Test
  @DisplayName("not when a process has neither api nor bridge, nor jobs")
  void workersOnly() throws SettingsError {
    given.file("verticles: { api: {instances: 0}, bridge: {instances: 0}, jobs: {instances: 0} }");
    assertThat(given.load().verticles().worker().instances()).isEqualTo(2);
  }

  @Test
  @DisplayName("when management would listen where the bridge does")
  void managementOnBridge() {
    given.variable("JOBWIRE_VERTICLES_BRIDGE_PORT", "8081");
    assertThat(given.refusal())
        .startsWith("management.port (verticles.api.port plus 1) is 8081;")
        .contains("another port than that of verticles.bridge");
  }

  @Test
  @DisplayName("when the port beside the api's does not exist")
  void noPortBeside() throws SettingsError {
    given.variable("PORT", "65535");
    assertThat(given.refusal()).startsWith("management.port (verticles.api.port plus 1) is 65536;");
    given.variable("JOBWIRE_MANAGEMENT_PORT", "0").load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.4", "example.com", "127.evil.example"})
  @DisplayName("when the service would be open to others without a key")
  void openWithoutKey(String host) throws SettingsError {
    given.variable("JOBWIRE_HOST", host);
    assertThat(given.refusal())
        .startsWith("auth has no key")
        .contains("host (JOBWIRE_HOST) " + host)
        .contains("auth.secretFile (JWT_SECRET_FILE)");
    given.variable("JWT_SECRET", Configuration.LONG_SECRET);
    assertThat(given.load().developmentMode()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
  @DisplayName("not without a key on a loopback host: that is development mode")
  void developmentMode(String host) throws SettingsError {
    given.variable("JOBWIRE_HOST", host);
    assertThat(given.load().developmentMode()).isTrue();
  }

  @Test
  @DisplayName("not with nothing but a key set, which is no development mode")
  void keySet() throws SettingsError {
    given.write("keys.json", "{}").file("auth: { jwks: keys.json }\nhost: 0.0.0.0");
    assertThat(given.load().developmentMode()).isFalse();
  }

  @Test
  @DisplayName("when there are two secrets")
  void twoSecrets() {
    given.write("key", Configuration.LONG_SECRET).variable("JWT_SECRET_FILE", "key");
    given.variable("JWT_SECRET", Configuration.LONG_SECRET);
    assertThat(given.refusal())
        .isEqualTo(
            "auth.secret (JWT_SECRET) is set, and so is auth.secretFile (JWT_SECRET_FILE);"
                + " it must be only one of the two.");
  }

  @Test
  @DisplayName("when there is a secret and a key set, of which one would be passed over")
  void secretAndKeySet() {
    given.write("keys.json", "{}").file("auth: { jwks: keys.json }");
    given.variable("JWT_SECRET", Configuration.LONG_SECRET);
    assertThat(given.refusal())
        .startsWith("auth.secret (JWT_SECRET) is set, and so is auth.jwks (")
        .endsWith("it must be only one of the two; a JWKS file may hold secrets too (oct).");
  }

  @Test
  @DisplayName("when the secret has less than 32 bytes, also in a file")
  void shortSecret() {
    given.variable("JWT_SECRET", "0123456789abcdef0123456789abcde");
    assertThat(given.refusal())
        .isEqualTo(
            "auth.secret (JWT_SECRET) is a secret of 31 bytes;"
                + " it must be one of at least 32 bytes.");
    given.variable("JWT_SECRET", "").variable("JWT_SECRET_FILE", "key").write("key", "short\n");
    assertThat(given.refusal()).startsWith("auth.secretFile (JWT_SECRET_FILE) is a secret of 5 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example.com",
        "ftp://a.example",
        "https://a.example/",
        "https://a.example/app",
        "https://A.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://*.example",
        "https://me@a.example",
        "https://a.example:"
      })
  @DisplayName("for an origin that no browser would send")
  void origins(String origin) {
    given.variable("FRONTEND_ORIGIN", "https://good.example," + origin);
    assertThat(given.refusal())
        .startsWith("origins (FRONTEND_ORIGIN) is ")
        .contains("exact origins as browsers send them")
        .contains("neither * nor null");
  }

  @Test
  @DisplayName("for a list of origins in code that holds one wrong")
  void originsInCode() throws SettingsError {
    Settings.of(Map.of("origins", List.of("http://[::1]:3000", "https://a.example:8443")));
    assertThatThrownBy(() -> Settings.of(Map.of("origins", List.of("*"))))
        .hasMessageStartingWith("origins (given in code) is \"*\";");
  }

  @Test
  @DisplayName("when DISABLE_REDIS is neither 1 nor 0")
  void disableRedis() {
    given.variable("DISABLE_REDIS", "maybe");
    assertThat(given.refusal())
        .isEqualTo("DISABLE_REDIS (variable) is \"maybe\"; it must be 1 or 0.");
  }

  @Test
  @DisplayName("but for an unknown variable there is only a warning with the nearest one")
  void unknownVariable() throws SettingsError {
    given.variable("JOBWIRE_JOBS_LEASEMS", "1").variable("JOBWIRE_PORT", "tcp://10.0.0.1:8080");
    given.variable("JOBWIRE_WORKERS_AGENT_CONCURRENCY", "3").variable("JOBWIREX", "1");
    assertThat(given.load().warnings())
        .hasSize(3)
        .contains(
            "JOBWIRE_JOBS_LEASEMS (variable) is not a setting and is ignored;"
                + " the nearest is JOBWIRE_JOBS_LEASE_MS.",
            "JOBWIRE_WORKERS_AGENT_CONCURRENCY (variable) is not a setting and is ignored;"
                + " workers.<type> can be set in the file only.");
  }
}
