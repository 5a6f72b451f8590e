package io.jobwire.redis.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Decides which server runs: one on the PATH first, because distributions mend theirs, else the one
 * we bring.
 */
record ServerSearch(String path, Path unpackFolder) {

  ServerProgram atLeast(ServerVersion oldest) throws RedisStartError, IOException {
    Optional<ServerProgram> installed = onPath(oldest);
    if (installed.isPresent()) {
      return installed.get();
    }
    Optional<BundledServer> bundled = BundledServer.forThisMachine();
    if (bundled.isPresent() && BundledServer.VERSION.atLeast(oldest)) {
      return new ServerProgram(bundled.get().unpackInto(unpackFolder), BundledServer.VERSION);
    }
    throw new RedisStartError(
        "There is no Redis %s or newer here%s: install redis-server (or valkey-server), or set REDIS_URL."
            .formatted(
                oldest, oldest.equals(ServerVersion.OLDEST) ? "" : ", which wrote the data"));
  }

  private Optional<ServerProgram> onPath(ServerVersion oldest) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> Stream.of("redis-server", "valkey-server").map(Path.of(folder)::resolve))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .flatMap(file -> asked(file).stream())
        .filter(program -> program.version().atLeast(oldest))
        .findFirst();
  }

  private static Optional<ServerProgram> asked(Path file) {
    return ServerVersion.said(outputOf(file, "--version"))
        .map(version -> new ServerProgram(file.toAbsolutePath(), version));
  }

  private static String outputOf(Path file, String option) {
    try {
      Process process =
          new ProcessBuilder(file.toString(), option).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return new String(process.getInputStream().readNBytes(4096));
    } catch (IOException doesNotRun) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
