package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when Redis is nearly full, so that new jobs are refused while there is still room for those
 * that run; and tells how it stands. Looks now and then, never for a request. In a Cluster the
 * fullest primary counts. A server without a maxmemory is never full.
 */
public final class Watermark {
  private static final Logger LOG = LoggerFactory.getLogger(Watermark.class);
  private static final Refused FULL =
      Refused.unavailable("The job store is nearly full and takes no new jobs; try again later.");
  private static final long LOOK_MS = 500;

  /** Without what does not count for maxmemory: what waits for replicas and for the disk. */
  private static final Pattern MEMORY =
      Pattern.compile("(?m)^(used_memory|mem_not_counted_for_evict|maxmemory):(\\d+)");

  private final RedisLink link;
  private final HighMark mark;
  private volatile Memory fullest = new Memory(0, 0, 0);
  private boolean looking;

  /** What a server says of its memory in bytes; {@code counted} is what counts for the maximum. */
  private record Memory(long used, long counted, long most) {
    double share() {
      return most == 0 ? 0 : (double) counted / most;
    }
  }

  /** {@code percent} of maxmemory; 0 is no mark at all. */
  public Watermark(RedisLink link, int percent) {
    this.link = link;
    mark = new HighMark(percent);
  }

  /** The share of maxmemory that is in use; 0 without one. */
  public double filled() {
    return fullest.share();
  }

  public long usedBytes() {
    return fullest.used();
  }

  /** 0 is no limit. */
  public long mostBytes() {
    return fullest.most();
  }

  public Future<Void> demandRoom() {
    return mark.isPassed() ? Future.failedFuture(FULL) : Future.succeededFuture();
  }

  /** Whether this is the refusal of {@link #demandRoom()}. */
  public static boolean isFull(Throwable refusal) {
    return refusal == FULL;
  }

  /** Looks at once, and from now on. */
  public Future<Void> watch(Vertx vertx) {
    vertx.setPeriodic(LOOK_MS, tick -> lookUnlessLooking());
    return look();
  }

  private void lookUnlessLooking() {
    if (!looking) {
      looking = true;
      look().onComplete(done -> looking = false);
    }
  }

  /** A Redis that is away refuses by itself: what was known before stays. */
  Future<Void> look() {
    return link.everywhere(Request.cmd(Command.INFO).arg("memory"))
        .onSuccess(this::judge)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void judge(List<Response> primaries) {
    primaries.stream()
        .map(Watermark::memory)
        .max(Comparator.comparingDouble(Memory::share))
        .ifPresent(found -> fullest = found);
    if (mark.changesAt(filled())) {
      LOG.warn(
          "Redis has {} % of its memory in use: new jobs are {}",
          Math.round(filled() * 100),
          mark.isPassed() ? "refused until there is room" : "taken again");
    }
  }

  private static Memory memory(Response info) {
    long used = 0;
    long uncounted = 0;
    long most = 0;
    Matcher line = MEMORY.matcher(info.toString());
    while (line.find()) {
      long bytes = Long.parseLong(line.group(2));
      switch (line.group(1)) {
        case "used_memory" -> used = bytes;
        case "maxmemory" -> most = bytes;
        default -> uncounted = bytes;
      }
    }
    return new Memory(used, used - uncounted, most);
  }
}
