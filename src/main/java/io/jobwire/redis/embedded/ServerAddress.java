package io.jobwire.redis.embedded;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the server listens and the word it wants to hear. */
record ServerAddress(Path socket, String password) {

  /** {@code sun_path} holds 104 bytes on macOS and 108 on Linux, with a zero at the end. */
  private static final int LONGEST = 103;

  private static final String PLAIN = "[A-Za-z0-9/._+@-]+";

  /**
   * In the data folder when the system and a URI can say its path as it is, else in a private
   * folder for temporary files.
   */
  static ServerAddress in(Path folder) throws RedisStartError, IOException {
    Path near = folder.resolve("redis.sock");
    return new ServerAddress(sayable(near) ? near : elsewhere(), newPassword());
  }

  private static Path elsewhere() throws RedisStartError, IOException {
    Path temporary =
        Stream.of(System.getProperty("java.io.tmpdir"), "/tmp")
            .map(Path::of)
            .filter(Files::isWritable)
            .filter(folder -> sayable(folder.resolve("jobwire-01234567890123456789/redis.sock")))
            .findFirst()
            .orElseThrow(
                () ->
                    new RedisStartError(
                        "No folder for the Redis socket has a short, plain path: set data.folder or"
                            + " java.io.tmpdir to one, or set REDIS_URL."));
    return Files.createTempDirectory(temporary.toAbsolutePath(), "jobwire-").resolve("redis.sock");
  }

  private static boolean sayable(Path socket) {
    String path = socket.toAbsolutePath().toString();
    return path.matches(PLAIN) && path.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The folder made for the socket alone, to be removed with it. */
  Optional<Path> folderOutside(Path dataFolder) {
    return Optional.of(socket.getParent()).filter(folder -> !folder.equals(dataFolder));
  }

  String uri() {
    return "unix://" + socket + "?password=" + password;
  }

  RespConnection connect(Duration patience) throws IOException {
    RespConnection connection = RespConnection.open(UnixDomainSocketAddress.of(socket), patience);
    try {
      connection.call("AUTH", password);
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
