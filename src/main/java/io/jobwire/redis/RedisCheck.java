package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks once, at the start, whether this Redis can keep what we promise. */
public final class RedisCheck {
  private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:(\\d+)\\.(\\d+)");
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");

  private final RedisLink link;
  private final Keys keys;

  public RedisCheck(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** A Redis that we must not run on; the message is one line for whoever starts the service. */
  public static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }

  public Future<Void> check() {
    return link.send(Request.cmd(Command.INFO))
        .map(Response::toString)
        .compose(RedisCheck::inspect)
        .compose(fit -> samePartitions());
  }

  private static Future<Void> inspect(String info) {
    Matcher version = VERSION.matcher(info);
    if (version.find()) {
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      if (major < 6 || major == 6 && minor < 2) {
        return unfit(
            "redis.url: the server is Redis " + major + "." + minor + ", 6.2 or newer is needed");
      }
    }
    Matcher policy = POLICY.matcher(info);
    if (policy.find() && !policy.group(1).equals("noeviction")) {
      return unfit(
          "redis.url: the server's maxmemory-policy is "
              + policy.group(1)
              + ", it must be noeviction (any other silently deletes jobs)");
    }
    return Future.succeededFuture();
  }

  /** Jobs are found by their partition: another number would lose them all. */
  private Future<Void> samePartitions() {
    String mine = Integer.toString(keys.partitions());
    return link.send(Request.cmd(Command.SETNX).arg(keys.layout()).arg(mine))
        .compose(set -> link.send(Request.cmd(Command.GET).arg(keys.layout())))
        .compose(
            found ->
                found.toString().equals(mine)
                    ? Future.succeededFuture()
                    : unfit(
                        "redis.partitions: is "
                            + mine
                            + ", but this Redis was set up with "
                            + found
                            + "; it cannot be changed later"));
  }

  private static Future<Void> unfit(String message) {
    return Future.failedFuture(new Unfit(message));
  }
}
