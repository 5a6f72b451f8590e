package io.jobwire.redis;

import static io.jobwire.redis.Replies.number;

import io.jobwire.model.JsonText;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which devices of a user are here, on whichever instance: each holder of sockets says so under a
 * lease, and what a dead one held is let go by whoever looks next.
 */
public final class Presence {
  public static final long LEASE_MS = 30_000;

  private final RedisLink link;
  private final Keys keys;
  private final UserLog log;

  public Presence(RedisLink link, Keys keys, StoreLimits limits) {
    this.link = link;
    this.keys = keys;
    log = new UserLog(link, keys, limits);
  }

  /** Here, or still here. */
  public Future<Void> enter(String user, String holder, Collection<String> devices, long leaseMs) {
    List<String> arguments = log.recording(user);
    arguments.add(holder);
    arguments.add(Long.toString(leaseMs));
    arguments.addAll(devices);
    return step(Script.ENTER, user, arguments);
  }

  public Future<Void> leave(String user, String holder, Collection<String> devices) {
    List<String> arguments = log.recording(user);
    arguments.add(holder);
    arguments.addAll(devices);
    return step(Script.LEAVE, user, arguments);
  }

  /** Lets go of the devices whose holders have died; gives how many users were looked at. */
  public Future<Integer> sweep(int most) {
    return link.send(Request.cmd(Command.TIME))
        .map(time -> time.get(0).toLong() * 1_000)
        .compose(now -> overdue(now, most))
        .compose(this::sweep);
  }

  private Future<List<String>> overdue(long now, int most) {
    return link.send(
            Request.cmd(Command.ZRANGE)
                .arg(keys.presentUsers())
                .arg("-inf")
                .arg(now)
                .arg("BYSCORE")
                .arg("LIMIT")
                .arg(0)
                .arg(most))
        .map(Replies::texts);
  }

  private Future<Integer> sweep(List<String> users) {
    List<Future<Void>> each = users.stream().map(user -> leave(user, "", List.of())).toList();
    return Future.all(each).map(users.size());
  }

  /** Those who are here now. */
  public Future<List<String>> devices(String user) {
    return link.send(Request.cmd(Command.TIME))
        .compose(
            time ->
                link.send(
                    Request.cmd(Command.ZRANGE)
                        .arg(keys.userDevices(user))
                        .arg("(" + time.get(0).toLong() * 1_000)
                        .arg("+inf")
                        .arg("BYSCORE")))
        .map(Presence::distinct);
  }

  private static List<String> distinct(Response members) {
    Set<String> devices = new LinkedHashSet<>();
    Replies.texts(members).forEach(member -> devices.add(member.substring(0, member.indexOf(' '))));
    return devices.stream().sorted().toList();
  }

  private Future<Void> step(Script script, String user, List<String> arguments) {
    return link.run(script, List.of(keys.userMeta(user)), arguments)
        .map(Replies::accepted)
        .compose(reply -> index(user, number(reply, 1)));
  }

  /** When somebody has to look after this user; only a hint where, the look itself decides. */
  private Future<Void> index(String user, long nextEnd) {
    Request request =
        nextEnd < 0
            ? Request.cmd(Command.ZREM).arg(keys.presentUsers()).arg(user)
            : Request.cmd(Command.ZADD).arg(keys.presentUsers()).arg(nextEnd).arg(user);
    return link.send(request).mapEmpty();
  }

  /** For those who list them. */
  public static JsonText json(List<String> devices) {
    return io.jobwire.model.Json.object(
        out -> {
          out.writeArrayFieldStart("devices");
          for (String device : devices) {
            out.writeStartObject();
            out.writeStringField("deviceId", device);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }
}
