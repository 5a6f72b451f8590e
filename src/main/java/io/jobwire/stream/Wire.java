package io.jobwire.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The forms in which an event travels to a viewer; each event is put into each form once. */
public enum Wire {
  /** A bridge frame in a WebSocket text frame, ready for the socket. */
  WEBSOCKET {
    @Override
    public byte[] pack(byte[] json) {
      return textFrame(json);
    }
  },

  /** The same inside SockJS's own framing. */
  SOCKJS {
    @Override
    public byte[] pack(byte[] json) {
      return textFrame(quoted(json));
    }
  },

  /** The bridge frame alone, for transports that frame it themselves. */
  TEXT {
    @Override
    public byte[] pack(byte[] json) {
      return json;
    }
  },

  /** A server-sent event, with the position as its id where a viewer may come back to it. */
  SSE {
    @Override
    byte[] wrap(Frame frame, String address) {
      return serverSent(frame, frame.resumesAt());
    }

    @Override
    public byte[] pack(byte[] json) {
      throw new UnsupportedOperationException("Server-sent events have no frames");
    }
  };

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int FINAL_TEXT = 0x81;

  /** A frame of the bridge, ready for the socket. */
  public abstract byte[] pack(byte[] json);

  byte[] wrap(Frame frame, String address) {
    return pack(record(frame, address));
  }

  /** A server-sent event with an id of the caller's choice; null for none. */
  public static byte[] serverSent(Frame frame, String id) {
    ByteBuf bytes = Unpooled.buffer(frame.json().length + 128);
    ascii(bytes, "event: ").writeBytes(utf8(frame.type())).writeByte('\n');
    if (id != null) {
      ascii(bytes, "id: ").writeBytes(utf8(id)).writeByte('\n');
    }
    ascii(bytes, "data: ").writeBytes(frame.json());
    return taken(ascii(bytes, "\n\n"));
  }

  /** One unmasked WebSocket text frame around UTF-8. */
  private static byte[] textFrame(byte[] text) {
    ByteBuf bytes = Unpooled.buffer(text.length + 10).writeByte(FINAL_TEXT);
    if (text.length < 126) {
      bytes.writeByte(text.length);
    } else if (text.length <= 0xffff) {
      bytes.writeByte(126).writeShort(text.length);
    } else {
      bytes.writeByte(127).writeLong(text.length);
    }
    return taken(bytes.writeBytes(text));
  }

  /** {@code a["…"]}: SockJS's frame of one message. */
  private static byte[] quoted(byte[] json) {
    ByteBuf bytes = ascii(Unpooled.buffer(json.length + json.length / 4 + 16), "a[\"");
    for (byte b : json) {
      if (b == '"' || b == '\\') {
        bytes.writeByte('\\').writeByte(b);
      } else if (b >= 0 && b < 0x20) {
        ascii(bytes, "\\u00").writeByte(HEX[b >> 4]).writeByte(HEX[b & 15]);
      } else {
        bytes.writeByte(b);
      }
    }
    return taken(ascii(bytes, "\"]"));
  }

  private static byte[] record(Frame frame, String address) {
    ByteBuf bytes = Unpooled.buffer(frame.json().length + 160);
    ascii(bytes, "{\"type\":\"rec\",\"address\":\"").writeBytes(utf8(address));
    return taken(ascii(bytes, "\",\"body\":").writeBytes(frame.json()).writeByte('}'));
  }

  private static ByteBuf ascii(ByteBuf bytes, String text) {
    bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] taken(ByteBuf bytes) {
    byte[] exact = new byte[bytes.readableBytes()];
    bytes.readBytes(exact);
    return exact;
  }
}
