package io.jobwire.redis;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** How the waiting lines stand, and whether they move. */
public final class Queues {
  private final RedisLink link;
  private final Keys keys;

  public Queues(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** One type over all partitions; {@code oldestWaitMs} is -1 when nothing waits. */
  public record Depth(
      String type, long waiting, long running, long delayed, long oldestWaitMs, boolean paused) {

    private Depth plus(Depth other) {
      return new Depth(
          type,
          waiting + other.waiting,
          running + other.running,
          delayed + other.delayed,
          Math.max(oldestWaitMs, other.oldestWaitMs),
          paused || other.paused);
    }
  }

  /** How these stand, and all others that anything is in. */
  public Future<List<Depth>> depths(Set<String> known) {
    return names(known)
        .compose(
            names -> {
              List<Future<Depth>> each = names.stream().map(this::depth).toList();
              return Future.all(each).map(all -> each.stream().map(Future::result).toList());
            });
  }

  /** These, and those that nobody knows any more as long as anything is in them. */
  public Future<Set<String>> names(Set<String> known) {
    return busy()
        .map(
            busy -> {
              Set<String> names = new TreeSet<>(known);
              names.addAll(busy);
              return names;
            });
  }

  public Future<Depth> depth(String type) {
    List<Future<Depth>> parts =
        IntStream.range(0, keys.partitions()).mapToObj(p -> depth(type, p)).toList();
    return Future.all(parts)
        .map(all -> parts.stream().map(Future::result).reduce(Depth::plus).orElseThrow());
  }

  /** Types of which anything waits, is delayed or runs, whether or not somebody serves them. */
  Future<Set<String>> busy() {
    List<Future<List<String>>> parts =
        IntStream.range(0, keys.partitions()).mapToObj(this::busy).toList();
    return Future.all(parts)
        .map(all -> parts.stream().flatMap(part -> part.result().stream()).collect(toSet()));
  }

  private Future<List<String>> busy(int partition) {
    return link.run(Script.BUSY, List.of(keys.counts(partition)), List.of())
        .map(Replies::accepted)
        .map(Replies::texts)
        .map(words -> words.subList(1, words.size()));
  }

  public Future<Void> pause(String type) {
    return everywhere(Command.SADD, type);
  }

  public Future<Void> resume(String type) {
    return everywhere(Command.SREM, type);
  }

  private Future<Void> everywhere(Command command, String type) {
    List<Future<Response>> parts =
        IntStream.range(0, keys.partitions())
            .mapToObj(p -> link.send(Request.cmd(command).arg(keys.paused(p)).arg(type)))
            .toList();
    return Future.all(parts).mapEmpty();
  }

  private Future<Depth> depth(String type, int partition) {
    return link.run(Script.QUEUE, List.of(keys.counts(partition)), List.of(type))
        .map(Replies::accepted)
        .map(
            reply ->
                new Depth(
                    type,
                    Replies.number(reply, 1),
                    Replies.number(reply, 2),
                    Replies.number(reply, 3),
                    Replies.number(reply, 4),
                    Replies.text(reply, 5).equals("1")));
  }
}
