package io.jobwire.redis;

import static io.jobwire.redis.Replies.number;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Reads what the scripts have counted, day by day. */
public final class Days {
  private final RedisLink link;
  private final Keys keys;

  public Days(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Days count from 1970 on, in UTC. */
  public record Today(long day, long openSessions) {}

  public Future<Today> today() {
    return link.run(Script.TODAY, List.of(keys.sessionHolders()), List.of())
        .map(Replies::accepted)
        .map(reply -> new Today(number(reply, 1), number(reply, 2)));
  }

  /** Of all partitions together. */
  public Future<DayNumbers> numbers(long day) {
    List<Future<Response>> parts = new ArrayList<>();
    parts.add(books(List.of(keys.sessionsOn(day))));
    for (int partition = 0; partition < keys.partitions(); partition++) {
      parts.add(books(List.of(keys.jobsOn(day, partition), keys.spreadOn(day, partition))));
    }
    return Future.all(parts).map(all -> together(parts));
  }

  private Future<Response> books(List<String> names) {
    return link.run(Script.NUMBERS, names, List.of()).map(Replies::accepted);
  }

  private static DayNumbers together(List<Future<Response>> parts) {
    DayNumbers numbers = new DayNumbers();
    parts.forEach(part -> read(part.result(), numbers));
    return numbers;
  }

  /** Sessions have no second hash. */
  private static void read(Response books, DayNumbers numbers) {
    numbers.read(books.get(1));
    if (books.size() > 2) {
      numbers.readSpread(books.get(2));
    }
  }
}
