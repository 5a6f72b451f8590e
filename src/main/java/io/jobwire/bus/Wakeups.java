package io.jobwire.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.LongConsumer;

/**
 * Tells idle workers that there is work, and the scheduler that something falls due. Only hints:
 * any may be lost, and the next look finds what it was about.
 */
public final class Wakeups {
  private static final String READY = "jobs.ready.";
  private static final String DUE = "jobs.due";

  /** How often a worker without room hands a hint on to another. */
  private static final int MOST_HOPS = 3;

  private final EventBus events;

  public Wakeups(Vertx vertx) {
    this.events = vertx.eventBus();
  }

  /** Work of one type in one partition; false when this worker has no room for it. */
  public interface Worker {
    boolean ready(String type, int partition);
  }

  public void ready(String type, int partition) {
    events.send(READY + type, hint(partition, 0));
  }

  public MessageConsumer<Integer> onReady(String type, Worker worker) {
    return events.consumer(READY + type, message -> take(type, message, worker));
  }

  /** Something falls due in so many milliseconds. */
  public void due(long inMs) {
    events.publish(DUE, inMs);
  }

  public MessageConsumer<Long> onDue(LongConsumer scheduler) {
    return events.consumer(DUE, message -> scheduler.accept(message.body()));
  }

  private void take(String type, Message<Integer> message, Worker worker) {
    int partition = message.body() >> 4;
    int hops = message.body() & 15;
    if (!worker.ready(type, partition) && hops < MOST_HOPS) {
      events.send(READY + type, hint(partition, hops + 1));
    }
  }

  private static int hint(int partition, int hops) {
    return partition << 4 | hops;
  }
}
