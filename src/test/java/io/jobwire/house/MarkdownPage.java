package io.jobwire.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the pages at the project's root, and what stands in its fences. */
record MarkdownPage(String name, String text) {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\S*)([^\\n]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static MarkdownPage read(String name) {
    try {
      return new MarkdownPage(name, Files.readString(Path.of(name)));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** A fenced block: {@code language} and what follows it on the opening line. */
  record Block(String language, String words, String text) {
    boolean isTour() {
      return language.equals("sh") && words.strip().equals("tour");
    }
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(text);
    while (fence.find()) {
      blocks.add(new Block(fence.group(1), fence.group(2), fence.group(3)));
    }
    return blocks;
  }

  String only(String language) {
    List<Block> found = blocks().stream().filter(block -> block.language.equals(language)).toList();
    if (found.size() != 1) {
      throw new AssertionError(name + " has " + found.size() + " blocks of " + language);
    }
    return found.get(0).text;
  }
}
