package io.jobwire.handlers.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.worker.JobFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Server-sent events")
class ServerEventsTest {
  private static final List<String> EVENTS =
      List.of("é 😀 x", "two\nlines", "", "no space", "last");

  /** Comments, fields that tell nothing here, lines of a field's name alone, a byte order mark. */
  private static String stream(String newline) {
    return String.join(
        newline,
        "\uFEFFdata: é 😀 x",
        "",
        ": a comment",
        "",
        "event: message",
        "data: two",
        "data: lines",
        "id: 7",
        "",
        "data",
        "",
        "nonsense",
        "data:no space",
        "retry: 10",
        "",
        "database: no",
        "",
        "data: last",
        "",
        "");
  }

  private static List<String> read(byte[]... parts) {
    List<String> all = new ArrayList<>();
    ServerEvents events = new ServerEvents(all::add);
    for (byte[] part : parts) {
      events.take(part);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  @DisplayName("are the same wherever their bytes are cut, in a character and in a line's end too")
  void cuts(String newline) {
    byte[] bytes = stream(newline).getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      byte[] first = Arrays.copyOf(bytes, cut);
      byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
      assertThat(read(first, rest)).as("cut at %d", cut).isEqualTo(EVENTS);
    }
    byte[][] singly = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      singly[i] = new byte[] {bytes[i]};
    }
    assertThat(read(singly)).isEqualTo(EVENTS);
  }

  @Test
  @DisplayName("end with the stream, also without the empty line")
  void end() {
    List<String> all = new ArrayList<>();
    ServerEvents events = new ServerEvents(all::add);
    events.take("data: [DONE]".getBytes(StandardCharsets.UTF_8));
    assertThat(all).isEmpty();
    events.end();
    assertThat(all).containsExactly("[DONE]");
  }

  @Test
  @DisplayName("with bytes that are no UTF-8 have U+FFFD in their place")
  void noUtf8() {
    byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xC3, 'x', '\n', '\n'};
    assertThat(read(bytes)).containsExactly("\uFFFDx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "data: xxxxxxx\n"})
  @DisplayName("are refused when a line, or the lines of one event, pass 1 MiB")
  void tooLong(String part) {
    byte[] bytes = part.repeat(200_000 / part.length()).getBytes(StandardCharsets.UTF_8);
    ServerEvents events = new ServerEvents(event -> {});
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 12; i++) {
                events.take(bytes);
              }
            })
        .isInstanceOfSatisfying(
            JobFailure.class, told -> assertThat(told.code()).isEqualTo("model_garbled"));
  }
}
