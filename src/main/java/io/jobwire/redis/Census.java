package io.jobwire.redis;

import io.jobwire.model.Attendance;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Collection;
import java.util.List;

/**
 * Counts who is connected to all processes together: a question goes out by pub/sub, each process
 * adds its own to one tally, and who has asked reads it. Nothing is kept when nobody asks.
 */
public final class Census {
  public static final long LEASE_MS = 15_000;
  private static final int TALLY_MS = 10_000;

  private final RedisLink link;
  private final Keys keys;

  public Census(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** What came in so far; {@code missing} processes have not answered yet. */
  public record Tally(
      long connections, long connected, long subscriptions, long rooms, long users, long missing) {}

  /** A process is there, and will answer. */
  public Future<Void> present(String process) {
    return now()
        .compose(
            now ->
                link.send(
                    Request.cmd(Command.ZADD)
                        .arg(keys.processes())
                        .arg(now + LEASE_MS)
                        .arg(process)))
        .mapEmpty();
  }

  public Future<Void> absent(String process) {
    return link.send(Request.cmd(Command.ZREM).arg(keys.processes()).arg(process)).mapEmpty();
  }

  /** Gives the question's name. */
  public Future<String> ask() {
    String question = Ids.random(16);
    return link.send(Request.cmd(Command.PUBLISH).arg(keys.census()).arg(question)).map(question);
  }

  /** What is counted once however often it is there goes into sets. */
  public Future<Void> answer(String question, Attendance here) {
    String tally = keys.tally(question);
    Future<Response> numbers =
        Future.all(
                add(tally, "connections", here.connections()),
                add(tally, "connected", here.connected()),
                add(tally, "subscriptions", here.subscriptions()))
            .map(all -> null);
    return Future.all(
            numbers, gather(tally + ":rooms", here.rooms()), gather(tally + ":users", here.users()))
        .compose(all -> add(tally, "answers", 1))
        .compose(all -> expire(tally))
        .mapEmpty();
  }

  private Future<Response> add(String tally, String field, int number) {
    return link.send(Request.cmd(Command.HINCRBY).arg(tally).arg(field).arg(number));
  }

  private Future<Response> gather(String set, Collection<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture();
    }
    Request request = Request.cmd(Command.SADD).arg(set);
    names.forEach(request::arg);
    return link.send(request).compose(added -> expire(set));
  }

  private Future<Response> expire(String key) {
    return link.send(Request.cmd(Command.PEXPIRE).arg(key).arg(TALLY_MS));
  }

  public Future<Tally> count(String question) {
    String tally = keys.tally(question);
    Future<Response> numbers =
        link.send(
            Request.cmd(Command.HMGET)
                .arg(tally)
                .arg("connections")
                .arg("connected")
                .arg("subscriptions")
                .arg("answers"));
    Future<Response> rooms = link.send(Request.cmd(Command.SCARD).arg(tally + ":rooms"));
    Future<Response> users = link.send(Request.cmd(Command.SCARD).arg(tally + ":users"));
    Future<Long> processes = now().compose(this::processes);
    return Future.all(List.of(numbers, rooms, users, processes))
        .map(
            all ->
                new Tally(
                    number(numbers.result().get(0)),
                    number(numbers.result().get(1)),
                    number(numbers.result().get(2)),
                    rooms.result().toLong(),
                    users.result().toLong(),
                    processes.result() - number(numbers.result().get(3))));
  }

  private Future<Long> processes(long now) {
    return link.send(Request.cmd(Command.ZCOUNT).arg(keys.processes()).arg("(" + now).arg("+inf"))
        .map(Response::toLong);
  }

  private Future<Long> now() {
    return link.send(Request.cmd(Command.TIME)).map(time -> time.get(0).toLong() * 1_000);
  }

  private static long number(Response value) {
    return value == null ? 0 : value.toLong();
  }
}
