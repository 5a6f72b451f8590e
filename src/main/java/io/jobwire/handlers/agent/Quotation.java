package io.jobwire.handlers.agent;

import java.util.ArrayList;
import java.util.List;

/** An answer without a model: the best sentences of each source with its number, then the list. */
final class Quotation {
  private final List<Source> sources;

  Quotation(List<Source> sources) {
    this.sources = sources;
  }

  /** A sentence each, then a source each. */
  List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    sources.forEach(source -> quote(source, pieces));
    pieces.add("Sources:\n");
    sources.forEach(source -> pieces.add(line(source)));
    return pieces;
  }

  private static void quote(Source source, List<String> pieces) {
    List<String> quotes = source.quotes();
    for (int i = 0; i < quotes.size(); i++) {
      boolean last = i == quotes.size() - 1;
      pieces.add(quotes.get(i) + (last ? " [" + source.n() + "]\n\n" : " "));
    }
  }

  private static String line(Source source) {
    String name = source.title().equals(source.url()) ? "" : source.title() + ", ";
    return "[" + source.n() + "] " + name + source.url() + "\n";
  }
}
