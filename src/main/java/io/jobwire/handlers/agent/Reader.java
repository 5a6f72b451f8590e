package io.jobwire.handlers.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Chooses what the answer rests on: passages that have most to do with the question, no text twice,
 * not all of one document where there are others; and of each the sentences to quote.
 */
final class Reader {
  private static final int MOST_OF_A_DOCUMENT = 2;
  private static final int MOST_QUOTES = 2;

  private final Question question;
  private final Set<String> quoted = new HashSet<>();

  Reader(Question question) {
    this.question = question;
  }

  List<Source> choose(List<Found> found, int most) {
    List<Source> sources = new ArrayList<>();
    for (Found each : spread(relevant(ranked(distinct(found))), most)) {
      List<String> quotes = quotes(each);
      if (!quotes.isEmpty()) {
        sources.add(Source.of(sources.size() + 1, each, quotes));
      }
    }
    return sources;
  }

  private static List<Found> distinct(List<Found> found) {
    Set<String> seen = new HashSet<>();
    return found.stream().filter(each -> seen.add(plain(each.passage()))).toList();
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  /** By the words they share with the question; among equals the finder's order holds. */
  private List<Found> ranked(List<Found> found) {
    Map<Found, Double> fit = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      Found each = found.get(i);
      fit.put(each, question.share(each.title() + " " + each.passage()) + 0.5 / (i + 1));
    }
    return found.stream().sorted(Comparator.comparing(fit::get).reversed()).toList();
  }

  /** Those without a word of the question go, unless none has one: it may be another language. */
  private List<Found> relevant(List<Found> found) {
    List<Found> some =
        found.stream()
            .filter(each -> question.overlap(each.title() + " " + each.passage()) > 0)
            .toList();
    return some.isEmpty() ? found : some;
  }

  private static List<Found> spread(List<Found> ranked, int most) {
    Map<String, Integer> taken = new HashMap<>();
    List<Found> chosen = new ArrayList<>();
    List<Found> rest = new ArrayList<>();
    for (Found each : ranked) {
      boolean first = taken.merge(each.document(), 1, Integer::sum) <= MOST_OF_A_DOCUMENT;
      (first ? chosen : rest).add(each);
    }
    chosen.addAll(rest);
    return chosen.subList(0, Math.min(most, chosen.size()));
  }

  /** In the order of the text; nothing that another source is quoted with already. */
  private List<String> quotes(Found found) {
    List<String> all = Sentences.of(found.passage());
    List<String> sentences =
        (all.isEmpty() ? List.of(found.snippet()) : all)
            .stream()
                .filter(sentence -> !sentence.isBlank() && !quoted.contains(plain(sentence)))
                .toList();
    List<String> quotes = best(sentences).stream().map(sentences::get).toList();
    quotes.forEach(quote -> quoted.add(plain(quote)));
    return quotes;
  }

  /**
   * The places of the best; the first sentence where none has to do with the question. One that
   * stands alone brings the next along, which most often goes on about it.
   */
  private Set<Integer> best(List<String> sentences) {
    List<Integer> overlap = sentences.stream().map(question::overlap).toList();
    TreeSet<Integer> best = new TreeSet<>();
    IntStream.range(0, sentences.size())
        .boxed()
        .filter(place -> overlap.get(place) > 0)
        .sorted(Comparator.comparing(overlap::get).reversed())
        .limit(MOST_QUOTES)
        .forEach(best::add);
    if (best.isEmpty() && !sentences.isEmpty()) {
      best.add(0);
    }
    if (best.size() == 1 && best.first() + 1 < sentences.size()) {
      best.add(best.first() + 1);
    }
    return best;
  }
}
