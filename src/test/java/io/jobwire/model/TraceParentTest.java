package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A traceparent")
class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @ParameterizedTest(name = "{0}")
  @DisplayName("is kept as its caller said it, in the words of the version that we speak:")
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,"
        + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00,"
        + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more,"
        + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
  })
  void kept(String said, String kept) {
    assertThat(TraceParent.of(said)).hasToString(kept);
    assertThat(TraceParent.of(said).traceId()).isEqualTo(TRACE);
  }

  @ParameterizedTest(name = "[{index}]")
  @DisplayName("that is none is ignored, and a trace begins here:")
  @NullSource
  @ValueSource(
      strings = {
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nERROR"
      })
  void ignored(String said) {
    TraceParent begun = TraceParent.of(said);
    assertThat(begun.value()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(begun.traceId()).isNotEqualTo(TRACE);
    assertThat(TraceParent.of(begun.value())).isEqualTo(begun);
  }

  @Test
  @DisplayName("that begins here is another each time")
  void fresh() {
    assertThat(TraceParent.fresh().traceId()).isNotEqualTo(TraceParent.fresh().traceId());
  }
}
