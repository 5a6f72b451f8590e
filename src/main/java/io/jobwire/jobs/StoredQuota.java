package io.jobwire.jobs;

import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.StoredBytes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Creates jobs only while those of their user leave room for them. What a user creates at once
 * stands in a line: a wave of them is let through together, and who is behind is judged when Redis
 * knows what that wave has taken. Belongs to one event loop; calls from elsewhere hop onto it.
 */
public final class StoredQuota {
  /** A job's first event is never larger, whatever its id and type. */
  private static final int FIRST_EVENT = 512;

  /**
   * A wave of more than one takes no more than this part of the room that is left: where room is
   * scarce the jobs go one by one, and what other processes let through meanwhile does little harm.
   */
  private static final int PART = 32;

  private final Context loop;
  private final StoredBytes stored;
  private final long most;
  private final Map<String, Line> lines = new HashMap<>();

  /** {@code most} is in bytes; 0 is no quota. */
  public StoredQuota(Vertx vertx, StoredBytes stored, long most) {
    this.loop = vertx.getOrCreateContext();
    this.stored = stored;
    this.most = most;
  }

  /** Creates when there is room; the caller hears of it on its own loop. */
  <T> Future<T> within(String user, NewJob job, Supplier<Future<T>> creation) {
    if (most == 0) {
      return creation.get();
    }
    Waiting<T> waiting = new Waiting<>(job, creation);
    loop.runOnContext(hop -> lines.computeIfAbsent(user, this::moving).waiting.add(waiting));
    return waiting.answer.future();
  }

  /** Looks once whoever came first has joined it. */
  private Line moving(String user) {
    Line line = new Line(user);
    loop.runOnContext(next -> line.move());
    return line;
  }

  private Refused full(long held, int input) {
    return Refused.because(
        Reason.TOO_LARGE,
        "Your jobs hold "
            + held
            + " bytes and may hold "
            + most
            + "; the input of this one has "
            + input
            + ". Delete jobs that have ended, or wait until they are purged.");
  }

  /** One creation, and where its caller lives. */
  private static final class Waiting<T> {
    private final Context home = Vertx.currentContext();
    private final Promise<T> answer = Promise.promise();
    private final Supplier<Future<T>> creation;
    private final int input;

    Waiting(NewJob job, Supplier<Future<T>> creation) {
      this.creation = creation;
      this.input = job.input().text().getBytes(StandardCharsets.UTF_8).length;
    }

    long atMost() {
      return (long) input + FIRST_EVENT;
    }

    Future<T> pass() {
      home.runOnContext(
          go -> Future.<T>future(done -> creation.get().onComplete(done)).onComplete(answer));
      return answer.future();
    }

    void refuse(Throwable why) {
      home.runOnContext(go -> answer.fail(why));
    }
  }

  /** What one user wants to create. It is there as long as somebody waits, or is let through. */
  private final class Line {
    private final String user;
    private final Queue<Waiting<?>> waiting = new ArrayDeque<>();

    Line(String user) {
      this.user = user;
    }

    void move() {
      if (waiting.isEmpty()) {
        lines.remove(user);
      } else {
        stored.of(user).onComplete(held -> loop.runOnContext(judged -> judge(held)));
      }
    }

    private void judge(AsyncResult<Long> held) {
      List<Future<?>> wave = held.succeeded() ? wave(held.result()) : refuseAll(held.cause());
      Future.join(wave).onComplete(made -> loop.runOnContext(next -> move()));
    }

    private List<Future<?>> wave(long held) {
      List<Future<?>> wave = new ArrayList<>();
      long room = most - held;
      long taken = 0;
      while (!waiting.isEmpty()
          && (wave.isEmpty() || taken + waiting.peek().atMost() <= room / PART)) {
        Waiting<?> next = waiting.poll();
        if (next.input > room) {
          next.refuse(full(held, next.input));
        } else {
          taken += next.atMost();
          wave.add(next.pass());
        }
      }
      return wave;
    }

    private List<Future<?>> refuseAll(Throwable why) {
      while (!waiting.isEmpty()) {
        waiting.poll().refuse(why);
      }
      return List.of();
    }
  }
}
