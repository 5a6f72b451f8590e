package io.jobwire.load;

import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Runs one scenario once, from an empty Redis to the numbers. */
final class Runner {
  /** What is compiled meanwhile would count as work otherwise. */
  private static final int WARM_UP_SECONDS = Integer.getInteger("load.warmUp", 15);

  private static final int STORMS = 5;
  private static final int STALLED = 100;
  private static final int STALLED_BYTES = 50 << 20;

  private final Plan plan;

  Runner(Plan plan) {
    this.plan = plan;
  }

  Result run() throws Exception {
    return switch (plan.scenario()) {
      case "sockets", "own-room" -> steady(plan.connections());
      case "hot-room" -> steady(1);
      case "limit" -> limit();
      case "storm" -> storm();
      case "stalled" -> stalled();
      case "cross-node" -> crossNode();
      case "memory" -> new Memory(plan.connections()).run();
      default -> throw new IllegalArgumentException(Plan.USAGE);
    };
  }

  private Contender contender(Place place) throws Exception {
    return plan.server().equals("floor")
        ? FloorServer.start(place)
        : JobwireServer.start(place, Map.of());
  }

  private static void pause(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** Viewers sit and receive at a steady rate. */
  private Result steady(int roomCount) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Place place = Place.open();
        Contender server = contender(place);
        Audience audience = new Audience(server.port(), server.token(), false)) {
      Rooms rooms = Rooms.open(vertx, place, roomCount);
      long began = System.nanoTime();
      audience.enter(rooms, plan.connections(), true);
      double connected = (System.nanoTime() - began) / 1e9;
      Result result = Result.empty().with("connect all s", connected);
      Window window = new Window(place, server);
      try (Author author = Author.at(rooms, plan.rate(), Author.PADDING)) {
        pause(WARM_UP_SECONDS);
        window.open();
        audience.count(System.nanoTime());
        pause(plan.seconds());
        audience.countUntil(System.nanoTime());
        window.close();
      }
      audience.await(audience::isComplete, "everybody has everything");
      result = ended(result, audience, rooms, window);
      rooms.close();
      return result;
    } finally {
      vertx.close().await();
    }
  }

  private Result ended(Result result, Audience audience, Rooms rooms, Window window) {
    if (rooms.failure() != null) {
      return Result.wrong("a write failed: " + rooms.failure());
    }
    if (audience.wrong() != null) {
      return Result.wrong(audience.wrong());
    }
    long deliveries = audience.deliveries();
    result.with("deliveries/s", deliveries / window.seconds()).with(audience.latency());
    return window.into(result, deliveries);
  }

  /**
   * The highest rate of the hot room that is still fast: doubled until it is not, then halved. A
   * rate is too high when it was too slow twice: once may have been the machine's other guests.
   */
  private Result limit() throws Exception {
    double good = 0;
    double bad = 0;
    double rate = plan.rate();
    for (int tries = 0; tries < 9 && (bad == 0 || bad / good > 1.1); tries++) {
      boolean fast = isFast((int) rate) || isFast((int) rate);
      if (fast) {
        good = rate;
      } else {
        bad = rate;
      }
      rate = bad == 0 ? rate * 2 : good == 0 ? rate / 2 : (good + bad) / 2;
    }
    return Result.empty().with("highest rate with p95 < 100 ms", good);
  }

  private boolean isFast(int rate) throws Exception {
    Plan once = new Plan("hot-room", plan.connections(), 4, rate, 0, plan.server(), 1, false);
    Result result = new Runner(once).run();
    System.out.printf(
        "  %-8s %6d/s  %s%n",
        plan.server(),
        rate,
        result.isWrong() ? result.wrong() : "p95 " + result.numbers().get("p95 ms") + " ms");
    return !result.isWrong() && result.numbers().get("p95 ms") < 100;
  }

  /** All drop at once, miss some, and come back at once, while events go on. */
  private Result storm() throws Exception {
    Vertx vertx = Vertx.vertx();
    double[] seconds = new double[STORMS];
    try (Place place = Place.open();
        Contender server = contender(place);
        Audience audience = new Audience(server.port(), server.token(), false)) {
      Rooms rooms = Rooms.open(vertx, place, 1);
      audience.enter(rooms, plan.connections(), true);
      Window window = new Window(place, server);
      try (Author author = Author.at(rooms, plan.rate(), Author.PADDING)) {
        pause(WARM_UP_SECONDS);
        window.open();
        for (int i = 0; i < STORMS; i++) {
          audience.drop();
          long before = rooms.written();
          audience.await(() -> rooms.written() >= before + plan.missed(), "they missed something");
          long top = rooms.room(0).top();
          long began = System.nanoTime();
          audience.comeBack();
          audience.await(() -> audience.hasReached(top), "all have caught up");
          seconds[i] = (System.nanoTime() - began) / 1e9;
          pause(1);
        }
        window.close();
      }
      audience.await(audience::isComplete, "everybody has everything");
      rooms.close();
      if (audience.wrong() != null) {
        return Result.wrong(audience.wrong());
      }
      Arrays.sort(seconds);
      return window.into(Result.empty().with("storm s (median)", seconds[STORMS / 2]), 0);
    } finally {
      vertx.close().await();
    }
  }

  /** Five pairs: healthy viewers alone, and beside a hundred that read nothing of 50 MB. */
  private Result stalled() throws Exception {
    double[] alone = new double[5];
    double[] beside = new double[5];
    for (int i = 0; i < 5; i++) {
      alone[i] = healthy(false);
      beside[i] = healthy(true);
      System.out.printf("  pair %d: p99 %.2f ms alone, %.2f ms beside%n", i, alone[i], beside[i]);
    }
    Arrays.sort(alone);
    Arrays.sort(beside);
    return Result.empty()
        .with("healthy p99 ms alone", alone[2])
        .with("healthy p99 ms beside stalled", beside[2])
        .with("ratio", beside[2] / alone[2]);
  }

  private double healthy(boolean withStalled) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Place place = Place.open();
        Contender server = contender(place);
        Audience healthy = new Audience(server.port(), server.token(), false);
        Audience stalled = new Audience(server.port(), server.token(), false)) {
      Rooms rooms = Rooms.open(vertx, place, 1);
      Rooms flood = Rooms.open(vertx, place, 1);
      healthy.enter(rooms, STALLED, true);
      if (withStalled) {
        stalled.enter(flood, STALLED, false);
      }
      int bytes = 1_000;
      double rate = (double) STALLED_BYTES / bytes / plan.seconds();
      try (Author author = Author.at(rooms, plan.rate(), Author.PADDING)) {
        pause(WARM_UP_SECONDS);
        healthy.count(System.nanoTime());
        try (Author flooding = Author.at(flood, rate, bytes - 160)) {
          pause(plan.seconds());
        }
        healthy.countUntil(System.nanoTime());
      }
      healthy.await(healthy::isComplete, "the healthy have everything");
      if (healthy.wrong() != null) {
        throw new IllegalStateException("WRONG " + healthy.wrong());
      }
      rooms.close();
      flood.close();
      return healthy.latency().getValueAtPercentile(99) / 1e3;
    } finally {
      vertx.close().await();
    }
  }

  /** The worker in one process, the viewer at another; both know nothing but Redis. */
  private Result crossNode() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Place place = Place.open();
        JobwireServer door = JobwireServer.start(place, Map.of());
        JobwireServer worker =
            JobwireServer.start(
                place,
                Map.of(
                    "JOBWIRE_VERTICLES_WORKER_INSTANCES", "1",
                    "JOBWIRE_VERTICLES_SCHEDULER_INSTANCES", "1",
                    "JOBWIRE_HANDLERS_LOAD", "true"));
        Audience audience = new Audience(door.port(), door.token(), true)) {
      int chunks = plan.rate() * (plan.seconds() + WARM_UP_SECONDS);
      Door.create(door, "cross", chunks, 1_000 / plan.rate());
      Rooms one = Rooms.named(vertx, place, "cross");
      audience.enter(one, plan.connections(), true);
      pause(WARM_UP_SECONDS);
      audience.count(System.nanoTime());
      pause(plan.seconds());
      if (audience.wrong() != null) {
        return Result.wrong(audience.wrong());
      }
      Histogram latency = audience.latency();
      return Result.empty().with("deliveries", audience.deliveries()).with(latency);
    } finally {
      vertx.close().await();
    }
  }

  /** What server and Redis use between two instants. */
  private static final class Window {
    private final Place place;
    private final Contender server;
    private Usage serverBefore;
    private Usage redisBefore;
    private Usage selfBefore;
    private Usage serverAfter;
    private Usage redisAfter;
    private Usage selfAfter;
    private long began;
    private long ended;

    Window(Place place, Contender server) {
      this.place = place;
      this.server = server;
    }

    void open() {
      began = System.nanoTime();
      serverBefore = Usage.of(server.pid());
      redisBefore = Usage.of(place.redisPid());
      selfBefore = Usage.of(ProcessHandle.current().pid());
    }

    void close() {
      ended = System.nanoTime();
      serverAfter = Usage.of(server.pid());
      redisAfter = Usage.of(place.redisPid());
      selfAfter = Usage.of(ProcessHandle.current().pid());
    }

    double seconds() {
      return (ended - began) / 1e9;
    }

    Result into(Result result, long deliveries) {
      double cpu = serverAfter.cpuSince(serverBefore);
      if (deliveries > 0) {
        result.with("server CPU us/delivery", cpu * 1e6 / deliveries);
      }
      return result
          .with("server CPU s", cpu)
          .with("Redis CPU s", redisAfter.cpuSince(redisBefore))
          .with("generator CPU s", selfAfter.cpuSince(selfBefore))
          .with("server RSS MB", serverAfter.residentBytes() / 1048576.0);
    }
  }
}
