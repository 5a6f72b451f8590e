package io.jobwire.bus;

import io.vertx.core.buffer.Buffer;

/** Sends a record the way that it would go to another process. */
public final class BusFixture {
  private BusFixture() {}

  public static Record overTheWire(Record message) {
    return sent(message.getClass(), message);
  }

  private static <T extends Record> T sent(Class<T> type, Record message) {
    RecordCodec<T> codec = new RecordCodec<>(type);
    Buffer wire = Buffer.buffer("before");
    codec.encodeToWire(wire, type.cast(message));
    return codec.decodeFromWire("before".length(), wire);
  }
}
