package io.jobwire.redis.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one server's data: private to this user, and claimed by one process at a time,
 * because two servers on one append-only file destroy it.
 */
final class DataFolder implements AutoCloseable {

  /**
   * The system's lock is the process's, not the channel's: closing a second channel on the file
   * would drop the lock of the first. So a second claim in this process must not even open it.
   */
  private static final Set<Path> CLAIMED_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static DataFolder claim(Path dataFolder) throws RedisStartError, IOException {
    Path path = Files.createDirectories(dataFolder.resolve("redis")).toRealPath();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    if (!CLAIMED_HERE.add(path)) {
      throw inUse(path);
    }
    try {
      return new DataFolder(path, locked(path));
    } catch (RedisStartError | IOException e) {
      CLAIMED_HERE.remove(path);
      throw e;
    }
  }

  private static FileChannel locked(Path path) throws RedisStartError, IOException {
    FileChannel file =
        FileChannel.open(
            path.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = file.tryLock();
    if (lock == null) {
      file.close();
      throw inUse(path);
    }
    return file;
  }

  private static RedisStartError inUse(Path path) {
    return new RedisStartError(
        "The data folder "
            + path.getParent()
            + " is in use by another Jobwire: stop that one, or set data.folder to another folder.");
  }

  Path path() {
    return path;
  }

  Path unpackFolder() {
    return path.resolve("bin");
  }

  /**
   * The version that last wrote here, if that is newer than the oldest that knows our commands. An
   * older server may not understand the data, and one before 7.0 does not even see it: it would
   * start empty.
   */
  ServerVersion oldestThatMayWrite() throws IOException {
    Path file = versionFile();
    Optional<ServerVersion> writer =
        Files.exists(file) ? ServerVersion.written(Files.readString(file)) : Optional.empty();
    return writer
        .map(ServerVersion::withoutPatch)
        .filter(version -> version.atLeast(ServerVersion.OLDEST))
        .orElse(ServerVersion.OLDEST);
  }

  void writtenBy(ServerVersion version) throws IOException {
    Files.writeString(versionFile(), version + "\n");
  }

  private Path versionFile() {
    return path.resolve("version");
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
    CLAIMED_HERE.remove(path);
  }
}
