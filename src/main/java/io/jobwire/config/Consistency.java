package io.jobwire.config;

import io.netty.util.NetUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What no single setting can tell: whether they fit each other, and the machine. */
final class Consistency {
  private static final int SHORTEST_KEY = 32;
  private static final int SWEEPS_IN_A_LEASE = 3;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|\\[::1]");

  private final Settings settings;
  private final Map<String, Given> given;

  Consistency(Settings settings, Map<String, Given> given) {
    this.settings = settings;
    this.given = given;
  }

  void check() throws SettingsError {
    sweepsWithinLeases();
    doorsHaveJobs();
    doorsHaveEars();
    managementHasItsPort();
    oneSecret();
    secretIsLong();
    filesAreThere();
    certificateHasItsKey();
    passwordsHaveTheirRedis();
    developmentStaysAtHome();
    proxiesAreAddresses();
  }

  /** Of IPv6 the shape says little. */
  private void proxiesAreAddresses() throws SettingsError {
    for (String proxy : settings.http().trustedProxies()) {
      String address = proxy.replaceFirst("/.*", "");
      if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
        String mayBe = "addresses and networks, such as 10.0.0.0/8 or ::1";
        throw wrong("http.trustedProxies", proxy, mayBe);
      }
    }
  }

  private void sweepsWithinLeases() throws SettingsError {
    Duration lease = settings.jobs().lease();
    Duration most = lease.dividedBy(SWEEPS_IN_A_LEASE);
    if (settings.jobs().sweep().compareTo(most) > 0) {
      String mayBe =
          "at most a third of jobs.leaseMs (" + lease.toMillis() + "): " + most.toMillis();
      throw wrong("jobs.sweepMs", String.valueOf(settings.jobs().sweep().toMillis()), mayBe);
    }
  }

  private void doorsHaveJobs() throws SettingsError {
    Settings.Verticles verticles = settings.verticles();
    boolean door = verticles.api().instances() > 0 || verticles.bridge().instances() > 0;
    if (door && verticles.jobs().instances() == 0 && !settings.cluster().enabled()) {
      String mayBe = "at least 1 where api or bridge runs, unless cluster.enabled is true";
      throw wrong("verticles.jobs.instances", "0", mayBe);
    }
  }

  /** Streams are heard by this process's own subscribers. */
  private void doorsHaveEars() throws SettingsError {
    Settings.Verticles verticles = settings.verticles();
    boolean door = verticles.api().instances() > 0 || verticles.bridge().instances() > 0;
    if (door && verticles.subscriber().instances() == 0) {
      throw wrong("verticles.subscriber.instances", "0", "at least 1 where api or bridge runs");
    }
  }

  private void managementHasItsPort() throws SettingsError {
    int port = settings.management().port();
    Settings.Verticles verticles = settings.verticles();
    boolean api = verticles.api().instances() > 0 && port == verticles.api().port();
    boolean bridge = verticles.bridge().instances() > 0 && port == verticles.bridge().port();
    if (port != 0 && (api || bridge)) {
      String mayBe = "another port than that of verticles." + (api ? "api" : "bridge");
      throw wrong("management.port", String.valueOf(port), mayBe + ", or 0 for any free one");
    }
  }

  private void oneSecret() throws SettingsError {
    if (settings.auth().secret().isPresent() && settings.auth().secretFile().isPresent()) {
      String is = "set, and so is auth.secretFile (" + source("auth.secretFile") + ")";
      throw wrong("auth.secret", is, "only one of the two");
    }
    if (settings.auth().hmacKey().isPresent() && settings.auth().jwks().isPresent()) {
      String path = settings.auth().secret().isPresent() ? "auth.secret" : "auth.secretFile";
      String is = "set, and so is auth.jwks (" + source("auth.jwks") + ")";
      throw wrong(path, is, "only one of the two; a JWKS file may hold secrets too (oct)");
    }
  }

  private void secretIsLong() throws SettingsError {
    Settings.Auth auth = settings.auth();
    Optional<Secret> key = auth.hmacKey();
    if (key.isPresent() && key.get().bytes().length < SHORTEST_KEY) {
      String path = auth.secret().isPresent() ? "auth.secret" : "auth.secretFile";
      String is = "a secret of " + key.get().bytes().length + " bytes";
      throw wrong(path, is, "one of at least " + SHORTEST_KEY + " bytes");
    }
  }

  private void filesAreThere() throws SettingsError {
    canBeRead("auth.jwks", settings.auth().jwks());
    canBeRead("tls.certificate", settings.tls().certificate());
    canBeRead("tls.key", settings.tls().key());
    canBeRead("redis.ca", settings.redis().ca());
    Optional<Path> folder = settings.search().folder();
    if (folder.isPresent() && !Files.isDirectory(folder.get())) {
      throw wrong("search.folder", folder.get().toString(), "a folder that is there");
    }
  }

  private void canBeRead(String path, Optional<Path> file) throws SettingsError {
    if (file.isPresent() && !(Files.isRegularFile(file.get()) && Files.isReadable(file.get()))) {
      throw wrong(path, file.get().toString(), "a file that can be read");
    }
  }

  private void certificateHasItsKey() throws SettingsError {
    Settings.Tls tls = settings.tls();
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      String has = tls.isOn() ? "tls.certificate" : "tls.key";
      String lacks = tls.isOn() ? "tls.key" : "tls.certificate";
      throw wrong(has, "set, and " + lacks + " is not", "there only together with " + lacks);
    }
  }

  private void passwordsHaveTheirRedis() throws SettingsError {
    Settings.Redis redis = settings.redis();
    if (redis.passwordFile().isPresent() && redis.url().map(RedisUrl::hasPassword).orElse(true)) {
      String file = redis.passwordFile().get().toString();
      throw wrong("redis.passwordFile", file, "there only with a redis.url without a password");
    }
    if (redis.ca().isPresent() && redis.url().filter(RedisUrl::isEncrypted).isEmpty()) {
      String file = redis.ca().get().toString();
      throw wrong("redis.ca", file, "there only with a redis.url that begins with rediss");
    }
  }

  private void developmentStaysAtHome() throws SettingsError {
    if (settings.developmentMode() && !LOOPBACK.matcher(settings.host()).matches()) {
      throw new SettingsError(
          "auth has no key, and without one only a loopback host is served, not host ("
              + source("host")
              + ") "
              + settings.host()
              + "; make one (head -c 48 /dev/urandom | base64 -w 0) and set auth.secretFile"
              + " (JWT_SECRET_FILE) or auth.secret (JWT_SECRET), or set auth.jwks, or set host to"
              + " 127.0.0.1.");
    }
  }

  private SettingsError wrong(String path, String is, String mayBe) {
    return SettingsError.wrong(path, source(path), is, mayBe);
  }

  private String source(String path) {
    return given.get(path).source();
  }
}
