package io.jobwire.load;

import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.StoreLimits;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What things cost that stay: jobs, events and text in Redis, connections and viewers in the JVM.
 * Differences between two looks at a server where nothing moves, divided by how many came between.
 */
final class Memory {
  private static final int BATCH = 1_000;
  private static final int EVENT_BYTES = 200;

  /** Fewer than the backlog keeps. */
  private static final int EVENTS = 190;

  private static final int KEPT = 200;
  private static final int TEXT_CHUNK_BYTES = 1_000;
  private static final int TEXT_CHUNKS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int viewers;
  private final int jobs;
  private final int talkers;
  private final Vertx vertx = Vertx.vertx();
  private Place place;
  private JobwireServer server;
  private RedisLink redis;
  private int ended;

  Memory(int viewers) {
    this.viewers = viewers;
    jobs = 10 * viewers;
    talkers = Math.max(10, viewers / 10);
  }

  Result run() throws Exception {
    Map<String, String> working =
        Map.of(
            "JOBWIRE_VERTICLES_WORKER_INSTANCES", "1",
            "JOBWIRE_HANDLERS_LOAD", "true",
            "JOBWIRE_BACKLOG_EVENTS", Integer.toString(KEPT),
            // Of the heap all pages are there from the start, so that what comes beside it shows.
            "JAVA_TOOL_OPTIONS", "-XX:+AlwaysPreTouch");
    try (Place opened = Place.open();
        JobwireServer started = JobwireServer.start(opened, working)) {
      place = opened;
      server = started;
      redis = link();
      Rooms.got(redis.open());
      Result result = inTheJvm(inRedis(Result.empty()));
      Rooms.got(redis.close());
      return result;
    } finally {
      vertx.close().await();
    }
  }

  private RedisLink link() {
    Keys keys = new Keys("jw", 1);
    StoreLimits limits = new StoreLimits(KEPT, 1 << 20, 3_600_000, 4 << 20);
    RedisAddress address = RedisAddress.single(place.redisUrl());
    return new RedisAccess(address, keys, limits, Duration.ofSeconds(10), 0).link(vertx);
  }

  private Result inRedis(Result result) throws Exception {
    warmUp();
    long empty = used();
    Door.call(server, "/api/queues/load.noop/pause", "");
    create("waits", jobs, "load.noop", "{\"page\":7}");
    long waiting = used();
    result.with("Redis: bytes per waiting job", per(waiting - empty, jobs));
    Door.call(server, "/api/queues/load.noop/resume", "");
    untilEnded(jobs);
    long quiet = used();
    double job = per(quiet - empty, jobs);
    result.with("Redis: bytes per ended job, 3 events", job);
    result.with("  of them its log and its hash", size("log:waits-1") + size("job:waits-1"));

    create("tells", talkers, "load.stream", stream(EVENTS, EVENT_BYTES, ",\"as\":\"event\""));
    untilEnded(talkers);
    long told = used();
    double events = told - quiet - job * talkers;
    result.with("Redis: bytes per event of 200 bytes", per(events, talkers * EVENTS));
    result.with("  and its JSON has", jsonOfAnEvent());

    create("writes", talkers, "load.stream", stream(TEXT_CHUNKS, TEXT_CHUNK_BYTES, ""));
    untilEnded(talkers);
    double kilobytes = number(Request.cmd(Command.STRLEN).arg(key("out:writes-1"))) / 1024;
    result.with("Redis: bytes per KB of streamed text", size("out:writes-1") / kilobytes);
    result.with("Redis: bytes per kept chunk of 1,000", size("log:writes-1") / KEPT);
    result.with("Redis: resident to used memory", residentToUsed());
    return result;
  }

  /** Redis keeps the scripts that it has run, and some counts by type: they come with the first. */
  private void warmUp() throws Exception {
    create("first", 10, "load.noop", "{\"page\":7}");
    create("first-stream", 10, "load.stream", stream(2, EVENT_BYTES, ""));
    untilEnded(20);
  }

  private static String stream(int chunks, int bytes, String more) {
    return "{\"chunks\":" + chunks + ",\"bytes\":" + bytes + ",\"everyMs\":0" + more + "}";
  }

