package io.jobwire.redis;

import static io.jobwire.redis.Replies.number;
import static io.jobwire.redis.Replies.text;

import io.jobwire.model.JsonText;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's own stream: what his devices tell each other, numbered and kept as a job's events are.
 */
public final class UserLog {
  private final RedisLink link;
  private final Keys keys;
  private final StoreLimits limits;

  public UserLog(RedisLink link, Keys keys, StoreLimits limits) {
    this.link = link;
    this.keys = keys;
    this.limits = limits;
  }

  /** From now on: nothing of what was. */
  public Future<LogPage> now(String user) {
    return page(user, List.of("now", "", "0", "", "1", "1", ""));
  }

  /**
   * What follows a position, null for the beginning; where the log cannot go on from there, the
   * reason, and all that it has.
   */
  public Future<LogPage> page(String user, Position after, int mostEvents, int mostBytes) {
    return page(
        user,
        List.of(
            "",
            after == null ? "" : after.epoch(),
            after == null ? "0" : Long.toString(after.seq()),
            after == null ? "" : after.instant(),
            Integer.toString(mostEvents),
            Integer.toString(mostBytes),
            ""));
  }

  /** The position of the newest event; {@code 0} when there is none. */
  public Future<String> top(String user) {
    return link.send(
            Request.cmd(Command.HMGET)
                .arg(keys.userMeta(user))
                .arg("epoch")
                .arg("seq")
                .arg("instant"))
        .map(UserLog::top);
  }

  /** The same event id again changes nothing, and gives the same position. */
  public Future<Position> publish(String user, String eventId, String type, JsonText data) {
    List<String> arguments = recording(user);
    arguments.addAll(List.of(eventId, type, data.text()));
    return link.run(Script.PUBLISH, List.of(keys.userMeta(user)), arguments)
        .map(Replies::accepted)
        .map(reply -> Position.parse(text(reply, 1)).orElseThrow());
  }

  /** What a script needs that may record on the stream. */
  List<String> recording(String user) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(limits.userEvents()));
    arguments.add(Long.toString(limits.backlogBytes()));
    arguments.add(Ids.epoch(user));
    return arguments;
  }

  private Future<LogPage> page(String user, List<String> rest) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Ids.epoch(user));
    arguments.addAll(rest);
    return link.run(Script.USERPAGE, List.of(keys.userMeta(user)), arguments)
        .map(Replies::accepted)
        .map(reply -> page(user, reply));
  }

  private static LogPage page(String user, Response reply) {
    String reason = text(reply, 1);
    return new LogPage(
        reason.isEmpty() ? null : reason,
        user,
        null,
        0,
        number(reply, 2),
        number(reply, 3),
        text(reply, 4),
        Replies.jsons(reply.get(5)),
        null,
        0,
        false);
  }

  private static String top(Response fields) {
    boolean none = fields.get(0) == null || fields.get(2) == null;
    return none ? "0" : text(fields, 0) + "." + text(fields, 1) + "." + text(fields, 2);
  }
}
