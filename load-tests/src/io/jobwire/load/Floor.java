package io.jobwire.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The floor: what it costs at the least to bring announcements from Redis to WebSockets. One event
 * loop, one subscription, frames made once and written as they are, all of a turn in one write and
 * one flush for each socket. No accounts, no JSON, no replay but the last frames of each channel.
 */
public final class Floor {
  private static final int RING = 512;

  private final Map<String, Room> rooms = new HashMap<>();
  private final Set<Room> heard = new LinkedHashSet<>();
  private final Set<ChannelHandlerContext> touched = new LinkedHashSet<>();
  private Channel redis;

  private Floor() {}

  public static void main(String[] words) throws Exception {
    new Floor().serve(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
  }

  private void serve(int redisPort, int port) throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    redis =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Subscription())
            .connect("127.0.0.1", redisPort)
            .sync()
            .channel();
    new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(8 << 10),
                        new WebSocketServerProtocolHandler("/eventbus/websocket"),
                        new Client());
              }
            })
        .bind("127.0.0.1", port)
        .sync();
    System.out.println("Ready");
  }

  /** A frame that is ready to go, and its number. */
  private record Ready(long seq, byte[] frame) {}

  /** One channel of Redis, and who has registered for it. */
  private static final class Room {
    final String address;
    final List<ChannelHandlerContext> viewers = new ArrayList<>();
    final List<ChannelHandlerContext> waiting = new ArrayList<>();
    final ArrayDeque<Ready> ring = new ArrayDeque<>();
    final List<byte[]> turn = new ArrayList<>();
    boolean confirmed;

    Room(String address) {
      this.address = address;
    }
  }

  /** Takes register frames; the rest of the conversation is none of its business. */
  private final class Client extends SimpleChannelInboundHandler<WebSocketFrame> {
    private Room mine;

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (!(frame instanceof TextWebSocketFrame)) {
        return;
      }
      String text = ((TextWebSocketFrame) frame).text();
      String address = between(text, "\"address\":\"");
      if (address == null) {
        return;
      }
      mine = rooms.computeIfAbsent(address, Room::new);
      String after = between(text, "\"after\":\"");
      long seq = after == null ? 0 : Long.parseLong(after.split("\\.")[1]);
      for (Ready ready : mine.ring) {
        if (ready.seq > seq) {
          context.write(Unpooled.wrappedBuffer(ready.frame));
        }
      }
      if (mine.confirmed) {
        admit(context, mine);
      } else {
        mine.waiting.add(context);
        subscribe("jw:s:{0}:job:" + address.substring("job.".length()));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (mine != null) {
        mine.viewers.remove(context);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private void admit(ChannelHandlerContext viewer, Room room) {
    room.viewers.add(viewer);
    byte[] live = rec(room.address, "{\"control\":true,\"type\":\"stream:live:v1\"}".getBytes());
    viewer.writeAndFlush(Unpooled.wrappedBuffer(live));
  }

  private void subscribe(String channel) {
    String command = "*2\r\n$9\r\nSUBSCRIBE\r\n$" + channel.length() + "\r\n" + channel + "\r\n";
    redis.writeAndFlush(Unpooled.copiedBuffer(command, StandardCharsets.US_ASCII));
  }

  private static String between(String text, String start) {
    int from = text.indexOf(start);
    if (from < 0) {
      return null;
    }
    from += start.length();
    return text.substring(from, text.indexOf('"', from));
  }

  private static byte[] rec(String address, byte[] body) {
    byte[] head =
        ("{\"type\":\"rec\",\"address\":\"" + address + "\",\"body\":")
            .getBytes(StandardCharsets.US_ASCII);
    int length = head.length + body.length + 1;
    ByteBuf frame = Unpooled.buffer(length + 4);
    frame.writeByte(0x81);
    if (length < 126) {
      frame.writeByte(length);
    } else {
      frame.writeByte(126).writeShort(length);
    }
    frame.writeBytes(head).writeBytes(body).writeByte('}');
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  /** The subscribed connection: arrays of three bulk strings come in, and nothing else matters. */
  private final class Subscription extends ChannelInboundHandlerAdapter {
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      ByteBuf all = rest.isReadable() ? Unpooled.wrappedBuffer(rest, bytes) : bytes;
      int done = all.readerIndex();
      while (take(all)) {
        done = all.readerIndex();
      }
      all.readerIndex(done);
      ByteBuf left = all.isReadable() ? Unpooled.copiedBuffer(all) : Unpooled.EMPTY_BUFFER;
      all.release();
      rest = left;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      for (Room room : heard) {
        deliver(room);
      }
      heard.clear();
      touched.forEach(ChannelHandlerContext::flush);
      touched.clear();
    }

    /** One array, if it is whole. */
    private boolean take(ByteBuf all) {
      long parts = number(all, '*');
      if (parts < 0) {
        return false;
      }
      byte[] kind = bulk(all);
      byte[] channel = kind == null ? null : bulk(all);
      if (channel == null) {
        return false;
      }
      if (kind[0] == 'm') {
        byte[] payload = bulk(all);
        if (payload == null) {
          return false;
        }
        hear(channel, payload);
        return true;
      }
      if (number(all, ':') < 0) {
        return false;
      }
      confirm(channel);
      return true;
    }

    private byte[] bulk(ByteBuf all) {
      long length = number(all, '$');
      if (length < 0 || all.readableBytes() < length + 2) {
        return null;
      }
      byte[] bytes = new byte[(int) length];
      all.readBytes(bytes).skipBytes(2);
      return bytes;
    }

    private long number(ByteBuf all, char kind) {
      int end = all.indexOf(all.readerIndex(), all.writerIndex(), (byte) '\n');
      if (end < 0) {
        return -1;
      }
      if (all.readByte() != kind) {
        throw new IllegalStateException("not " + kind);
      }
      long number = 0;
      for (byte b = all.readByte(); b != '\r'; b = all.readByte()) {
        number = number * 10 + b - '0';
      }
      all.skipBytes(1);
      return number;
    }
  }

  private Room room(byte[] channel) {
    String name = new String(channel, StandardCharsets.US_ASCII);
    return rooms.get("job." + name.substring(name.lastIndexOf(':') + 1));
  }

  private void confirm(byte[] channel) {
    Room room = room(channel);
    room.confirmed = true;
    room.waiting.forEach(viewer -> admit(viewer, room));
    room.waiting.clear();
  }

  private void hear(byte[] channel, byte[] payload) {
    Room room = room(channel);
    int line = 0;
    while (payload[line] != '\n') {
      line++;
    }
    int dot = 0;
    while (payload[dot] != '.') {
      dot++;
    }
    long seq = 0;
    for (int i = dot + 1; payload[i] != '.'; i++) {
      seq = seq * 10 + payload[i] - '0';
    }
    byte[] body = java.util.Arrays.copyOfRange(payload, line + 1, payload.length);
    byte[] frame = rec(room.address, body);
    room.ring.add(new Ready(seq, frame));
    if (room.ring.size() > RING) {
      room.ring.poll();
    }
    room.turn.add(frame);
    heard.add(room);
  }

  private void deliver(Room room) {
    int size = 0;
    for (byte[] frame : room.turn) {
      size += frame.length;
    }
    ByteBuf all = redis.alloc().directBuffer(size);
    room.turn.forEach(all::writeBytes);
    room.turn.clear();
    for (ChannelHandlerContext viewer : room.viewers) {
      viewer.write(all.retainedDuplicate(), viewer.voidPromise());
      touched.add(viewer);
    }
    all.release();
  }
}
