package io.jobwire.handlers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is read for an answer")
class ReadingTest {
  private static Found found(String url, String passage) {
    return new Found("title of " + url, url, passage, 1, passage);
  }

  private static List<String> urls(List<Source> sources) {
    return sources.stream().map(Source::url).toList();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("is looked for by the whole question, then by the words that say something:")
  @CsvSource(
      delimiter = '|',
      value = {
        "How does resume work?                     | resume",
        "What happens when a worker's lease ends?  | happens worker s lease ends",
        "Wie setzt man Jobs fort?                  | wie setzt man jobs fort",
      })
  void queries(String question, String keywords) {
    assertThat(new Question(question).queries()).containsExactly(question, keywords);
  }

  @Test
  @DisplayName("is looked for once, where the question is its keywords or has none")
  void oneQuery() {
    assertThat(new Question("checkpoint lease").queries()).containsExactly("checkpoint lease");
    assertThat(new Question("what is it?").queries()).containsExactly("what is it?");
    assertThat(new Question("?!").queries()).containsExactly("?!");
    assertThat(new Question("word ".repeat(700)).queries().get(0)).hasSizeLessThan(301);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("is compared by words whatever their form:")
  @CsvSource({
    "resume resumes resumed resuming",
    "cancel cancels cancelled cancelling",
    "job jobs",
    "lease leases leased",
    "retry retrying"
  })
  void stems(String forms) {
    assertThat(List.of(forms.split(" ")).stream().map(Question::stem).collect(Collectors.toSet()))
        .hasSize(1);
  }

  @Test
  @DisplayName("is quoted in sentences, without marks, headings, code and fragments")
  void sentences() {
    String passage =
        """
        # A heading that is long enough
        The **first** sentence goes
        over [two lines](x.md). A second one follows, e.g. with `code`! Too short.

        Items are these, which lead on:
        - one item that is a sentence by itself
        1. another item, with an end.

        ```
        code_that_is_not_read("at all, whatever it says.");
        ```
        | head | other head |
        | --- | :---: |
        | `POST /x` | 200, and then **more** | and more |
        > A quotation of someone else, too.
        """;
    assertThat(Sentences.of(passage))
        .containsExactly(
            "The first sentence goes over two lines.",
            "A second one follows, e.g. with `code`!",
            "one item that is a sentence by itself.",
            "another item, with an end.",
            "`POST /x`: 200, and then more, and more.",
            "A quotation of someone else, too.");
    assertThat(Sentences.of("😀".repeat(10_000)).get(0)).hasSizeLessThan(402).endsWith("😀…");
  }

  @Test
  @DisplayName("comes from several documents, and no text twice")
  void spread() {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      found.add(found("one.md#" + i, "The lease of number " + i + " is renewed by a write."));
    }
    found.add(found("copy.md", "The LEASE of number 0 is renewed, by a write!"));
    found.add(found("two.md", "Another word on the lease of a worker."));
    found.add(found("noise.md", "Nothing here has to do with it at all."));
    assertThat(urls(new Reader(new Question("lease")).choose(found, 3)))
        .containsExactly("one.md#0", "one.md#1", "two.md");
    assertThat(new Reader(new Question("lease")).choose(found, 10))
        .hasSize(5)
        .extracting(Source::n)
        .containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  @DisplayName("is taken as it comes where no word of the question is in it")
  void foreign() {
    List<Found> found =
        List.of(
            found("a", "Der erste Satz steht am Anfang. Der zweite nicht mehr."),
            found("b", "再開されたジョブは最後のチェックポイントから続行します。そして終わります。"));
    List<Source> sources = new Reader(new Question("resume?")).choose(found, 5);
    assertThat(sources).hasSize(2);
    assertThat(sources.get(0).quotes()).first().isEqualTo("Der erste Satz steht am Anfang.");
    assertThat(new Quotation(sources).pieces().get(2)).startsWith("再開").endsWith("。 [2]\n\n");
  }
}
