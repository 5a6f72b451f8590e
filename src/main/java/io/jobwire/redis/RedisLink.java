package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection to Redis for one writer. Answers come in the order of the commands; a
 * command without an answer in time fails, and when there is none at all the connection is ended; a
 * lost connection comes back by itself. Belongs to one event loop; calls from elsewhere hop onto
 * it.
 */
public final class RedisLink {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  /** What Redis answers when it is there but cannot serve now. */
  private static final Set<String> AWAY =
      Set.of(
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "OOM",
          "BUSY",
          "MISCONF",
          "NOREPLICAS",
          "CONNECTION_CLOSED",
          "UNKILLABLE");

  /** Of these, what another connection may cure: this one leads to the wrong server, or nowhere. */
  private static final Set<String> LOST = Set.of("READONLY", "MASTERDOWN", "CONNECTION_CLOSED");

  private static final long FIRST_PAUSE_MS = 25;
  private static final long LONGEST_PAUSE_MS = 1_000;
  private static final long CHECK_MS = 100;

  private final Vertx vertx;
  private final Context context;
  private final RedisAddress address;
  private final long timeoutNanos;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();

  private Redis client;
  private volatile RedisConnection connection;
  private Runnable onUp = () -> {};
  private LongConsumer onAnswer = nanos -> {};
  private long watchdog;
  private long pauseMs = FIRST_PAUSE_MS;
  private int tries;
  private long lastAnswer = System.nanoTime();
  private boolean complained;
  private boolean closed;

