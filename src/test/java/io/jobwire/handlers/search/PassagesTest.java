package io.jobwire.handlers.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A document")
class PassagesTest {
  private static List<Passage> passages(String path, String content) {
    return Format.of(path).orElseThrow().passages(path, content);
  }

  @Test
  @DisplayName("in Markdown has a passage for each section, with its title and its address")
  void sections() {
    List<Passage> found =
        passages(
            "guides/tea.md",
            """
            # Tea

            All about it.

            ## How to brew `green` tea!
            Not too hot. See [the table](#heat) and ![a pot](pot.png).

            ## Heat
            | kind | degrees |
            | --- | --- |
            | green | 70 |

            ## Heat
            Again.
            """);
    assertThat(found)
        .containsExactly(
            new Passage("Tea", "guides/tea.md#tea", "All about it."),
            new Passage(
                "Tea › How to brew green tea!",
                "guides/tea.md#how-to-brew-green-tea",
                "Not too hot. See the table and a pot."),
            new Passage("Tea › Heat", "guides/tea.md#heat", "kind · degrees\ngreen · 70"),
            new Passage("Tea › Heat", "guides/tea.md#heat-1", "Again."));
  }

  @Test
  @DisplayName("in Markdown keeps its code as it is, and no heading is found in it")
  void code() {
    List<Passage> found =
        passages("a.md", "# A\n```sh\n# not a heading\necho **x** | [y](z)\n```\nAfter.\n");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).text()).isEqualTo("# not a heading\necho **x** | [y](z)\n\nAfter.");
  }

  @Test
  @DisplayName("in Markdown may have underlined headings, comments, and its title in front")
  void otherMarks() {
    List<Passage> found =
        passages(
            "a.md",
            "---\ntitle: \"The guide\"\n---\nIntro. <!-- hidden\nwords -->\n\nPart one\n---\nText.\n");
    assertThat(found)
        .extracting(Passage::title)
        .containsExactly("The guide", "The guide › Part one");
    assertThat(found).extracting(Passage::text).containsExactly("Intro.", "Text.");
  }

  @Test
  @DisplayName("whose section is long has a passage for each topic, all at the section's address")
  void topics() {
    String sentence = "A job that is cancelled is over at once. ";
    String section =
        "# Doc\n\n## Part\n\n**Cancel it now.** %s\n\nMore of that.\n\n**Start it again.** %s\n"
            .formatted(sentence.repeat(30), sentence.repeat(30));
    List<Passage> found = passages("a.md", section);
    assertThat(found)
        .extracting(Passage::title)
        .containsExactly("Doc › Cancel it now", "Doc › Start it again");
    assertThat(found).extracting(Passage::url).containsOnly("a.md#part");
    assertThat(found.get(0).text()).endsWith("More of that.");
    List<Passage> brief = passages("a.md", section.replace(sentence, ""));
    assertThat(brief).extracting(Passage::title).containsExactly("Doc › Part");
  }

  @Test
  @DisplayName("is cut into passages of some hundred words, and no word of it is lost or parted")
  void longOnes() {
    String words = "alpha beta gamma delta ".repeat(2_000).strip();
    List<Passage> found = passages("a.txt", words + "\n\n" + words);
    assertThat(found).allMatch(passage -> passage.text().length() <= Passages.MOST);
    String again = String.join(" ", found.stream().map(Passage::text).toList());
    assertThat(again.replaceAll("\\s+", " ")).isEqualTo(words + " " + words);
    String unbroken = "x" + "😀".repeat(5_000);
    List<Passage> pieces = passages("b.txt", unbroken);
    assertThat(pieces).allMatch(piece -> piece.text().length() <= Passages.MOST);
    assertThat(String.join("", pieces.stream().map(Passage::text).toList())).isEqualTo(unbroken);
    assertThat(pieces).noneMatch(piece -> piece.text().contains("\uFFFD"));
  }

  @Test
  @DisplayName("in HTML is its text alone, by headings, with the anchors that they have")
  void html() {
    List<Passage> found =
        passages(
            "page.HTML",
            """
            <!doctype html><html><head><title>Tea &amp; more</title><style>p { x: y }</style></head>
            <body><script>var secret = "<p>no</p>";</script><h1 class=a>Tea</h1>
            <p>Use <b>hot</b>&nbsp;water: 3 < 4 &#233;&#x1F600;<br>always</p><!-- <p>not this</p> -->
            <h2 id="pots">Pots</h2><ul><li>small<li>large</ul></body></html>
            """);
    assertThat(found)
        .containsExactly(
            new Passage("Tea & more › Tea", "page.HTML", "Use hot water: 3 < 4 é😀\n\nalways"),
            new Passage("Tea & more › Pots", "page.HTML#pots", "small\n\nlarge"));
  }

  @Test
  @DisplayName("in reStructuredText or AsciiDoc has its sections too, without anchors")
  void otherText() {
    assertThat(passages("a.rst", "Tea\n===\n\nIntro.\n\nPots\n----\n\nSmall.\n"))
        .containsExactly(
            new Passage("Tea", "a.rst", "Intro."), new Passage("Tea › Pots", "a.rst", "Small."));
    assertThat(passages("a.adoc", "= Tea\n\nIntro.\n\n== Pots\nSmall.\n"))
        .containsExactly(
            new Passage("Tea", "a.adoc", "Intro."), new Passage("Tea › Pots", "a.adoc", "Small."));
    assertThat(passages("notes/a.txt", "Only text.\n"))
        .containsExactly(new Passage("a.txt", "notes/a.txt", "Only text."));
  }

  @Test
  @DisplayName("without a word has no passage; one with a title alone can be found by it")
  void empty() {
    assertThat(passages("a.md", "")).isEmpty();
    assertThat(passages("a.md", "\n \n")).isEmpty();
    assertThat(passages("a.md", "# Only a title\n"))
        .containsExactly(new Passage("Only a title", "a.md#only-a-title", "Only a title"));
  }

  @ParameterizedTest
  @CsvSource({
    "a b/ä.md, a%20b/%C3%A4.md#x",
    "javascript:alert(1).md, javascript%3Aalert%281%29.md#x",
    "q?x=1&y#z%.md, q%3Fx%3D1%26y%23z%25.md#x"
  })
  @DisplayName("of any name has an address that leads to it and is no other")
  void addresses(String path, String address) {
    assertThat(passages(path, "# x\ntext").get(0).url()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--",
        "<script>",
        "[",
        "![](",
        "`",
        "**a ",
        "<a ",
        "&#",
        "#",
        "|",
        "---\n",
        "a:\n"
      })
  @DisplayName("that was made to be slow to read is read at once")
  void hostile(String part) {
    String content = part.repeat(FolderCopy.MOST_BYTES / 4 / part.length());
    for (String path : List.of("a.md", "a.html", "a.txt")) {
      Assertions.assertTimeout(Duration.ofSeconds(10), () -> passages(path, content));
    }
  }

  @ParameterizedTest
  @CsvSource({"<,a,''", "'# x',' ',y", "|,-,x", "'| a',' ',b", "#,' ','\u2028x'"})
  @DisplayName("of one line that nearly is something is read at once")
  void hostileLines(String begin, String middle, String end) {
    String content = begin + middle.repeat(FolderCopy.MOST_BYTES - 10) + end;
    for (String path : List.of("a.md", "a.html", "a.txt")) {
      Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> passages(path, content));
    }
  }

  @Test
  @DisplayName("may close its headings and rule its tables, and has neither in its passages")
  void closedHeadings() {
    List<Passage> found =
        passages("a.md", "# A  ## \t\none\n## C#\ntwo\n## #\n| a  |  b | |\n|:-- | --:|\n|c|d|\n");
    assertThat(found).extracting(Passage::title).containsExactly("A", "A › C#", "A › #");
    assertThat(found.get(2).text()).isEqualTo("a · b\nc · d");
  }

  @Test
  @DisplayName("whose anchors are as long as a book is read at once, and found without them")
  void longAnchors() {
    String anchor = "ä".repeat(FolderCopy.MOST_BYTES / 4);
    String text = "word ".repeat(FolderCopy.MOST_BYTES / 10);
    String html = "<h2 id=\"" + anchor + "\">A</h2><p>" + text;
    for (String path : List.of("a.html", "a.md")) {
      String content = path.endsWith("md") ? "## " + anchor + "\n" + text : html;
      List<Passage> found =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(5), () -> passages(path, content));
      assertThat(found).hasSizeGreaterThan(200).allMatch(passage -> passage.url().equals(path));
    }
  }

  @Test
  @DisplayName("of more sections than a book has has a passage for so many and no more")
  void manySections() {
    List<Passage> found = passages("a.md", "# a\nb\n".repeat(FolderCopy.MOST_BYTES / 6));
    assertThat(found).hasSize(Passages.MOST_OF_A_DOCUMENT);
  }

  @Test
  @DisplayName("may hold controls and halves of characters, and its passages do not")
  void unprintable() {
    Passage found = passages("a.txt", "a\u0000b\u0007c\uD83Dd\u0085e").get(0);
    assertThat(found.text()).isEqualTo("a b c\uFFFDd e");
  }
}
