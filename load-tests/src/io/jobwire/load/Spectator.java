package io.jobwire.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/**
 * One viewer on one WebSocket, as lean as can be: it finds number and time of each event by their
 * place, and holds the server to it that each comes once and in order.
 */
final class Spectator extends ChannelInboundHandlerAdapter {
  private static final byte[] BODY = "\"body\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TIME = "\"t\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AT = "\"at\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NUMBERED = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LIVE = "stream:live:v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMPLETE =
      "\"mode\":\"complete\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OPEN = "stream:open:v1".getBytes(StandardCharsets.US_ASCII);

  private final Audience audience;
  private final Rooms.Room room;
  private final boolean reads;
  private ChannelHandlerContext context;
  private ByteBuf rest = Unpooled.EMPTY_BUFFER;
  private boolean upgraded;
  private boolean live;
  private long seq;
  private String id;

  Spectator(Audience audience, Rooms.Room room, boolean reads) {
    this.audience = audience;
    this.room = room;
    this.reads = reads;
  }

  boolean isLive() {
    return live;
  }

  long seq() {
    return seq;
  }

  Rooms.Room room() {
    return room;
  }

  /** Gone without a word, and ready to come back. */
  void drop() {
    live = false;
    upgraded = false;
    ChannelHandlerContext old = context;
    context = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public boolean isSharable() {
    return true;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    rest = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    String token = audience.token();
    String upgrade =
        "GET /eventbus/websocket HTTP/1.1\r\nHost: 127.0.0.1:"
            + audience.port()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
            + "\r\n";
    active.writeAndFlush(Unpooled.copiedBuffer(upgrade, StandardCharsets.US_ASCII));
  }

  private void register() {
    String after = id == null ? "" : "\"after\":\"" + id + "\"";
    String frame =
        "{\"type\":\"register\",\"address\":\"job." + room.job + "\",\"headers\":{" + after + "}}";
    byte[] text = frame.getBytes(StandardCharsets.US_ASCII);
    ByteBuf masked = Unpooled.buffer(text.length + 8).writeByte(0x81);
    if (text.length < 126) {
      masked.writeByte(0x80 | text.length);
    } else {
      masked.writeByte(0x80 | 126).writeShort(text.length);
    }
    context.writeAndFlush(masked.writeInt(0).writeBytes(text));
    if (!reads) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (from != context) {
      bytes.release();
      return;
    }
    ByteBuf all = rest.isReadable() ? Unpooled.wrappedBuffer(rest, bytes) : bytes;
    if (upgraded || upgrade(all)) {
      frames(all);
    }
    rest = all.isReadable() ? Unpooled.copiedBuffer(all) : Unpooled.EMPTY_BUFFER;
    all.release();
  }

  private boolean upgrade(ByteBuf all) {
    String text = all.toString(StandardCharsets.US_ASCII);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    if (!text.startsWith("HTTP/1.1 101")) {
      audience.wrong("no WebSocket: " + text);
      return false;
    }
    all.skipBytes(end + 4);
    upgraded = true;
    register();
    return true;
  }

  private void frames(ByteBuf all) {
    while (all.readableBytes() >= 2) {
      int start = all.readerIndex();
      int head = all.getUnsignedByte(start + 1);
      int skip = 2;
      long length = head;
      if (head == 126) {
        if (all.readableBytes() < 4) {
          return;
        }
        length = all.getUnsignedShort(start + 2);
        skip = 4;
      } else if (head == 127) {
        if (all.readableBytes() < 10) {
          return;
        }
        length = all.getLong(start + 2);
        skip = 10;
      }
      if (all.readableBytes() < skip + length) {
        return;
      }
      int opcode = all.getByte(start) & 15;
      byte[] text = new byte[(int) length];
      all.getBytes(start + skip, text);
      all.readerIndex(start + skip + (int) length);
      if (opcode == 1) {
        take(text);
      } else if (opcode == 8) {
        audience.wrong("closed by the server");
      }
    }
  }

  private void take(byte[] text) {
    int body = find(text, BODY, 0) + BODY.length;
    if (body < BODY.length) {
      audience.wrong(new String(text, StandardCharsets.UTF_8));
      return;
    }
    if (!startsWith(text, NUMBERED, body)) {
      control(text);
      return;
    }
    int from = body + NUMBERED.length;
    int dot = from;
    while (text[dot] != '.') {
      dot++;
    }
    long number = 0;
    int i = dot + 1;
    for (; text[i] != '.'; i++) {
      number = number * 10 + text[i] - '0';
    }
    while (text[i] != '"') {
      i++;
    }
    if (seq != 0 && number != seq + 1) {
      audience.wrong("after " + seq + " came " + number);
    }
    seq = number;
    id = new String(text, 0, from, i - from);
    int time = find(text, TIME, i);
    audience.took(this, time < 0 ? 0 : number(text, time + TIME.length), text, i);
  }

  /** When Redis wrote it, in milliseconds. */
  static long writtenAt(byte[] text, int from) {
    return number(text, find(text, AT, from) + AT.length);
  }

  private void control(byte[] text) {
    if (find(text, LIVE, 0) >= 0) {
      live = true;
      audience.isLive();
    } else if (find(text, OPEN, 0) >= 0 && find(text, COMPLETE, 0) < 0) {
      audience.wrong("a reset: " + new String(text, StandardCharsets.UTF_8));
    }
  }

  private static long number(byte[] text, int from) {
    long number = 0;
    for (int i = from; text[i] >= '0' && text[i] <= '9'; i++) {
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  private static boolean startsWith(byte[] text, byte[] word, int from) {
    for (int i = 0; i < word.length; i++) {
      if (text[from + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static int find(byte[] text, byte[] word, int from) {
    for (int i = from; i + word.length <= text.length; i++) {
      if (startsWith(text, word, i)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    if (gone == context) {
      audience.wrong("the connection ended");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
    if (from == context) {
      audience.wrong(failure.toString());
    }
  }
}
