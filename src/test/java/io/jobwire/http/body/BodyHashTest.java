package io.jobwire.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The hash of a create")
class BodyHashTest {
  private static final String BODY =
      "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}";
  private final Bodies bodies = new Bodies(262_144, 65_536);

  @ParameterizedTest
  @DisplayName(
      "is the same for the same words, whatever the white space, the order of keys and the defaults")
  @ValueSource(
      strings = {
        BODY,
        "{ \"tags\" : [ \"x\" , \"y\" ] , \"type\":\"\\u0061\",\n\"input\":{\"b\":{\"d\":\"\\u00e9\",\"c\":[1, 2]},\"a\":1}}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"],\"priority\":0,\"maxAttempts\":3,\"delayMs\":0}",
        "{\"jobId\":\"j\",\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}"
      })
  void same(String body) {
    assertThat(hash(body)).isEqualTo(hash(BODY)).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @DisplayName("differs when anything else is asked for")
  @ValueSource(
      strings = {
        "{\"type\":\"b\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[2,1],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1.0,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":\"1\",\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[12],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"e\"}},\"tags\":[\"x\",\"y\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"y\",\"x\"]}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"],\"delayMs\":1}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"],\"runAt\":\"2025-11-20T10:00:00Z\"}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"],\"timeoutMs\":1000}",
        "{\"type\":\"a\",\"input\":{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"é\"}},\"tags\":[\"x\",\"y\"],\"onDisconnect\":\"cancel\"}"
      })
  void other(String body) {
    assertThat(hash(body)).isNotEqualTo(hash(BODY));
  }

  @Test
  @DisplayName("stays what it is from release to release")
  void golden() {
    assertThat(hash("{\"type\":\"a\"}"))
        .isEqualTo("91e9d15249bb16d17e1aef6a95a1e64e8a71786df5fd13f8ea5be96e91be512f");
  }

  private String hash(String body) {
    return BodyHash.of(bodies.newJob(body.getBytes(StandardCharsets.UTF_8)));
  }
}
