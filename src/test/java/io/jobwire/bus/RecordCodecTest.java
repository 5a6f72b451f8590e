package io.jobwire.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A record that comes from another version")
class RecordCodecTest {
  private static final RecordCodec<Asked> CODEC = new RecordCodec<>(Asked.class);

  /** As this version knows it. */
  record Asked(String jobId, String reason, int times) {}

  @Test
  @DisplayName("may say more than this one knows")
  void newer() {
    String json = "{\"jobId\":\"a\",\"reason\":\"b\",\"times\":2,\"mood\":{\"is\":[1]}}";
    assertThat(read(json)).isEqualTo(new Asked("a", "b", 2));
  }

  @Test
  @DisplayName("may say less, and what it does not say is empty")
  void older() {
    assertThat(read("{\"jobId\":\"a\"}")).isEqualTo(new Asked("a", null, 0));
  }

  private static Asked read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Buffer wire = Buffer.buffer().appendInt(bytes.length).appendBytes(bytes);
    return CODEC.decodeFromWire(0, wire);
  }
}
