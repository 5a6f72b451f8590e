package io.jobwire.redis.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server's configuration file, readable by this user only because it holds the password. Paths
 * are relative, so that no folder's name needs quoting; the server is started in the folder.
 */
record ServerConfig(Path folder) {
  static final String PID_FILE = "redis.pid";
  private static final String SOCKET = "unixsocket ";
  private static final String PASSWORD = "requirepass ";

  private static final List<String> SETTINGS =
      List.of(
          "port 0",
          "unixsocketperm 700",
          "dir .",
          "pidfile " + PID_FILE,
          "logfile redis.log",
          "daemonize no",
          "save \"\"",
          "appendonly yes",
          "appendfsync everysec",
          // A tail cut off by a power loss was never acknowledged as on disk.
          "aof-load-truncated yes",
          "maxmemory-policy noeviction");

  void write(ServerAddress address) throws IOException {
    Files.deleteIfExists(file());
    Files.createFile(
        file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<String> own =
        List.of(
            SOCKET + address.socket(), PASSWORD + address.password(), "maxmemory " + mostBytes());
    Files.writeString(
        file(),
        Stream.concat(own.stream(), SETTINGS.stream()).collect(Collectors.joining("\n", "", "\n")));
  }

  /**
   * A third of what this machine, or its container, has; the JVM needs the rest. Without a limit
   * nothing is ever nearly full: jobs would be taken until the system ends Redis for its memory.
   */
  static long mostBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / 3;
  }

  /** The address of the run before, which may still be listening. */
  Optional<ServerAddress> last() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file());
    return value(lines, SOCKET)
        .flatMap(
            socket ->
                value(lines, PASSWORD)
                    .map(password -> new ServerAddress(Path.of(socket), password)));
  }

  private static Optional<String> value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst();
  }

  private Path file() {
    return folder.resolve(GuardedServer.CONFIG);
  }
}
