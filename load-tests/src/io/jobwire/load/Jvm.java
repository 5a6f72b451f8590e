package io.jobwire.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of another JVM: what lives on its heap, and what it takes beside it. */
record Jvm(long pid) {
  private static final Pattern GENERATION = Pattern.compile("total (\\d+)K, used (\\d+)K");

  /** In bytes. */
  record Look(long heap, long beside) {}

  /** After a full collection, so that only what is held counts. */
  Look look() throws IOException, InterruptedException {
    command("GC.run");
    command("GC.run");
    long used = 0;
    long total = 0;
    Matcher generation = GENERATION.matcher(command("GC.heap_info"));
    while (generation.find()) {
      total += Long.parseLong(generation.group(1)) << 10;
      used += Long.parseLong(generation.group(2)) << 10;
    }
    return new Look(used, Usage.of(pid).residentBytes() - total);
  }

  private String command(String words) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    return said;
  }
}
