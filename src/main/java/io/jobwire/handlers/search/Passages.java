package io.jobwire.handlers.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the headings and paragraphs of one document in their order, and makes passages of them: one
 * for each section; one for each topic, or several, where a section is long.
 */
final class Passages {
  /** Some hundred words: enough to answer a question from, and still about one thing. */
  static final int MOST = 2_000;

  /** Of one document: more sections than a book has are no pages for people. */
  static final int MOST_OF_A_DOCUMENT = 2_000;

  private static final int LONGEST_HEADING = 90;
  private static final String GAP = "\n\n";

  private final Addresses addresses;
  private final List<Passage> done = new ArrayList<>();
  private final List<Topic> section = new ArrayList<>();
  private String document;
  private String anchor = "";
  private boolean untitled = true;

  Passages(String path) {
    addresses = new Addresses(path);
    document = PlainText.line(path.substring(path.lastIndexOf('/') + 1), LONGEST_HEADING);
    section.add(new Topic("", new ArrayList<>()));
  }

  /** What is said under one name; the first of a section has the section's own. */
  private record Topic(String name, List<String> paragraphs) {
    int length() {
      return paragraphs.stream().mapToInt(words -> words.length() + GAP.length()).sum();
    }
  }

  /** What the document is called, unless it said so before. */
  void title(String words) {
    String line = PlainText.line(words, LONGEST_HEADING);
    if (untitled && !line.isEmpty()) {
      document = line;
      untitled = false;
    }
  }

  /** A heading that can be jumped to by its own words. */
  void heading(int level, String words) {
    heading(level, words, addresses.anchorOf(words.strip()));
  }

  /** The first one of the highest level, with nothing before it, is the document's title. */
  void heading(int level, String words, String itsAnchor) {
    end();
    if (level == 1 && done.isEmpty()) {
      title(words);
    }
    anchor = itsAnchor;
    topic(words);
  }

  /** Within a section, what a paragraph begins with in bold: it has no address of its own. */
  void topic(String words) {
    section.add(new Topic(PlainText.line(words, LONGEST_HEADING), new ArrayList<>()));
  }

  void paragraph(String words) {
    String rest = PlainText.printable(words).strip();
    while (rest.length() > MOST) {
      int end = wordsWithin(rest);
      add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    add(rest);
  }

  List<Passage> all() {
    end();
    if (done.isEmpty() && !untitled) {
      done.add(new Passage(document, addresses.of(anchor), document));
    }
    return done;
  }

  private void add(String words) {
    if (!words.isEmpty()) {
      section.get(section.size() - 1).paragraphs().add(words);
    }
  }

  private void end() {
    if (section.stream().mapToInt(Topic::length).sum() <= MOST) {
      Topic whole = new Topic(section.isEmpty() ? "" : section.get(0).name(), new ArrayList<>());
      section.forEach(topic -> whole.paragraphs().addAll(topic.paragraphs()));
      cut(whole);
    } else {
      section.forEach(this::cut);
    }
    section.clear();
  }

  private void cut(Topic topic) {
    StringBuilder text = new StringBuilder();
    for (String words : topic.paragraphs()) {
      if (text.length() + GAP.length() + words.length() > MOST) {
        passage(topic.name(), text);
      }
      text.append(text.isEmpty() ? "" : GAP).append(words);
    }
    passage(topic.name(), text);
  }

  private void passage(String name, StringBuilder text) {
    if (!text.isEmpty()) {
      if (done.size() < MOST_OF_A_DOCUMENT) {
        done.add(new Passage(titleOf(name), addresses.of(anchor), text.toString()));
      }
      text.setLength(0);
    }
  }

  private String titleOf(String name) {
    return name.isEmpty() || name.equals(document) ? document : document + " › " + name;
  }

  private static int wordsWithin(String words) {
    for (int end = MOST; end > MOST / 2; end--) {
      if (Character.isWhitespace(words.charAt(end))) {
        return end;
      }
    }
    return PlainText.between(words, MOST);
  }
}
