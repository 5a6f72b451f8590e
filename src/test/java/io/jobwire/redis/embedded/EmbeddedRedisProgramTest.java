package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The server that is run")
class EmbeddedRedisProgramTest {
  private static final BundledServer BUNDLED = BundledServer.forThisMachine().orElseThrow();

  @TempDir Path folder;

  @Test
  @DisplayName("is the one on the path when that is new enough")
  void onPath() throws Exception {
    Path real = BUNDLED.unpackInto(folder.resolve("real"));
    Path installed = script("new", "redis-server", "6.2.14", "exec '" + real + "' \"$@\"");
    assertThat(found(installed.getParent()).file()).isEqualTo(installed);
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(folder.resolve("data"), installed.getParent().toString())) {
      assertThat(redis.version()).isEqualTo("6.2.14");
      assertThat(Calls.call(redis, "PING")).isEqualTo("PONG");
    }
  }

  @Test
  @DisplayName("may be a valkey-server")
  void valkey() throws Exception {
    Path installed = script("valkey", "valkey-server", "8.1.3", "exit 1");
    assertThat(found(installed.getParent()).file()).isEqualTo(installed);
  }

  @Test
  @DisplayName("is not one that is too old, does not say its version, or does not run")
  void passedOver() throws Exception {
    Path old = script("old", "redis-server", "6.0.16", "exit 1");
    Path mute = script("mute", "redis-server", "", "exit 1");
    Path broken = program("broken", "redis-server", "#!/no/such/shell\n");
    Path good = script("good", "redis-server", "7.4.2", "exit 1");
    assertThat(found(old.getParent(), mute.getParent(), broken.getParent()).version())
        .isEqualTo(BundledServer.VERSION);
    assertThat(found(old.getParent(), good.getParent()).file()).isEqualTo(good);
  }

  @Test
  @DisplayName("is not an older one than wrote the data, which might start empty")
  void notOlderThanTheData() throws Exception {
    Path installed = script("older", "redis-server", "6.2.14", "exit 1");
    ServerSearch search = new ServerSearch(installed.getParent().toString(), folder);
    assertThat(search.atLeast(new ServerVersion(7, 0, 0)).version())
        .isEqualTo(BundledServer.VERSION);
  }

  @Test
  @DisplayName("tells why it could not start")
  void doesNotStart() throws Exception {
    Path installed = script("bad", "redis-server", "7.4.2", "echo no memory today; exit 3");
    assertThatThrownBy(
            () -> EmbeddedRedis.start(folder.resolve("data"), installed.getParent().toString()))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("no memory today");
  }

  @Test
  @DisplayName("is unpacked once, and anew when somebody changed it")
  void unpacked() throws Exception {
    Path program = BUNDLED.unpackInto(folder);
    Object first = Files.getAttribute(program, "unix:ino");
    assertThat(Files.getAttribute(BUNDLED.unpackInto(folder), "unix:ino")).isEqualTo(first);

    Files.writeString(program, "#!/bin/sh\n");
    BUNDLED.unpackInto(folder);
    assertThat(Files.size(program)).isGreaterThan(1_000_000);
    assertThat(names(folder)).containsExactly(program.getFileName().toString());
  }

  @Test
  @DisplayName("is not run when the jar's own copy has another sum")
  void damagedJar() throws Exception {
    BundledServer damaged = new BundledServer(BUNDLED.platform(), "0".repeat(64));
    assertThatThrownBy(() -> damaged.unpackInto(folder))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("damaged");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  @DisplayName("is whole, however many unpack it at once")
  void unpackedAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<ServerVersion> unpackAndAsk =
          () ->
              new ServerSearch(BUNDLED.unpackInto(folder).getParent().toString(), folder)
                  .atLeast(ServerVersion.OLDEST)
                  .version();
      for (Future<ServerVersion> one :
          threads.invokeAll(Stream.generate(() -> unpackAndAsk).limit(8).toList())) {
        assertThat(one.get()).isEqualTo(BundledServer.VERSION);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(names(folder)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-amd64",
    "Linux, aarch64, linux-arm64",
    "Linux, i386, linux-386",
    "Mac OS X, x86_64, darwin-amd64",
    "Mac OS X, aarch64, darwin-arm64",
  })
  @DisplayName("is in the jar, unchanged, for each platform we promise")
  void platforms(String os, String arch, String platform) throws Exception {
    BundledServer server = BundledServer.forMachine(os, arch).orElseThrow();
    assertThat(server.platform()).isEqualTo(platform);
    assertThat(server.unpackInto(folder)).isExecutable();
  }

  @Test
  @DisplayName("is nobody's on a platform for which we have none")
  void otherPlatform() {
    assertThat(BundledServer.forMachine("Linux", "riscv64")).isEmpty();
    assertThat(BundledServer.forMachine("FreeBSD", "amd64")).isEmpty();
  }

  private ServerProgram found(Path... path) throws Exception {
    String joined =
        Stream.of(path).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return new ServerSearch(joined, folder.resolve("bin")).atLeast(ServerVersion.OLDEST);
  }

  private Path script(String where, String name, String version, String otherwise)
      throws IOException {
    return program(
        where,
        name,
        "#!/bin/sh\n"
            + ("if [ \"$1\" = --version ]; then echo \"Redis server v=%s sha=0\"; exit; fi\n%s\n"
                .formatted(version, otherwise)));
  }

  private Path program(String where, String name, String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve(where)).resolve(name);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
