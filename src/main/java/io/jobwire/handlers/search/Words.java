package io.jobwire.handlers.search;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * What somebody asks for: the stems of his words, without those that every question has. Nothing in
 * a query is syntax, so that no query can be a wrong one.
 */
final class Words {
  /** Of a longer query only so much is looked at, and of that so many different words. */
  private static final int MOST_CHARACTERS = 2_000;

  private static final int MOST = 32;
  private static final int SHORTEST_BEGINNING = 3;

  private static final Set<String> OF_EVERY_QUESTION =
      Set.of(
          ("a an and are as at be been but by can could did do does for from had has have he her his"
                  + " how i if in into is it its me my no not of on or our shall she should so such"
                  + " than that the their them then there these they this those to us was we were"
                  + " what when where which while who whom whose why will with would you your")
              .split(" "));

  private final List<String> stems;
  private final String lastStem;
  private final String beginning;

  private Words(List<String> stems, String lastStem, String beginning) {
    this.stems = List.copyOf(stems);
    this.lastStem = lastStem;
    this.beginning = beginning;
  }

  /** A word as it stands in a text: its stem, and from where to where. */
  record Token(String stem, int from, int to) {}

  static Words of(String query) {
    String looked = query.substring(0, Math.min(query.length(), MOST_CHARACTERS));
    List<Token> tokens = tokens(looked);
    Set<String> telling = new LinkedHashSet<>();
    Set<String> all = new LinkedHashSet<>();
    for (Token token : tokens) {
      all.add(token.stem);
      if (!OF_EVERY_QUESTION.contains(folded(looked.substring(token.from, token.to)))) {
        telling.add(token.stem);
      }
    }
    // "to be or not to be" asks for just these.
    Set<String> asked = telling.isEmpty() ? all : telling;
    String last = tokens.isEmpty() ? "" : tokens.get(tokens.size() - 1).stem;
    return new Words(asked.stream().limit(MOST).toList(), last, beginning(looked, tokens));
  }

  /** The last word as it was typed, when it may be one that has not been typed to its end. */
  private static String beginning(String query, List<Token> tokens) {
    if (tokens.isEmpty()) {
      return "";
    }
    Token last = tokens.get(tokens.size() - 1);
    String typed = folded(query.substring(last.from, last.to));
    boolean open = last.to == query.length() && typed.length() >= SHORTEST_BEGINNING;
    return open && !OF_EVERY_QUESTION.contains(typed) ? typed : "";
  }

  List<String> stems() {
    return stems;
  }

  String lastStem() {
    return lastStem;
  }

  /** The same words, all of them whole: there is such a word as the last one. */
  Words whole() {
    return new Words(stems, lastStem, "");
  }

  /** Empty when the last word has ended. */
  String beginning() {
    return beginning;
  }

  /** Where a text has what is asked for. */
  List<Token> in(String text) {
    return tokens(text).stream().filter(token -> asksFor(token, text)).toList();
  }

  private boolean asksFor(Token token, String text) {
    return stems.contains(token.stem)
        || !beginning.isEmpty()
            && folded(text.substring(token.from, token.to)).startsWith(beginning);
  }

  private static String folded(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    try (TokenStream stream = ANALYZER.tokenStream("", text)) {
      CharTermAttribute stem = stream.addAttribute(CharTermAttribute.class);
      OffsetAttribute place = stream.addAttribute(OffsetAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        tokens.add(new Token(stem.toString(), place.startOffset(), place.endOffset()));
      }
      stream.end();
      return tokens;
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
  }

  /** The same for texts and for queries. */
  static final Analyzer ANALYZER = new Stems();

  /**
   * Words in any script, in lower case, without accents, cut to the stem that English words share:
   * "resumes" and "resuming" are one. {@code jobs.leaseMs} and {@code job:created:v1} are several.
   */
  private static final class Stems extends Analyzer {
    private static final NormalizeCharMap JOINTS = joints();

    private static NormalizeCharMap joints() {
      NormalizeCharMap.Builder joints = new NormalizeCharMap.Builder();
      // One for one, so that every word stays where it is.
      List.of(".", ":", "_").forEach(joint -> joints.add(joint, " "));
      return joints.build();
    }

    @Override
    protected Reader initReader(String field, Reader text) {
      return new MappingCharFilter(JOINTS, text);
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      StandardTokenizer words = new StandardTokenizer();
      TokenStream stems = new EnglishPossessiveFilter(words);
      stems = new ASCIIFoldingFilter(new LowerCaseFilter(stems));
      return new TokenStreamComponents(words, new PorterStemFilter(stems));
    }
  }
}
