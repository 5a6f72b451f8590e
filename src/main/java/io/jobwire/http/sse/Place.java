package io.jobwire.http.sse;

import io.jobwire.model.Position;
import io.jobwire.stream.StreamName.OfJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Where a connection stands in many jobs, as one word: a sum over all of it, then a position for
 * each job, in the order of their names. Nothing where nothing was delivered yet; a dash where what
 * was delivered is no position any more. A word that is not for just these jobs is nowhere at all.
 */
final class Place {
  private static final String BEGINNING = "0";
  private static final String NOWHERE = "-";
  private static final String BETWEEN = "~";
  private static final int LONGEST = 2_048;

  private final List<OfJob> order;
  private final String names;
  private final Map<OfJob, String> reached = new HashMap<>();

  /** {@code word} as it was handed back, or null. */
  Place(List<OfJob> jobs, String word) {
    order = new ArrayList<>(jobs);
    order.sort(Comparator.comparing(job -> job.id().value()));
    names = String.join(",", order.stream().map(job -> job.id().value()).toList());
    if (word != null && !word.equals(BEGINNING)) {
      read(word);
    }
  }

  private void read(String word) {
    List<String> given = entries(word);
    for (int i = 0; i < order.size(); i++) {
      String at = given.isEmpty() ? NOWHERE : given.get(i);
      if (!at.isEmpty()) {
        reached.put(order.get(i), isPosition(at, order.get(i)) ? at : NOWHERE);
      }
    }
  }

  /** Empty where it is none of our words, or one for other jobs. */
  private List<String> entries(String word) {
    if (word.length() > LONGEST) {
      return List.of();
    }
    List<String> parts = Arrays.asList(word.split(BETWEEN, -1));
    List<String> entries = parts.subList(1, parts.size());
    return entries.size() == order.size() && parts.get(0).equals(sum(entries))
        ? entries
        : List.of();
  }

  private static boolean isPosition(String word, OfJob job) {
    return Position.parse(word).filter(job::mayHold).isPresent();
  }

  /** Null where he begins; what is no position where he was and cannot go on. */
  String after(OfJob job) {
    return reached.get(job);
  }

  void reach(OfJob job, String position) {
    reached.put(job, position);
  }

  String word() {
    List<String> entries = order.stream().map(job -> reached.getOrDefault(job, "")).toList();
    return sum(entries) + BETWEEN + String.join(BETWEEN, entries);
  }

  private String sum(List<String> entries) {
    CRC32 sum = new CRC32();
    sum.update(names.getBytes(StandardCharsets.US_ASCII));
    sum.update(String.join(BETWEEN, entries).getBytes(StandardCharsets.UTF_8));
    return Long.toString(sum.getValue(), 36);
  }
}
