package io.jobwire.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A body")
class MalformedBodyTest {
  private final Bodies bodies = new Bodies(262_144, 65_536);

  @ParameterizedTest
  @DisplayName("that is no JSON is malformed, even when other things are wrong with it too")
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"type\":\"a\"",
        "{\"type\":\"a\",}",
        "{\"type\":\"a\"}}",
        "{\"type\":\"a\"} {}",
        "{\"type\":\"a\"}x",
        "{type:\"a\"}",
        "{'type':'a'}",
        "{\"type\":NaN}",
        "{\"type\":Infinity}",
        "{\"type\":-Infinity}",
        "{\"type\":\"a\"}//x",
        "/**/{\"type\":\"a\"}",
        "#\n{}",
        "{\"input\":{\"a\":01}}",
        "{\"input\":{\"a\":+1}}",
        "{\"input\":{\"a\":.5}}",
        "{\"input\":{\"a\":1.}}",
        "{\"input\":{\"a\":1e}}",
        "{\"input\":{\"a\":0x1}}",
        "{\"owner\":1,\"type\":5,",
        "{\"input\":[1,]}",
        "{\"input\":[,1]}",
        "{\"input\":{\"a\":tru}}",
        "{\"type\":\"a\n\"}",
        "{\"type\":\"\\x\"}",
        "{\"type\":\"\\u12\"}",
        "[1",
        "\"abc",
        "{\"input\":{\"a\":\"\u0001\"}}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "nul",
        "\uFEFF{\"type\":\"a\"}",
        "{\"\\ud800\":1}"
      })
  void noJson(String body) {
    malformed(body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @DisplayName("with a key twice is malformed, at any depth and however the key is spelled")
  @ValueSource(
      strings = {
        "{\"type\":\"a\",\"type\":\"b\"}", "{\"type\":\"a\",\"\\u0074ype\":\"a\"}",
        "{\"type\":\"a\",\"input\":{\"x\":[{\"y\":1,\"y\":1}]}}", "{\"owner\":{\"y\":1,\"y\":1}}",
        "{\"backoff\":{\"kind\":\"fixed\",\"kind\":\"fixed\"}}"
      })
  void doubledKey(String body) {
    malformed(body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @DisplayName("that is not UTF-8 is malformed")
  @ValueSource(strings = {"80", "c0af", "eda080", "f4908080", "e282", "ff", "c3"})
  void wrongBytes(String hex) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"type\":\"a\",\"query\":\"".getBytes(StandardCharsets.UTF_8));
    body.writeBytes(HexFormat.of().parseHex(hex));
    body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
    malformed(body.toByteArray());
  }

  @Test
  @DisplayName("in UTF-16 or UTF-32 is malformed")
  void otherEncodings() {
    malformed("{\"type\":\"a\"}".getBytes(StandardCharsets.UTF_16));
    malformed("{\"type\":\"a\"}".getBytes(StandardCharsets.UTF_16LE));
    malformed("{\"type\":\"a\"}".getBytes(java.nio.charset.Charset.forName("UTF-32BE")));
  }

  @Test
  @DisplayName("may hold U+FFFD itself")
  void replacementCharacter() {
    byte[] body = "{\"type\":\"a\",\"query\":\"\uFFFD\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(bodies.newJob(body).input().text()).isEqualTo("{\"query\":\"\uFFFD\"}");
  }

  @Test
  @DisplayName("may nest 64 deep and no deeper")
  void nesting() {
    assertThat(bodies.newJob(nested(64)).input().text()).hasSize(63 * 2 + 4);
    malformed(nested(65));
  }

  @Test
  @DisplayName("that nests a million deep is refused at once")
  void bomb() {
    byte[] bomb =
        ("{\"type\":\"a\",\"input\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
    Assertions.assertThatCode(
            () ->
                org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(1), () -> malformed(bomb)))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("may hold numbers of 1000 digits and no longer ones")
  void longNumbers() {
    assertThat(bodies.newJob(number(1000)).input().text()).hasSize(1006);
    malformed(number(1001));
  }

  @Test
  @DisplayName("may have long names and long texts, up to the limit of the input")
  void longNames() {
    String name = "n".repeat(100_000);
    byte[] body =
        ("{\"type\":\"a\",\"input\":{\"" + name + "\":\"" + name + "\"}}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(bodies.newJob(body).input().text()).hasSize(200_007);
  }

  @Test
  @DisplayName("is refused without a word of what is inside here")
  void quietAnswer() {
    assertThatThrownBy(
            () -> bodies.newJob("{\"type\":\"a\",\"type\":\"a\"}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("The body is not JSON, or has a key twice, at line 1, column 19.");
  }

  private static byte[] nested(int depth) {
    int lists = depth - 2;
    String body =
        "{\"type\":\"a\",\"input\":{\"a\":" + "[".repeat(lists) + "]".repeat(lists) + "}}";
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(int digits) {
    return ("{\"type\":\"a\",\"input\":{\"a\":" + "9".repeat(digits) + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void malformed(byte[] body) {
    assertThatThrownBy(() -> bodies.newJob(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
  }
}
