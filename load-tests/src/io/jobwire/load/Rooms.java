package io.jobwire.load;

import io.jobwire.model.Backoff;
import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.redis.Claims;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.StoreLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Running jobs, and somebody who writes into them: what stands in their logs and channels is what
 * the service's own scripts would have written, event by event, but by a script that does nothing
 * beside, so that Redis is not what is measured.
 */
final class Rooms {
  private static final String TYPE = "load";
  private static final int AT_ONCE = 50;

  /** KEYS: job, log. ARGV: channel, the beginning and the end of the envelope, then the data. */
  private static final String WRITE =
      """
      local clock = redis.call('TIME')
      local micros = clock[1] * 1000000 + clock[2]
      local at = string.format('%.0f', math.floor(micros / 1000))
      local fields = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'instant')
      local seq, before = tonumber(fields[2]), fields[3]
      for i = 4, #ARGV do
        seq = seq + 1
        local instant = string.format('%x', math.floor(micros / 1000)) .. string.format('%x', seq)
        local position = fields[1] .. '.' .. string.format('%.0f', seq) .. '.' .. instant
        local event = '{"id":"' .. position .. '","seq":' .. string.format('%.0f', seq) .. ',"at":' .. at
          .. ARGV[2] .. ARGV[i] .. ARGV[3]
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', 2000, string.format('%.0f', seq) .. '-0', 'e', event)
        redis.call('PUBLISH', ARGV[1], position .. ' ' .. before .. ' ' .. #event .. '\\n' .. event)
        before = instant
      end
      redis.call('HSET', KEYS[1], 'seq', seq, 'instant', before)
      return seq
      """;

  private final Vertx vertx;
  private final RedisLink link;
  private final JobStore store;
  private final String sha;
  private final List<Room> rooms = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** One job, and how many writes it has had. */
  static final class Room {
    final String job;
    final Claim claim;
    volatile long writes;

    Room(String job, Claim claim) {
      this.job = job;
      this.claim = claim;
    }

    /** Created and running come first. */
    long top() {
      return writes + 2;
    }
  }

  private Rooms(Vertx vertx, RedisLink link, JobStore store, String sha) {
    this.sha = sha;
    this.vertx = vertx;
    this.link = link;
    this.store = store;
  }

  static Rooms open(Vertx vertx, Place place, int count) throws Exception {
    StoreLimits limits = new StoreLimits(2_000, 1 << 20, 3_600_000, 4 << 20);
    Keys keys = new Keys("jw", 1);
    RedisAccess redis =
        new RedisAccess(
            RedisAddress.single(place.redisUrl()), keys, limits, Duration.ofSeconds(10), 0);
    RedisLink link = redis.link(vertx);
    got(link.open());
    String sha = got(link.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(WRITE))).toString();
    Rooms rooms = new Rooms(vertx, link, redis.store(link, link), sha);
    rooms.create(count, new Claims(link, keys, limits));
    return rooms;
  }

  /** A job that somebody else works on. */
  static Rooms named(Vertx vertx, Place place, String job) throws Exception {
    Rooms rooms = open(vertx, place, 0);
    rooms.rooms.add(new Room(job, null));
    return rooms;
  }

  private void create(int count, Claims claims) throws Exception {
    NewJob job =
        new NewJob(
            TYPE,
            JsonText.EMPTY_OBJECT,
            null,
            0,
            0,
            null,
            1,
            null,
            new Backoff(Backoff.Kind.FIXED, 0, 0),
            false,
            0,
            List.of());
    for (int i = 0; i < count; i++) {
      got(store.create(new JobId("room-" + System.nanoTime() + "-" + i), "load", "hash", job));
      for (ClaimedJob claimed :
          got(claims.claim(0, "load", "c" + System.nanoTime(), 1, Map.of(TYPE, 1)))) {
        rooms.add(new Room(claimed.id().value(), claimed.claim()));
      }
    }
  }

  static <T> T got(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }

  Room room(int index) {
    return rooms.get(index % rooms.size());
  }

  int count() {
    return rooms.size();
  }

  /** Each entry is the instant that an event was due at; they go to the rooms in turn. */
  void write(int firstRoom, long[] due, int padding) {
    vertx.runOnContext(
        now -> {
          if (rooms.size() == 1) {
            writeTogether(rooms.get(0), due, padding);
          } else {
            for (int i = 0; i < due.length; i++) {
              append(room(firstRoom + i), List.of(event(due[i], padding)));
            }
          }
        });
  }

  private void writeTogether(Room room, long[] due, int padding) {
    for (int from = 0; from < due.length; from += AT_ONCE) {
      List<String> events = new ArrayList<>();
      for (int i = from; i < Math.min(due.length, from + AT_ONCE); i++) {
        events.add(event(due[i], padding));
      }
      append(room, events);
    }
  }

  private void append(Room room, List<String> events) {
    room.writes += events.size();
    Request request =
        Request.cmd(Command.EVALSHA)
            .arg(sha)
            .arg(2)
            .arg("jw:{0}:job:" + room.job)
            .arg("jw:{0}:log:" + room.job)
            .arg("jw:s:{0}:job:" + room.job)
            .arg(",\"type\":\"x:load:v1\",\"jobId\":\"" + room.job + "\",\"attempt\":1,\"data\":")
            .arg("}");
    events.forEach(request::arg);
    link.send(request)
        .onSuccess(done -> written.addAndGet(events.size()))
        .onFailure(failed -> failure.compareAndSet(null, failed));
  }

  private static String event(long due, int padding) {
    return "{\"t\":" + due + ",\"p\":\"" + "p".repeat(padding) + "\"}";
  }

  long written() {
    return written.get();
  }

  Throwable failure() {
    return failure.get();
  }

  void close() throws Exception {
    got(link.close());
  }
}