  public RedisLink(Vertx vertx, RedisAddress address, Duration timeout) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.address = address;
    this.timeoutNanos = timeout.toNanos();
  }

  /** What to do each time a connection has come to stand. */
  public RedisLink onUp(Runnable action) {
    onUp = action;
    return this;
  }

  /** Hears how long each answer took, in nanoseconds. */
  public RedisLink onAnswer(LongConsumer listener) {
    onAnswer = listener;
    return this;
  }

  /**
   * Connects, and goes on trying in the background when that fails: the future tells how the first
   * try went, for those who care.
   */
  public Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    here(
        () -> {
          watchdog = vertx.setPeriodic(CHECK_MS, tick -> endWhenSilent());
          connect().onComplete(opened);
        });
    return opened.future();
  }

  public boolean isUp() {
    return connection != null;
  }

  public Future<Response> send(Request request) {
    Pending pending = new Pending(Promise.promise(), System.nanoTime());
    here(() -> send(request, pending));
    return pending.answer.future();
  }

  /** The answers of all primaries; there is one but in a Cluster. */
  Future<List<Response>> everywhere(Request request) {
    if (address.mode() != RedisAddress.Mode.CLUSTER) {
      return send(request).map(List::of);
    }
    RedisConnection current = connection;
    return current == null
        ? Future.failedFuture(away())
        : RedisCluster.create(current)
            .onAllMasterNodes(request)
            .timeout(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** Runs a script by its sum, and by its text where the server does not know it yet. */
  Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return send(call(Command.EVALSHA, script.sha(), keys, arguments))
        .recover(
            failure ->
                failure instanceof ErrorType error && error.is("NOSCRIPT")
                    ? send(call(Command.EVAL, script.text(), keys, arguments))
                    : Future.failedFuture(failure));
  }

  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    here(
        () -> {
          closed = true;
          vertx.cancelTimer(watchdog);
          drop().onComplete(done);
        });
    return done.future();
  }

  private void here(Runnable step) {
    if (Vertx.currentContext() == context) {
      step.run();
    } else {
      context.runOnContext(hop -> step.run());
    }
  }

  private void send(Request request, Pending pending) {
    RedisConnection current = connection;
    if (current == null || waiting.size() >= RedisAddress.MOST_WAITING) {
      pending.answer.fail(away());
      return;
    }
    waiting.add(pending);
    current.send(request).onComplete(answer -> settle(current, pending, answer));
  }

  private static Request call(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private Future<Void> connect() {
    client = Redis.createClient(vertx, address.options(tries++));
    Redis trying = client;
    return client
        .connect()
        .timeout(timeoutNanos, TimeUnit.NANOSECONDS)
        .compose(fresh -> answers(fresh).map(fresh))
        .onSuccess(fresh -> up(trying, fresh))
        .onFailure(failure -> lost(trying, failure))
        .<Void>mapEmpty()
        .recover(failure -> Future.failedFuture(away()));
  }

  /** A server that accepts connections may still be loading its data. */
  private Future<Response> answers(RedisConnection fresh) {
    return fresh.send(Request.cmd(Command.PING)).timeout(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  private void up(Redis trying, RedisConnection fresh) {
    if (closed || trying != client) {
      trying.close();
      return;
    }
    fresh.exceptionHandler(failure -> lost(trying, failure));
    fresh.endHandler(ended -> lost(trying, ErrorType.create("CONNECTION_CLOSED")));
    connection = fresh;
    pauseMs = FIRST_PAUSE_MS;
    complained = false;
    onUp.run();
  }

  private void lost(Redis failed, Throwable failure) {
    if (closed || failed != client) {
      return;
    }
    complainOnce(failure);
    drop();
    long pause = ThreadLocalRandom.current().nextLong(pauseMs / 2, pauseMs + 1);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    // Dropped on purpose: connect() arranges its own next try.
    vertx.setTimer(pause, again -> connectUnlessClosed());
  }

  private void connectUnlessClosed() {
    if (!closed) {
      connect();
    }
  }

  /**
   * At most two lines for each outage, without what an address may hold: that it began, and why it
   * goes on.
   */
  private void complainOnce(Throwable failure) {
    String why =
        String.valueOf(failure.getMessage()).replaceAll("://[^@\\s]*@|password=\\S+", "***");
    if (connection != null) {
      LOG.warn("Lost the connection to Redis: {}", why);
      complained = false;
    } else if (!complained) {
      LOG.warn("Cannot connect to Redis: {}", why);
      complained = true;
    }
  }

  private Future<Void> drop() {
    Redis old = client;
    client = null;
    connection = null;
    List<Pending> unanswered = List.copyOf(waiting);
    waiting.clear();
    unanswered.forEach(pending -> pending.answer.tryFail(away()));
    return old == null ? Future.succeededFuture() : old.close();
  }

  private void settle(
      RedisConnection asked, Pending pending, io.vertx.core.AsyncResult<Response> answer) {
    pending.answered = true;
    lastAnswer = System.nanoTime();
    onAnswer.accept(lastAnswer - pending.sent);
    while (!waiting.isEmpty() && waiting.peek().answered) {
      waiting.poll();
    }
    if (answer.succeeded()) {
      pending.answer.tryComplete(answer.result());
      return;
    }
    pending.answer.tryFail(translated(answer.cause()));
    if (asked == connection && isLost(answer.cause())) {
      lost(client, answer.cause());
    }
  }

  private static Throwable translated(Throwable failure) {
    if (failure instanceof ErrorType error && AWAY.stream().noneMatch(error::is)) {
      return error;
    }
    return away();
  }

  private static boolean isLost(Throwable failure) {
    return !(failure instanceof ErrorType error) || LOST.stream().anyMatch(error::is);
  }

  private void endWhenSilent() {
    long now = System.nanoTime();
    Pending oldest = waiting.peek();
    boolean late = oldest != null && now - oldest.sent > timeoutNanos;
    if (late && (now - lastAnswer > timeoutNanos || isOvertaken())) {
      lost(client, ErrorType.create("CONNECTION_CLOSED no answer in time"));
      return;
    }
    // Behind large answers a command may be late on a connection that is well: it alone fails.
    for (Pending pending : waiting) {
      if (now - pending.sent <= timeoutNanos) {
        break;
      }
      pending.answer.tryFail(away());
    }
  }

  /**
   * One connection answers in order; only in a Cluster does a later command come back first, and
   * then the node that the oldest went to may be silent while the others speak.
   */
  private boolean isOvertaken() {
    return waiting.stream().anyMatch(pending -> pending.answered);
  }

  private static Refused away() {
    return Refused.unavailable("The job store cannot be reached at the moment; try again.");
  }

  /** A command whose answer has not come yet. */
  private static final class Pending {
    final Promise<Response> answer;
    final long sent;
    boolean answered;

    Pending(Promise<Response> answer, long sent) {
      this.answer = answer;
      this.sent = sent;
    }
  }
}
