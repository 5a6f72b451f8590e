package io.jobwire.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What goes to viewers and comes from them; told once a turn, not once an event. */
public final class StreamMeters {
  /** With these a viewer misses nothing that he had been promised. */
  private static final String ASKED = "asked";

  private static final String FIRST = "first";
  private static final String[] GAPS = {
    "backlog-truncated", "epoch-changed", "history-rewound", "position-invalid"
  };

  private final MeterRegistry registry;
  private final LongAdder sent;
  private final LongAdder received;
  private final Counter pulled;
  private final Counter healed;
  private final Counter rewound;
  private final Histogram delivery;
  private final Histogram replayed;
  private final Journeys journeys;
  private final Map<String, Counter> attached = new ConcurrentHashMap<>();
  private final Map<String, Counter> gaps = new ConcurrentHashMap<>();

  StreamMeters(Meters meters, MeterRegistry registry) {
    this.registry = registry;
    sent = meters.adder("jobwire.frames.sent", "Events put into sockets, one for each viewer");
    received = meters.adder("jobwire.frames.received", "Frames that came on the bridge");
    pulled =
        meters.counter("jobwire.bridge.pulled", "Viewers that fell behind: their socket was full");
    healed =
        meters.counter(
            "jobwire.streams.healed",
            "Streams that read their log because an announcement was not the next one");
    rewound =
        meters.counter(
            "jobwire.streams.rewound",
            "Streams whose log lost what their viewers had been sent: Redis has lost writes");
    delivery =
        meters.histogram(
            Histogram.ofDurations(
                "jobwire_delivery_seconds",
                "From the hearing of an event on this node to its write to the sockets of a loop"));
    replayed =
        meters.histogram(
            Histogram.ofNumbers(
                "jobwire_replay_events",
                "Events that a viewer was given from the log before it was live",
                0,
                1,
                10,
                50,
                200,
                1_000,
                10_000));
    journeys =
        new Journeys(
            meters.histogram(
                Histogram.ofDurations(
                    "jobwire_journey_seconds",
                    "From a handler's write on this node, by way of Redis, to sockets on this node"
                        + "; one write at a time")));
    for (String reason : GAPS) {
      gaps.put(reason, gap(reason));
    }
  }

  public void sent(long frames) {
    sent.add(frames);
  }

  public void received() {
    received.increment();
  }

  /** A viewer whose socket was full: he reads the log when it has drained. */
  public void pulled() {
    pulled.increment();
  }

  /** What was heard was not simply the next: the log was read. */
  public void healed() {
    healed.increment();
  }

  /** The log does not hold any more what went to live viewers: nobody can make that up. */
  public void rewound() {
    rewound.increment();
  }

  public Journeys journeys() {
    return journeys;
  }

  public void delivered(long nanos) {
    delivery.note(nanos);
  }

  /** A viewer is live, after so many events out of the log. */
  public void replayed(long events) {
    replayed.note(events);
  }

  /** How a viewer's stream was opened; {@code reason} is null where it simply goes on. */
  public void attached(String mode, String reason) {
    counted(attached, mode, this::attachment);
    told(mode, reason);
  }

  /** The same, of one who asks for pages: he opens no stream. */
  public void told(String mode, String reason) {
    if (!mode.equals("complete") && !ASKED.equals(reason) && !FIRST.equals(reason)) {
      counted(gaps, reason == null ? "unknown" : reason, this::gap);
    }
  }

  private Counter attachment(String mode) {
    return Counter.builder("jobwire.streams.opened")
        .description("Streams opened for viewers, by what they were given")
        .tag("mode", mode)
        .register(registry);
  }

  private Counter gap(String reason) {
    return Counter.builder("jobwire.streams.gaps")
        .description("Viewers told that events are missing behind their position, by why")
        .tag("reason", reason)
        .register(registry);
  }

  private static void counted(
      Map<String, Counter> counters, String word, Function<String, Counter> fresh) {
    counters.computeIfAbsent(word, fresh).increment();
  }
}
