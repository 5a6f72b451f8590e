package io.jobwire.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** All viewers of one run, on one event loop, and how long events took to them. */
final class Audience implements AutoCloseable {
  private static final int ABREAST = 100;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Spectator> all = new ArrayList<>();
  private final AtomicReference<String> wrong = new AtomicReference<>();
  private final AtomicInteger live = new AtomicInteger();
  private final int port;
  private final String token;
  private final boolean byRedis;
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;
  private volatile long deliveries;

  /** Microseconds. Only the loop writes it. */
  private final Histogram latency = new Histogram(60_000_000L, 3);

  /** {@code byRedis}: latency counts from the instant at which Redis wrote the event. */
  Audience(int port, String token, boolean byRedis) {
    this.port = port;
    this.token = token;
    this.byRedis = byRedis;
  }

  int port() {
    return port;
  }

  String token() {
    return token;
  }

  void wrong(String what) {
    wrong.compareAndSet(null, what);
  }

  String wrong() {
    return wrong.get();
  }

  void isLive() {
    live.incrementAndGet();
  }

  /** All of them, some at a time, until each is live. */
  void enter(Rooms rooms, int count, boolean reads) {
    for (int i = 0; i < count; i++) {
      Spectator one = new Spectator(this, rooms.room(i), reads);
      all.add(one);
      connect(one);
      int most = i - ABREAST;
      await(() -> !reads || live.get() > most, "viewers connect");
    }
    await(() -> !reads || all.stream().allMatch(Spectator::isLive), "all viewers are live");
  }

  private void connect(Spectator one) {
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(one);
              }
            })
        .connect("127.0.0.1", port);
  }

  /** Everybody is gone at once. */
  void drop() {
    onLoop(() -> all.forEach(Spectator::drop));
  }

  /** And back at once. */
  void comeBack() {
    onLoop(() -> all.forEach(this::connect));
  }

  private void onLoop(Runnable step) {
    loop.submit(step).syncUninterruptibly();
  }

  /** Events that were due from now on count, until the end is known. */
  void count(long fromNanos) {
    from = fromNanos;
  }

  void countUntil(long toNanos) {
    to = toNanos;
  }

  void took(Spectator one, long due, byte[] text, int rest) {
    long now = System.nanoTime();
    if (byRedis) {
      if (from != Long.MAX_VALUE) {
        long millis = Math.max(0, System.currentTimeMillis() - Spectator.writtenAt(text, rest));
        latency.recordValue(millis * 1_000);
        deliveries++;
      }
    } else if (due >= from && due < to) {
      latency.recordValue(Math.min((now - due) / 1_000, 60_000_000L));
      deliveries++;
    }
  }

  Histogram latency() {
    return latency;
  }

  long deliveries() {
    return deliveries;
  }

  /** Each has all that was written. */
  boolean isComplete() {
    return all.stream().allMatch(one -> one.seq() >= one.room().top());
  }

  boolean hasReached(long top) {
    return all.stream().allMatch(one -> one.seq() >= top);
  }

  void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean() && wrong.get() == null) {
      if (System.nanoTime() > deadline) {
        wrong("waited in vain until " + what);
      }
      LockSupport.parkNanos(200_000);
    }
  }

  @Override
  public void close() {
    drop();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
