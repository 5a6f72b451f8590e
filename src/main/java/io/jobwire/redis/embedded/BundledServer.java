package io.jobwire.redis.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The redis-server inside our jar for one platform: unpacked where told, and run only unchanged.
 */
public record BundledServer(String platform, String sha256) {
  static final ServerVersion VERSION = new ServerVersion(7, 0, 15);
  private static final Map<String, String> SHA256 =
      Map.of(
          "linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e",
          "linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50",
          "linux-386", "19106984e15b7e7ce22c9a3296fe6a5f85c43a72894144f98b1fb572b823a936",
          "darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3",
          "darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

  public static Optional<BundledServer> forThisMachine() {
    return forMachine(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Optional<BundledServer> forMachine(String osName, String osArch) {
    String os = osName.startsWith("Mac") ? "darwin" : osName.equals("Linux") ? "linux" : osName;
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          case "i386", "i486", "i586", "i686", "x86" -> "386";
          default -> osArch;
        };
    String platform = os + "-" + arch;
    return Optional.ofNullable(SHA256.get(platform)).map(sum -> new BundledServer(platform, sum));
  }

  /**
   * Leaves a file alone whose sum is right. Anything else is replaced in one move, so that another
   * process that unpacks or runs it at the same time never meets half a file.
   */
  public Path unpackInto(Path folder) throws IOException, RedisStartError {
    Path program = folder.resolve(name());
    if (!Files.isExecutable(program) || !sha256.equals(sumOf(program))) {
      Files.createDirectories(folder);
      replace(program);
    }
    return program;
  }

  private void replace(Path program) throws IOException, RedisStartError {
    Path fresh = Files.createTempFile(program.getParent(), name(), ".new");
    try {
      copyTo(fresh);
      if (!sha256.equals(sumOf(fresh))) {
        throw new RedisStartError(
            "The redis-server in this jar is damaged (wrong SHA-256): get the jar anew, install"
                + " redis-server 6.2 or newer, or set REDIS_URL.");
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
      Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private void copyTo(Path file) throws IOException, RedisStartError {
    try (InputStream packed = BundledServer.class.getResourceAsStream("/redis-server/" + name())) {
      if (packed == null) {
        throw new RedisStartError(
            "This jar holds no redis-server for "
                + platform
                + ": install redis-server 6.2 or newer, or set REDIS_URL.");
      }
      Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String name() {
    return "redis-server-" + VERSION + "-" + platform;
  }

  private static String sumOf(Path file) throws IOException {
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256Digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
