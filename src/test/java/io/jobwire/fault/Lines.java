package io.jobwire.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process says on one of its outputs, line by line, for whoever waits for a line. */
final class Lines {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  Lines(BufferedReader output) {
    Thread reader = new Thread(() -> readAll(output), "lines");
    reader.setDaemon(true);
    reader.start();
  }

  /** The first line in which the pattern is found; empty when the output ends without it. */
  synchronized Optional<Matcher> first(Pattern pattern, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (int looked = 0; ; looked++) {
      while (looked == lines.size() && !ended && System.nanoTime() < deadline) {
        waitUntil(deadline);
      }
      if (looked == lines.size()) {
        return Optional.empty();
      }
      Matcher matcher = pattern.matcher(lines.get(looked));
      if (matcher.find()) {
        return Optional.of(matcher);
      }
    }
  }

  /** All of them, once the output has ended. */
  synchronized List<String> all(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ended && System.nanoTime() < deadline) {
      waitUntil(deadline);
    }
    return soFar();
  }

  synchronized List<String> soFar() {
    return List.copyOf(lines);
  }

  private void readAll(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException closed) {
      // its process was ended
    }
    end();
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private void waitUntil(long deadline) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }
}
