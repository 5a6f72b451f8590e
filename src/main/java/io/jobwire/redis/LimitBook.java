package io.jobwire.redis;

import static io.jobwire.redis.Replies.text;

import io.jobwire.model.Counted;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The limits that all processes keep together: each tells once in a while what it has counted, and
 * hears what that makes of all. Belongs to one event loop.
 */
public final class LimitBook {
  /** What a process holds counts so long after its last word. */
  public static final long LEASE_MS = 5_000;

  /** What is held is forgotten unless it is told again within this. */
  private static final long KEEP_MS = 1_800_000;

  private static final long MOST_OWED_MICROS = 120_000_000;

  private final RedisLink link;
  private final Keys keys;
  private String process = Ids.random(12);
  private long tellings;

  public LimitBook(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * What was taken within {@code spanMicros}, in microseconds of each limit's time; gives what each
   * owes now, in this order. Without an answer it may count or not: it is not to be told again.
   */
  public Future<List<Long>> spend(long spanMicros, List<Counted> taken) {
    List<String> arguments =
        arguments(taken, Long.toString(spanMicros), Long.toString(MOST_OWED_MICROS));
    return link.run(Script.SPEND, processes(), arguments).map(LimitBook::numbers);
  }

  /**
   * How many each holds here now; gives how many he holds elsewhere, in this order. Empty when this
   * process was taken for dead: then nothing of it counts any more, and all is to be told anew.
   */
  public Future<Optional<List<Long>>> hold(List<Counted> held) {
    List<String> arguments =
        arguments(
            held,
            process,
            Long.toString(++tellings),
            Long.toString(LEASE_MS),
            Long.toString(KEEP_MS));
    String told = process;
    return link.run(Script.HOLD, processes(), arguments).map(reply -> heard(told, reply));
  }

  private Optional<List<Long>> heard(String told, Response reply) {
    if (text(reply, 0).equals("ok")) {
      return Optional.of(numbers(reply));
    }
    if (told.equals(process)) {
      process = Ids.random(12);
      tellings = 0;
    }
    return Optional.empty();
  }

  /** What is held here is free at once. */
  public Future<Void> leave() {
    return link.send(Request.cmd(Command.ZREM).arg(keys.limits()).arg(process)).mapEmpty();
  }

  private List<String> processes() {
    return List.of(keys.limits());
  }

  private static List<String> arguments(List<Counted> counted, String... first) {
    List<String> arguments = new ArrayList<>(List.of(first));
    for (Counted one : counted) {
      arguments.addAll(List.of(one.limit(), one.who(), Long.toString(one.number())));
    }
    return arguments;
  }

  private static List<Long> numbers(Response reply) {
    List<String> words = Replies.texts(reply);
    return words.subList(1, words.size()).stream().map(Long::valueOf).toList();
  }
}
