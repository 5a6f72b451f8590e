package io.jobwire.redis.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One command, one reply, blocking at most a given time: enough to ask a server whether it is
 * ready, and to tell it to go. Selects, because a channel on a unix socket has no read timeout.
 */
public final class RespConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final Duration patience;
  private final ByteBuffer received = ByteBuffer.allocate(16 * 1024).flip();
  private long deadline;

  private RespConnection(SocketChannel channel, Selector selector, Duration patience) {
    this.channel = channel;
    this.selector = selector;
    this.patience = patience;
  }

  public static RespConnection open(SocketAddress address, Duration patience) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    try {
      channel.configureBlocking(false);
      Selector selector = channel.provider().openSelector();
      channel.register(selector, 0);
      return new RespConnection(channel, selector, patience);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The reply: a String, a Long, a List of these, or null. */
  public Object call(String... command) throws IOException {
    deadline = System.nanoTime() + patience.toNanos();
    send(command);
    return reply();
  }

  private void send(String[] command) throws IOException {
    StringBuilder text = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      text.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  private Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new RedisSaidNo(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> text(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("Not a Redis reply: " + line);
    };
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next() & 0xff; c != '\r'; c = next() & 0xff) {
      line.append((char) c);
    }
    next();
    return line.isEmpty() ? " " : line.toString();
  }

  private String text(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = next();
    }
    next();
    next();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Object> list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(reply());
    }
    return items;
  }

  private byte next() throws IOException {
    if (!received.hasRemaining()) {
      receive();
    }
    return received.get();
  }

  private void receive() throws IOException {
    received.clear();
    int count = channel.read(received);
    while (count == 0) {
      await(SelectionKey.OP_READ);
      count = channel.read(received);
    }
    received.flip();
    if (count < 0) {
      throw new EOFException("Redis closed the connection");
    }
  }

  private void await(int operation) throws IOException {
    long leftMs = (deadline - System.nanoTime()) / 1_000_000;
    if (leftMs <= 0) {
      throw new SocketTimeoutException(
          "Redis did not answer within " + patience.toMillis() + " ms");
    }
    channel.keyFor(selector).interestOps(operation);
    selector.select(leftMs);
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
