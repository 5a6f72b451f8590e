package io.jobwire.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jobwire.model.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;

/**
 * A record on the bus: itself within the process, because nobody can change it; JSON between two.
 */
final class RecordCodec<T extends Record> implements MessageCodec<T, T> {
  /**
   * A record is its components; a method that asks something of them is no part of it. What a newer
   * process says beyond them is passed over: two versions work side by side during an upgrade.
   */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Class<T> type;

  RecordCodec(Class<T> type) {
    this.type = type;
  }

  static JsonText write(Record record) {
    try {
      return new JsonText(JSON.writeValueAsString(record));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException foreign) {
      throw new IllegalArgumentException("Not a message of ours", foreign);
    }
  }

  @Override
  public void encodeToWire(Buffer buffer, T record) {
    byte[] json = write(record).text().getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(json.length).appendBytes(json);
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    String json = buffer.getString(position + 4, position + 4 + length, "UTF-8");
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException foreign) {
      throw new IllegalArgumentException("Not a " + type.getSimpleName(), foreign);
    }
  }

  @Override
  public T transform(T record) {
    return record;
  }

  @Override
  public String name() {
    return type.getName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
