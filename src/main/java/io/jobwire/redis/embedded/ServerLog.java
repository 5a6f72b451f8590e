package io.jobwire.redis.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What the server wrote since this start; an old log that has grown is put aside first. */
final class ServerLog {
  private static final long GROWN = 1024 * 1024;
  private static final int LAST_WORDS = 3;
  private static final int TAIL = 8 * 1024;

  /** As in {@code 7125:M 20 Nov 2025 11:57:38.514 # }. */
  private static final String STAMP = "^\\d+:[A-Z] \\d+ \\w+ \\d+ [\\d:.]+ [.*#-] ";

  private final Path file;
  private final long start;

  private ServerLog(Path file, long start) {
    this.file = file;
    this.start = start;
  }

  static ServerLog in(Path folder) throws IOException {
    Path file = folder.resolve(GuardedServer.LOG);
    if (Files.exists(file) && Files.size(file) > GROWN) {
      Files.move(
          file, folder.resolve(GuardedServer.LOG + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    return new ServerLog(file, Files.exists(file) ? Files.size(file) : 0);
  }

  /** In one line. */
  String lastWords() {
    try {
      List<String> lines =
          tail()
              .lines()
              .map(line -> line.replaceFirst(STAMP, ""))
              .filter(l -> !l.isBlank())
              .toList();
      return lines.isEmpty()
          ? "it said nothing"
          : String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  private String tail() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(start, log.length() - TAIL));
      byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
