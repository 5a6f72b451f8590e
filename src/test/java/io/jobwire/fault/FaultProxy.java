package io.jobwire.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a service and its Redis and loses single announcements on the way, each by chance
 * or all; everything else passes as it is.
 */
final class FaultProxy implements AutoCloseable {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket door;
  private final int target;
  private final Random random;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile double loss;

  FaultProxy(String redisUri, long seed) {
    target = Integer.parseInt(redisUri.substring(redisUri.lastIndexOf(':') + 1));
    random = new Random(seed);
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** Of a hundred announcements so many get lost: 0 none, 1 all. */
  void lose(double share) {
    loss = share;
  }

  int lost() {
    return lost.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(redis);
        start(() -> pass(client, redis));
        start(() -> sift(redis, client));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // both sides are closed now
    }
  }

  /** Answer by answer, so that one can be left out. */
  private void sift(Socket redis, Socket client) {
    byte[] chunk = new byte[64 << 10];
    byte[] held = new byte[0];
    try (redis;
        client) {
      InputStream in = redis.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(held);
        all.write(chunk, 0, read);
        held = forward(all.toByteArray(), out);
      }
    } catch (IOException gone) {
      // both sides are closed now
    }
  }

  private byte[] forward(byte[] bytes, OutputStream out) throws IOException {
    int from = 0;
    for (int end = end(bytes, 0); end >= 0; end = end(bytes, from)) {
      if (!isLost(bytes, from)) {
        out.write(bytes, from, end - from);
      }
      from = end;
      if (from == bytes.length) {
        break;
      }
    }
    out.flush();
    return java.util.Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private boolean isLost(byte[] bytes, int from) {
    boolean announcement =
        (bytes[from] == '>' || bytes[from] == '*')
            && startsWith(bytes, line(bytes, line(bytes, from)), MESSAGE);
    boolean drop = announcement && loss > 0 && random.nextDouble() < loss;
    lost.addAndGet(drop ? 1 : 0);
    return drop;
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] word) {
    return from >= 0
        && java.util.Arrays.equals(
            bytes, from, Math.min(bytes.length, from + word.length), word, 0, word.length);
  }

  /** Where the value that begins here ends; -1 when it is not all there yet. */
  private static int end(byte[] bytes, int from) {
    int next = from < bytes.length ? line(bytes, from) : -1;
    if (next < 0) {
      return -1;
    }
    long length = "$=!*>~%".indexOf(bytes[from]) < 0 ? 0 : number(bytes, from + 1);
    return switch (bytes[from]) {
      case '$', '=', '!' ->
          length < 0 ? next : next + length + 2 <= bytes.length ? (int) (next + length + 2) : -1;
      case '*', '>', '~' -> ends(bytes, next, length);
      case '%' -> ends(bytes, next, 2 * length);
      default -> next;
    };
  }

  private static int ends(byte[] bytes, int from, long count) {
    int at = from;
    for (long i = 0; i < count && at >= 0; i++) {
      at = end(bytes, at);
    }
    return at;
  }

  private static int line(byte[] bytes, int from) {
    for (int i = from; i >= 0 && i + 1 < bytes.length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i + 2;
      }
    }
    return -1;
  }

  private static long number(byte[] bytes, int from) {
    int end = from;
    while (bytes[end] != '\r') {
      end++;
    }
    return Long.parseLong(new String(bytes, from, end - from, StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
