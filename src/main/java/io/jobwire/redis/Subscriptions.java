package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for pub/sub and nothing else: an ordinary command on it could lose its answer. A
 * channel counts as heard once Redis has confirmed it on the present connection; after a reconnect
 * every channel is subscribed and confirmed anew, and its listener is told that it may have missed
 * something. Belongs to one event loop.
 */
public final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  /**
   * Asking again for this pattern is the ping of a connection that may carry no ordinary command.
   */
  private static final String PULSE = "jobwire-pulse-*";

  private static final long PULSE_MS = 500;

  /** A silent server is noticed at a pulse: within this and one pulse more. */
  private static final long SILENCE_MS = 1_400;

  private static final long CONNECT_MS = 1_000;
  private static final long FIRST_PAUSE_MS = 25;
  private static final long LONGEST_PAUSE_MS = 1_000;

  private final Vertx vertx;
  private final RedisAddress address;
  private final Map<String, Heard> channels = new LinkedHashMap<>();
  private Redis client;
  private RedisConnection connection;
  private long lastHeard;
  private long timer;
  private long pauseMs = FIRST_PAUSE_MS;
  private int tries;
  private boolean closed;

  public Subscriptions(Vertx vertx, RedisAddress address) {
    this.vertx = vertx;
    this.address = address;
  }

  /** Hears one channel or pattern. */
  public interface Listener {
    void message(String channel, Buffer body);

    /** Confirmed on a new connection: what was said before may have been missed. */
    void confirmed();
  }

  public void open() {
    timer = vertx.setPeriodic(PULSE_MS, tick -> pulse());
    connect();
  }

  public boolean isUp() {
    return connection != null;
  }

  /** Completes once Redis has confirmed it; when Redis is away, as soon as it is back. */
  public Future<Void> subscribe(String channel, Listener listener) {
    return hear(channel, Command.SUBSCRIBE, listener);
  }

  public Future<Void> subscribePattern(String pattern, Listener listener) {
    return hear(pattern, Command.PSUBSCRIBE, listener);
  }

  public void unsubscribe(String channel) {
    Heard heard = channels.remove(channel);
    if (heard != null && connection != null) {
      boolean one = heard.command.equals(Command.SUBSCRIBE);
      tell(one ? Command.UNSUBSCRIBE : Command.PUNSUBSCRIBE, channel);
    }
  }

  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return drop();
  }

  private Future<Void> hear(String channel, Command command, Listener listener) {
    Heard heard = new Heard(command, listener);
    channels.put(channel, heard);
    if (connection != null) {
      tell(command, channel);
    }
    return heard.first.future();
  }

  private void connect() {
    Redis trying = Redis.createClient(vertx, address.listening(tries++));
    client = trying;
    trying
        .connect()
        .timeout(CONNECT_MS, TimeUnit.MILLISECONDS)
        .onSuccess(fresh -> up(trying, fresh))
        .onFailure(failure -> lost(trying, failure));
  }

  private void up(Redis trying, RedisConnection fresh) {
    if (closed || trying != client) {
      trying.close();
      return;
    }
    connection = fresh;
    lastHeard = System.nanoTime();
    pauseMs = FIRST_PAUSE_MS;
    fresh.handler(this::push);
    fresh.exceptionHandler(failure -> lost(trying, failure));
    fresh.endHandler(ended -> lost(trying, new IllegalStateException("the connection ended")));
    tell(Command.PSUBSCRIBE, PULSE);
    channels.forEach((channel, heard) -> tell(heard.command, channel));
  }

  private void push(Response push) {
    lastHeard = System.nanoTime();
    if (push.type() == ResponseType.ERROR) {
      // A user who may not hear a channel is told so out of turn; a later try may find him allowed.
      lost(client, new IllegalStateException(push.toString()));
      return;
    }
    switch (push.get(0).toString()) {
      case "subscribe", "psubscribe" -> confirm(push.get(1).toString());
      case "message" -> deliver(push.get(1).toString(), null, push.get(2));
      case "pmessage" -> deliver(push.get(1).toString(), push.get(2), push.get(3));
      default -> {
        // unsubscribe: nobody waits for its confirmation
      }
    }
  }

  private void confirm(String channel) {
    Heard heard = channels.get(channel);
    if (heard != null) {
      heard.first.tryComplete();
      heard.listener.confirmed();
    }
  }

  /** {@code channel} is null where it is the name itself, and not one that fits a pattern. */
  private void deliver(String name, Response channel, Response body) {
    Heard heard = channels.get(name);
    if (heard != null) {
      heard.listener.message(channel == null ? name : channel.toString(), body.toBuffer());
    }
  }

  /**
   * Its future says only that the command was written; what counts is the push that confirms it.
   */
  private void tell(Command command, String channel) {
    Redis asked = client;
    connection.send(Request.cmd(command).arg(channel)).onFailure(failure -> lost(asked, failure));
  }

  private void pulse() {
    if (connection == null) {
      return;
    }
    if (System.nanoTime() - lastHeard > SILENCE_MS * 1_000_000) {
      lost(client, new IllegalStateException("no answer in " + SILENCE_MS + " ms"));
    } else {
      tell(Command.PSUBSCRIBE, PULSE);
    }
  }

  private void lost(Redis failed, Throwable failure) {
    if (closed || failed != client) {
      return;
    }
    if (connection != null) {
      LOG.warn("Lost the subscriptions' connection to Redis: {}", failure.getMessage());
    }
    drop();
    long pause = ThreadLocalRandom.current().nextLong(pauseMs / 2, pauseMs + 1);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    vertx.setTimer(pause, again -> connectUnlessClosed());
  }

  private void connectUnlessClosed() {
    if (!closed) {
      connect();
    }
  }

  private Future<Void> drop() {
    Redis old = client;
    client = null;
    connection = null;
    return old == null ? Future.succeededFuture() : old.close();
  }

  /** A channel, who listens, and whether Redis has ever confirmed it. */
  private static final class Heard {
    final Command command;
    final Listener listener;
    final Promise<Void> first = Promise.promise();

    Heard(Command command, Listener listener) {
      this.command = command;
      this.listener = listener;
    }
  }
}
