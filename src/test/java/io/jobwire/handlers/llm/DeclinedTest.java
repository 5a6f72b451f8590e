package io.jobwire.handlers.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.worker.JobFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A refusal by a model server")
class DeclinedTest {
  private static final Instant NOW = Instant.parse("2025-11-20T10:00:00Z");

  @ParameterizedTest(name = "{0}: {1}")
  @DisplayName("has a code, and says whether another try may help:")
  @CsvSource({
    "204, model_garbled, true",
    "301, model_redirected, false",
    "400, model_refused, false",
    "401, model_key_refused, false",
    "403, model_key_refused, false",
    "404, model_not_found, false",
    "408, model_unavailable, true",
    "413, model_refused, false",
    "422, model_refused, false",
    "429, model_busy, true",
    "500, model_unavailable, true",
    "503, model_unavailable, true",
  })
  void codes(int status, String code, boolean retryable) {
    JobFailure failure = new Declined(status, null, "said", "").failure();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.isRetryable()).isEqualTo(retryable);
    assertThat(failure.leastWait()).isZero();
    assertThat(failure.getMessage().contains("said")).isEqualTo(code.equals("model_refused"));
  }

  @ParameterizedTest(name = "\"{0}\" is {1} s")
  @DisplayName("may say when to come again:")
  @CsvSource({
    "7, 7",
    "' 120 ', 120",
    "0, 0",
    "999999999, 3600",
    "99999999999999999999, 0",
    "-1, 0",
    "soon, 0",
    "'Thu, 20 Nov 2025 10:00:30 GMT', 30",
    "'Thu, 20 Nov 2025 09:00:00 GMT', 0",
    "'Fri, 20 Nov 2026 10:00:00 GMT', 3600",
  })
  void retryAfter(String told, long seconds) {
    assertThat(Declined.wait(told, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(Declined.wait(null, NOW)).isZero();
  }

  @Test
  @DisplayName("tells its own message: one line, bounded, and without the key")
  void message() {
    String body =
        "{\"error\":{\"message\":\"a\\n\\tb\\u0000\\u202e c sk-hush \\ud83d end"
            + "😀".repeat(400)
            + "\"}}";
    String said = Upstream.message(body, "sk-hush");
    assertThat(said).startsWith("a b c *** end😀").endsWith("😀…");
    assertThat(said.codePointCount(0, said.length())).isEqualTo(300);
    assertThat(new Declined(400, null, said, "").failure().getMessage())
        .startsWith("The model server refused the question: a b c *** end😀");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("has its message where servers put it, or none:")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':'m'}} | m",
        "{'error':'m'}             | m",
        "{'message':'m'}           | m",
        "{'detail':'m'}            | m",
        "{'error':{'message':7}}   | ''",
        "{'detail':[{'msg':'x'}]}  | ''",
        "[1]                       | ''",
        "<html>m</html>            | ''",
      })
  void places(String body, String message) {
    assertThat(Upstream.message(body.replace('\'', '"'), "")).isEqualTo(message);
  }
}
