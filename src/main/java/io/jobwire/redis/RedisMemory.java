package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of its memory Redis uses, by its own account; of a Cluster one of its nodes. */
public final class RedisMemory {
  private static final Pattern USED = Pattern.compile("(?m)^used_memory:(\\d+)");
  private static final Pattern MOST = Pattern.compile("(?m)^maxmemory:(\\d+)");

  private final RedisLink link;

  public RedisMemory(RedisLink link) {
    this.link = link;
  }

  /** Without a limit {@code most} is 0. */
  public record Read(long used, long most) {}

  public Future<Read> read() {
    return link.send(Request.cmd(Command.INFO).arg("memory"))
        .map(Object::toString)
        .map(told -> new Read(number(USED, told), number(MOST, told)));
  }

  private static long number(Pattern line, String told) {
    Matcher found = line.matcher(told);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