  private Result inTheJvm(Result result) throws Exception {
    Jvm jvm = new Jvm(server.pid());
    // A first round brings what is made once, and is kept for all that come after.
    hold(Math.min(viewers, 100), () -> {});
    Jvm.Look before = jvm.look();
    result.with("JVM: MB in use on the heap", before.heap() / 1048576.0);
    result.with("JVM: MB beside the heap", before.beside() / 1048576.0);
    hold(viewers, () -> tell(result, "idle connection", before, jvm.look()));
    watch(viewers, result, "viewer of a job of his own", jvm);
    watch(1, result, "viewer of the same job", jvm);
    return result;
  }

  private void tell(Result result, String what, Jvm.Look before, Jvm.Look after) {
    result.with("JVM: heap bytes per " + what, per(after.heap() - before.heap(), viewers));
    result.with("  beside it, per " + what, per(after.beside() - before.beside(), viewers));
  }

  /** Signed in, and following nothing. */
  private void hold(int count, Looking looking) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI address = URI.create("ws://127.0.0.1:" + server.port() + "/eventbus/websocket");
    List<CompletableFuture<WebSocket>> opening = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<WebSocket> one =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + server.token())
              .buildAsync(address, new WebSocket.Listener() {});
      one.join();
      opening.add(one);
    }
    looking.look();
    opening.forEach(one -> one.join().abort());
  }

  private void watch(int rooms, Result result, String what, Jvm jvm) throws Exception {
    Rooms open = Rooms.open(vertx, place, rooms);
    Jvm.Look before = jvm.look();
    try (Audience audience = new Audience(server.port(), server.token(), false)) {
      audience.enter(open, viewers, true);
      if (audience.wrong() != null) {
        throw new IllegalStateException(audience.wrong());
      }
      tell(result, what, before, jvm.look());
    }
    open.close();
  }

  private void create(String name, int count, String type, String input) throws Exception {
    for (int from = 0; from < count; from += BATCH) {
      String batch =
          IntStream.range(from, Math.min(count, from + BATCH))
              .mapToObj(
                  i ->
                      "{\"jobId\":\"%s-%d\",\"type\":\"%s\",\"input\":%s}"
                          .formatted(name, i, type, input))
              .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
      Door.call(server, "/api/jobs/batch", batch);
    }
  }

  private void untilEnded(int more) throws Exception {
    ended += more;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (number(Request.cmd(Command.ZCARD).arg(key("ended"))) < ended) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "of "
                + ended
                + " jobs only "
                + number(Request.cmd(Command.ZCARD).arg(key("ended")))
                + " end");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String key(String name) {
    return "jw:{0}:" + name;
  }

  private double number(Request request) throws Exception {
    return Rooms.got(redis.send(request)).toLong();
  }

  private double size(String name) throws Exception {
    return number(Request.cmd(Command.MEMORY).arg("USAGE").arg(key(name)).arg("SAMPLES").arg(0));
  }

  private double jsonOfAnEvent() throws Exception {
    Request one = Request.cmd(Command.XRANGE).arg(key("log:tells-1")).arg("100").arg("100");
    return Rooms.got(redis.send(one)).get(0).get(1).get(1).toBytes().length;
  }

  private long used() throws Exception {
    return ofMemory("used_memory") - ofMemory("mem_clients_normal");
  }

  private double residentToUsed() throws Exception {
    return (double) ofMemory("used_memory_rss") / ofMemory("used_memory");
  }

  private long ofMemory(String name) throws Exception {
    String info = Rooms.got(redis.send(Request.cmd(Command.INFO).arg("memory"))).toString();
    Matcher line = Pattern.compile("(?m)^" + name + ":(\\d+)").matcher(info);
    if (!line.find()) {
      throw new IllegalStateException("no " + name);
    }
    return Long.parseLong(line.group(1));
  }

  private static double per(double bytes, int count) {
    return bytes / count;
  }

  /** Something to be done while all are there. */
  private interface Looking {
    void look() throws Exception;
  }
}
