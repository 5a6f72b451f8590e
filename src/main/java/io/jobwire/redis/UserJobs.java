package io.jobwire.redis;

import io.jobwire.model.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which jobs a user has, newest first, and how many more the user may create now. Only an index:
 * the jobs themselves say whose they are.
 */
public final class UserJobs {
  private final RedisLink link;
  private final Keys keys;
  private final int createsPerMinute;
  private final int createBurst;

  public UserJobs(RedisLink link, Keys keys, int createsPerMinute, int createBurst) {
    this.link = link;
    this.keys = keys;
    this.createsPerMinute = createsPerMinute;
    this.createBurst = createBurst;
  }

  /** A job's place in a list: its creation, and its name among those of the same millisecond. */
  public record Entry(String id, long createdMs) {
    static final Comparator<Entry> NEWEST_FIRST =
        Comparator.comparingLong(Entry::createdMs).thenComparing(Entry::id).reversed();
  }

  /** Before a creation: takes one from the user's allowance and notes the job in the index. */
  public Future<Void> admit(String user, JobId id) {
    return bucket(Script.ADMIT, user, id, List.of());
  }

  /** After a creation that made nothing new; {@code foreign} when the id is not this user's. */
  public Future<Void> refund(String user, JobId id, boolean foreign) {
    return bucket(Script.REFUND, user, id, List.of(foreign ? "1" : ""));
  }

  /** A new job under an id that was used before takes the place of the old one. */
  public Future<Void> note(String user, JobId id, long createdMs) {
    return link.send(
            Request.cmd(Command.ZADD).arg(keys.userJobs(user)).arg(createdMs).arg(id.value()))
        .mapEmpty();
  }

  public Future<Void> forget(Removed job) {
    return link.run(
            Script.FORGET,
            List.of(keys.userJobs(job.user())),
            List.of(job.id().value(), Long.toString(job.createdMs())))
        .mapEmpty();
  }

  /** How long ago an entry was made, by Redis's clock, which also wrote it. */
  public Future<Long> ageMs(Entry entry) {
    return link.send(Request.cmd(Command.TIME))
        .map(time -> time.get(0).toLong() * 1_000 - entry.createdMs());
  }

  /** The user's jobs from {@code from} on, itself left out; null is the newest. */
  public Future<List<Entry>> of(String user, Entry from, int most) {
    return entries(keys.userJobs(user), from, most);
  }

  /** Everybody's. */
  public Future<List<Entry>> ofAll(Entry from, int most) {
    List<Future<List<Entry>>> parts =
        IntStream.range(0, keys.partitions())
            .mapToObj(p -> entries(keys.jobs(p), from, most))
            .toList();
    return Future.all(parts)
        .map(
            all ->
                parts.stream()
                    .flatMap(part -> part.result().stream())
                    .sorted(Entry.NEWEST_FIRST)
                    .limit(most)
                    .toList());
  }

  /**
   * Redis orders equal scores by name, so everything of the cursor's millisecond is read again and
   * what the caller has seen of it is left out.
   */
  private Future<List<Entry>> entries(String index, Entry from, int most) {
    Request request =
        Request.cmd(Command.ZRANGE)
            .arg(index)
            .arg(from == null ? "+inf" : Long.toString(from.createdMs()))
            .arg("-inf")
            .arg("BYSCORE")
            .arg("REV")
            .arg("LIMIT")
            .arg(0);
    if (from == null) {
      return link.send(request.arg(most).arg("WITHSCORES")).map(UserJobs::entries);
    }
    return sameInstant(index, from)
        .compose(same -> link.send(request.arg(most + same).arg("WITHSCORES")))
        .map(
            reply ->
                entries(reply).stream().filter(entry -> isAfter(from, entry)).limit(most).toList());
  }

  private Future<Integer> sameInstant(String index, Entry from) {
    return link.send(
            Request.cmd(Command.ZCOUNT).arg(index).arg(from.createdMs()).arg(from.createdMs()))
        .map(Response::toInteger);
  }

  private static boolean isAfter(Entry from, Entry entry) {
    return Entry.NEWEST_FIRST.compare(from, entry) < 0;
  }

  /** RESP3 gives pairs, RESP2 a flat list. */
  private static List<Entry> entries(Response reply) {
    List<Entry> entries = new ArrayList<>();
    if (reply.size() > 0 && reply.get(0).size() > 0) {
      reply.forEach(pair -> entries.add(entry(pair.get(0), pair.get(1))));
      return entries;
    }
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      entries.add(entry(reply.get(i), reply.get(i + 1)));
    }
    return entries;
  }

  private static Entry entry(Response id, Response score) {
    return new Entry(id.toString(), (long) Double.parseDouble(score.toString()));
  }

  private Future<Void> bucket(Script script, String user, JobId id, List<String> more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(createsPerMinute));
    arguments.add(Integer.toString(createBurst));
    arguments.add(id.value());
    arguments.addAll(more);
    return link.run(script, List.of(keys.userBucket(user), keys.userJobs(user)), arguments)
        .map(Replies::accepted)
        .mapEmpty();
  }
}
