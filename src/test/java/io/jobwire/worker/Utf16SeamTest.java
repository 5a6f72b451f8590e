package io.jobwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Streamed text")
class Utf16SeamTest {

  @Test
  @DisplayName("keeps the first half of a pair until its other half comes")
  void pairOverTwoChunks() {
    Utf16Seam seam = new Utf16Seam();
    assertThat(seam.next("a\ud83d")).isEqualTo("a");
    assertThat(seam.next("\ude00b")).isEqualTo("\ud83d\ude00b");
    assertThat(seam.rest()).isEmpty();
  }

  @Test
  @DisplayName("writes U+FFFD for a half that stays alone, at once or at the end")
  void loneHalves() {
    Utf16Seam seam = new Utf16Seam();
    assertThat(seam.next("\ude00x\ud83dy\ud83d")).isEqualTo("\ufffdx\ufffdy");
    assertThat(seam.rest()).isEqualTo("\ufffd");
    assertThat(seam.rest()).isEmpty();
  }

  /** What UTF-8 makes of the whole text is what the chunks together must be. */
  @Property(tries = 2000)
  @Label("comes out as UTF-8 would carry the whole of it, however it is cut")
  void anyCuts(@ForAll("chunks") List<String> chunks) {
    Utf16Seam seam = new Utf16Seam();
    StringBuilder out = new StringBuilder();
    for (String chunk : chunks) {
      String now = seam.next(chunk);
      assertThat(carried(now)).isEqualTo(now);
      out.append(now);
    }
    out.append(seam.rest());
    assertThat(out.toString()).isEqualTo(mended(String.join("", chunks)));
  }

  @Provide
  Arbitrary<List<String>> chunks() {
    return Arbitraries.of("a", "\u00e4", "\ud83d", "\ude00", "\ud83d\ude00", "\u20ac")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts))
        .list()
        .ofMaxSize(6);
  }

  private static String carried(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String mended(String text) {
    return text.codePoints()
        .map(point -> point >= 0xd800 && point <= 0xdfff ? 0xfffd : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
