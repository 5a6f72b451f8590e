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

    /** What most events travel in: made in one go. */
    @Override
    byte[] wrap(Frame frame, String address) {
      byte[] head = head(address);
      int length = head.length + frame.json().length + 1;
      byte[] bytes = new byte[headerLength(length) + length];
      int at = header(bytes, length);
      return record(bytes, at, head, frame.json());
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
    byte[] bytes = new byte[headerLength(text.length) + text.length];
    int at = header(bytes, text.length);
    System.arraycopy(text, 0, bytes, at, text.length);
    return bytes;
  }

  private static int headerLength(int length) {
    return length < 126 ? 2 : length <= 0xffff ? 4 : 10;
  }

  /** Gives where the text begins. */
  private static int header(byte[] bytes, int length) {
    bytes[0] = (byte) FINAL_TEXT;
    int header = headerLength(length);
    if (header == 2) {
      bytes[1] = (byte) length;
    } else {
      bytes[1] = (byte) (header == 4 ? 126 : 127);
      for (int i = header - 1, rest = length; i > 1; i--, rest >>>= 8) {
        bytes[i] = (byte) rest;
      }
    }
    return header;
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
    byte[] head = head(address);
    byte[] bytes = new byte[head.length + frame.json().length + 1];
    return record(bytes, 0, head, frame.json());
  }

  private static byte[] record(byte[] bytes, int at, byte[] head, byte[] json) {
    System.arraycopy(head, 0, bytes, at, head.length);
    System.arraycopy(json, 0, bytes, at + head.length, json.length);
    bytes[bytes.length - 1] = '}';
    return bytes;
  }

  private static byte[] head(String address) {
    return utf8("{\"type\":\"rec\",\"address\":\"" + address + "\",\"body\":");
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
