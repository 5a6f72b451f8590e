package io.jobwire.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used so far, as the system counts it. */
record Usage(double cpuSeconds, long residentBytes) {
  private static final double TICKS = 100;

  static Usage of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
      return new Usage(cpu, Long.parseLong(fields[21]) * 4096);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  double cpuSince(Usage before) {
    return cpuSeconds - before.cpuSeconds;
  }
}
