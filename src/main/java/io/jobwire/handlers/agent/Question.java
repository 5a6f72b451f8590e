package io.jobwire.handlers.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is asked, by its words: those that ask are dropped, the others compared by their stems. */
final class Question {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MOST_QUERY_UNITS = 300;
  private static final int MOST_KEYWORDS = 12;

  /** Words that ask, join or point: they stand in every text and say nothing about it. */
  private static final Set<String> SMALL_WORDS =
      Set.copyOf(
          Arrays.asList(
              ("a about after all also am an and any are as at be been before but by can could did"
                      + " do does doing each explain for from get give had has have how i if in into"
                      + " is it its just like many may me mean means more most much must my no not"
                      + " of on one or our please same shall should show so some such tell than that"
                      + " the their them then there these they this those to too up us use used was"
                      + " we were what when where which while who whom whose why will with work"
                      + " works would you your")
                  .split(" ")));

  private final String text;
  private final List<String> words;
  private final Set<String> stems;

  Question(String text) {
    this.text = text;
    words = words(text).stream().filter(word -> !SMALL_WORDS.contains(word)).distinct().toList();
    stems = words.stream().map(Question::stem).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The question as it is, then its keywords, where that is another query. */
  List<String> queries() {
    String whole = Cut.line(text, MOST_QUERY_UNITS);
    List<String> queries = new ArrayList<>(List.of(whole));
    String keywords = words.stream().limit(MOST_KEYWORDS).collect(Collectors.joining(" "));
    if (!keywords.isEmpty() && !keywords.equalsIgnoreCase(whole)) {
      queries.add(Cut.line(keywords, MOST_QUERY_UNITS));
    }
    return queries;
  }

  /** How many of its words, or forms of them, are in a text: each counts once. */
  int overlap(String passage) {
    Set<String> there = words(passage).stream().map(Question::stem).collect(Collectors.toSet());
    return (int) stems.stream().filter(there::contains).count();
  }

  /** The same as a share of all its words. */
  double share(String passage) {
    return stems.isEmpty() ? 0 : (double) overlap(passage) / stems.size();
  }

  private static List<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Resume, resumes, resumed and resuming are one word here, and so are cancel and cancelled. */
  static String stem(String word) {
    String stem = word;
    for (String ending : List.of("ing", "ed", "es", "s")) {
      if (word.length() >= ending.length() + 3 && word.endsWith(ending)) {
        stem = word.substring(0, word.length() - ending.length());
        break;
      }
    }
    stem = stem.length() > 3 && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
    int last = stem.length() - 1;
    return last > 2 && stem.charAt(last) == stem.charAt(last - 1) ? stem.substring(0, last) : stem;
  }
}
