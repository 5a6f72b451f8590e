package io.jobwire.load;

import io.jobwire.handlers.search.Finder;
import io.jobwire.handlers.search.Hit;
import io.jobwire.handlers.search.SearchPlan;
import io.jobwire.handlers.search.Searching;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The search of the jar over 10,000 documents that it makes: how long the index takes, a query, and
 * until a changed file is found. Each answer is checked.
 */
final class Searches {
  private static final int DOCUMENTS = 10_000;
  private static final int SECTIONS = 3;
  private static final int QUERIES = 500;
  private static final int CHANGES = 20;

  private final Random random = new Random(1);
  private final String[] words = new String[5_000];
  private final Vertx vertx = Vertx.vertx();
  private Finder finder;
  private String wrong;

  Result run() throws Exception {
    for (int i = 0; i < words.length; i++) {
      words[i] = Long.toString(Math.abs(random.nextLong()), 36).substring(0, 3 + i % 8);
    }
    Path folder = Files.createTempDirectory("jobwire-load-search-");
    SearchPlan plan = new SearchPlan(Optional.of(folder), Optional.empty());
    try (Searching searching = Searching.open(vertx, plan)) {
      write(folder);
      return measure(folder, searching);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
      delete(folder);
    }
  }

  private void write(Path folder) throws IOException {
    for (int i = 0; i < DOCUMENTS; i++) {
      Path sub = Files.createDirectories(folder.resolve("part" + i / 100));
      Files.writeString(sub.resolve(i + ".md"), document(i));
    }
  }

  /** About two kilobytes, and one word that no other has. */
  private String document(int number) {
    StringBuilder text = new StringBuilder("# Document mark" + number + "\n\nSome text.\n");
    for (int section = 0; section < SECTIONS; section++) {
      text.append("\n## ").append(some(4)).append("\n\n").append(some(100)).append('\n');
    }
    return text.toString();
  }

  private String some(int count) {
    StringBuilder some = new StringBuilder();
    for (int i = 0; i < count; i++) {
      // Few words are frequent and many are rare, as in a language.
      some.append(words[(int) (words.length * Math.pow(random.nextDouble(), 3))]).append(' ');
    }
    return some.toString();
  }

  private Result measure(Path folder, Searching searching) throws IOException {
    finder = searching.finder();
    Map<String, Double> numbers = new LinkedHashMap<>();
    long began = System.nanoTime();
    searching.begin();
    expect("mark0", "part0/0.md");
    numbers.put("10,000 documents indexed, ms", since(began));
    double[] queries = new double[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = query(random.nextInt(DOCUMENTS));
    }
    numbers.put("first query, ms", queries[0]);
    numbers.put("query p50, ms", percentile(queries, 0.5));
    numbers.put("query p95, ms", percentile(queries, 0.95));
    double[] changes = new double[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      changes[i] = change(folder, i);
    }
    numbers.put("changed file found p50, ms", percentile(changes, 0.5));
    numbers.put("changed file found, longest, ms", percentile(changes, 1));
    return new Result(wrong, numbers);
  }

  private double query(int document) {
    long began = System.nanoTime();
    expect(some(1) + "mark" + document, "part" + document / 100 + "/" + document + ".md");
    return since(began);
  }

  private double change(Path folder, int number) throws IOException {
    Path file = folder.resolve("part" + number * 3 + "/" + number * 300 + ".md");
    Files.writeString(file, "# New\n\nfresh" + number + "x\n");
    long began = System.nanoTime();
    while (hits("fresh" + number + "x").isEmpty() && since(began) < 30_000) {
      // The answer took its time; the next question may come at once.
    }
    expect("fresh" + number + "x", "part" + number * 3);
    return since(began);
  }

  private void expect(String query, String url) {
    List<Hit> hits = hits(query);
    if (hits.stream().noneMatch(hit -> hit.url().startsWith(url))) {
      wrong = query + " did not find " + url;
    }
  }

  private List<Hit> hits(String query) {
    return finder.find(query, 10).toCompletionStage().toCompletableFuture().join();
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  private static double percentile(double[] numbers, double share) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round((sorted.length - 1) * share)];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
