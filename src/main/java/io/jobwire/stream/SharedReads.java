package io.jobwire.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Equal reads are one: whoever wants what is asked for but not yet sent gets the same answer. Never
 * one that is under way, which may be older than the asker's question. Belongs to one event loop.
 */
final class SharedReads {
  /** So many are under way at a time; what waits meanwhile can still be shared. */
  private static final int ABREAST = 32;

  private final Map<Object, Read<?>> unsent = new HashMap<>();
  private final ArrayDeque<Read<?>> queue = new ArrayDeque<>();
  private int underWay;

  /** Equal keys ask for the same thing. */
  @SuppressWarnings("unchecked")
  <T> Future<T> read(Object key, Supplier<Future<T>> read) {
    Read<T> same = (Read<T>) unsent.get(key);
    if (same != null) {
      return same.answer.future();
    }
    Read<T> fresh = new Read<>(key, read);
    unsent.put(key, fresh);
    queue.add(fresh);
    return fresh.answer.future();
  }

  /** At the end of a turn: sends what was asked for in it. */
  void send() {
    while (underWay < ABREAST && !queue.isEmpty()) {
      Read<?> next = queue.poll();
      unsent.remove(next.key);
      underWay++;
      next.send().onComplete(done -> underWay--);
    }
  }

  boolean hasUnsent() {
    return !queue.isEmpty();
  }

  private static final class Read<T> {
    final Object key;
    final Supplier<Future<T>> read;
    final Promise<T> answer = Promise.promise();

    Read(Object key, Supplier<Future<T>> read) {
      this.key = key;
      this.read = read;
    }

    Future<T> send() {
      return read.get().onComplete(answer);
    }
  }
}
