package io.jobwire.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Who is connected here, as each event loop tells it of its own sockets now and then: read by
 * whoever asks, without asking the loops.
 */
public final class Crowd {
  private final Map<Object, Told> loops = new ConcurrentHashMap<>();

  /** Sockets and responses, what is followed on them, and the bytes that they have not taken. */
  public record Told(
      long sockets, long responses, long followedOnSockets, long followedOnResponses, long bytes) {}

  Crowd(Meters meters) {
    connections(meters, "bridge", Told::sockets);
    connections(meters, "sse", Told::responses);
    subscriptions(meters, "bridge", Told::followedOnSockets);
    subscriptions(meters, "sse", Told::followedOnResponses);
    meters.gauge(
        "jobwire.pending.bytes",
        "Bytes written to sockets that the network has not taken yet",
        () -> sum(Told::bytes));
  }

  private void connections(Meters meters, String transport, ToLongFunction<Told> number) {
    meters.gauge(
        "jobwire.connections",
        "Viewers' connections, by transport",
        () -> sum(number),
        "transport",
        transport);
  }

  private void subscriptions(Meters meters, String transport, ToLongFunction<Told> number) {
    meters.gauge(
        "jobwire.subscriptions",
        "Streams followed, by transport",
        () -> sum(number),
        "transport",
        transport);
  }

  public void tell(Object loop, Told told) {
    loops.put(loop, told);
  }

  public void forget(Object loop) {
    loops.remove(loop);
  }

  private long sum(ToLongFunction<Told> number) {
    return loops.values().stream().mapToLong(number).sum();
  }
}
