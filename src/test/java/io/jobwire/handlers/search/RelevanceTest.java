package io.jobwire.handlers.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.handlers.search.Hit.Highlight;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A query")
class RelevanceTest {
  private PassageIndex index;

  @BeforeEach
  void write() throws IOException {
    index = new PassageIndex(new ByteBuffersDirectory());
    put("brew", "Brewing", "Pour hot water over the leaves. Wait for three minutes.");
    put("pots", "Pots", "A pot of clay keeps water hot. Leaves of tea are not needed for that.");
    put("resume", "Notes", "Whoever was resuming the work of others had resumed it gladly.");
    put("title", "Resume", "A page about something else, more or less.");
    put("café", "Places", "The Café at jobs.leaseMs has a naïve job:created:v1 sign.");
    put("question", "Questions", "To be or not to be, that is the question.");
    put("emoji", "Faces", "😀 smiling 😀 faces 😀 everywhere");
    index.show();
  }

  private void put(String url, String title, String text) throws IOException {
    index.put(url, List.of(new Passage(title, url, text)));
  }

  @AfterEach
  void close() throws IOException {
    index.close();
  }

  private List<String> found(String query) throws IOException {
    return index.best(query, 20).stream().map(Hit::url).toList();
  }

  private String highlighted(String query) throws IOException {
    Hit best = index.best(query, 1).get(0);
    return String.join(
        "|", best.highlights().stream().map(part -> part(best.snippet(), part)).toList());
  }

  private static String part(String snippet, Highlight part) {
    return snippet.substring(part.from(), part.to());
  }

  @Test
  @DisplayName("finds words by their stems, without accents, and the parts of names")
  void stems() throws IOException {
    assertThat(found("resumes")).containsExactlyInAnyOrder("title", "resume");
    assertThat(found("CAFE naive")).containsExactly("café");
    assertThat(found("leasems")).containsExactly("café");
    assertThat(found("jobs.leaseMs")).containsExactly("café");
    assertThat(found("job:created:v1")).containsExactly("café");
  }

  @Test
  @DisplayName("is fitted best by what has its words in the title, all of them, near each other")
  void order() throws IOException {
    assertThat(found("resume").get(0)).isEqualTo("title");
    assertThat(found("hot water leaves")).containsExactly("brew", "pots");
    assertThat(found("how does one work when resuming?").get(0)).isEqualTo("resume");
    List<Hit> hits = index.best("hot water leaves", 20);
    assertThat(hits.get(0).score()).isGreaterThan(hits.get(1).score());
  }

  @Test
  @DisplayName("is not decided by the words of every question, unless it has no others")
  void ofEveryQuestion() throws IOException {
    assertThat(found("what is the pot for")).containsExactly("pots");
    assertThat(found("to be or not to be").get(0)).isEqualTo("question");
  }

  @Test
  @DisplayName("whose last word is no word finds those that begin so")
  void unfinished() throws IOException {
    assertThat(found("minu")).containsExactly("brew");
    assertThat(highlighted("minu")).isEqualTo("minutes");
    assertThat(found("minu ")).isEmpty();
  }

  @Test
  @DisplayName("marks just its words in the snippet, counted as JavaScript counts")
  void highlights() throws IOException {
    assertThat(highlighted("waters leaf hot")).isEqualTo("hot|water");
    assertThat(highlighted("leaves for three")).isEqualTo("leaves|three");
    assertThat(highlighted("café sign")).isEqualTo("Café|sign");
    assertThat(highlighted("faces everywhere")).isEqualTo("faces|everywhere");
    assertThat(highlighted("resume gladly")).isEqualTo("resuming|resumed|gladly");
  }

  @Test
  @DisplayName("gets the place of a long text where most of it is, and dots where it was cut")
  void snippet() {
    String filler = "Nothing to be seen here, go on. ".repeat(30);
    String text = filler + "tea. " + filler + "Green tea and\n\na pot of clay. " + filler;
    Snippet snippet = Snippet.of(text, Words.of("green tea pot "));
    assertThat(snippet.text())
        .startsWith("…")
        .endsWith("…")
        .contains("Green tea and a pot of clay.");
    assertThat(snippet.text().length()).isBetween(200, Snippet.LONGEST + 2);
    assertThat(snippet.highlights())
        .extracting(part -> part(snippet.text(), part))
        .containsExactly("Green", "tea", "pot");
  }

  @Test
  @DisplayName("gets a snippet of whole characters also out of a text without a gap")
  void unbroken() {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "😀".repeat(600) + " tea " + "😀".repeat(600);
      Snippet snippet = Snippet.of(text, Words.of("tea "));
      assertThat(snippet.text()).isEqualTo(PlainText.printable(snippet.text()));
      assertThat(snippet.text().length()).isLessThanOrEqualTo(Snippet.LONGEST + 2);
      assertThat(snippet.highlights())
          .extracting(part -> part(snippet.text(), part))
          .containsExactly("tea");
    }
  }

  static Stream<String> hostile() {
    return Stream.of(
        "",
        " ",
        "\u0000\u0007\n\t",
        "\"",
        "title:(a AND",
        "*",
        "?*~^[]{}()&&||!\\/",
        "a* OR *:*",
        "\uD83D",
        "\uDE00\uD83D",
        "\u202E\uFEFF\u200B",
        "((((((((((".repeat(1_000),
        "*a".repeat(5_000),
        "x".repeat(10_240),
        "water ".repeat(2_000),
        Stream.iterate(0, i -> i + 1).limit(2_500).map(i -> "w" + i).toList().toString(),
        "水が熱い".repeat(2_500),
        "😀".repeat(5_000));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @DisplayName("is never wrong, whatever it holds, and never slow")
  void neverWrong(String query) {
    List<Hit> hits = Assertions.assertTimeout(Duration.ofSeconds(5), () -> index.best(query, 20));
    assertThat(hits).hasSizeLessThanOrEqualTo(7);
    for (Hit hit : hits) {
      assertThat(hit.score()).isFinite().isPositive();
      assertThat(hit.highlights())
          .allMatch(part -> part.from() < part.to() && part.to() <= hit.snippet().length());
    }
  }

  @Test
  @DisplayName("of many words, 10 KB of them, finds by the first")
  void many() throws IOException {
    assertThat(found("water " + "nowhere ".repeat(1_300)))
        .containsExactlyInAnyOrder("brew", "pots");
  }

  @Test
  @DisplayName("has hits of which twenty fit into one event, whatever they say")
  void bounded() throws IOException {
    String title = "語".repeat(3_000);
    String path = "語".repeat(Addresses.LONGEST / 9 + 1) + ".md";
    assertThat(Addresses.fits(path)).isFalse();
    path = path.substring(3);
    assertThat(Addresses.fits(path)).isTrue();
    Passages large = new Passages(path);
    large.title(title);
    large.heading(2, title);
    large.paragraph("tea \u0001\u0002\"\\ ".repeat(200));
    index.put(path, large.all());
    index.show();
    int largest = 0;
    for (Hit hit : index.best("tea", 20)) {
      largest = Math.max(largest, hit.found(20).toBuffer().length());
    }
    assertThat(largest).isPositive().isLessThan(65_536 / 20 - 20);
  }
}
