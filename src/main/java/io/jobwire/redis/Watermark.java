package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when Redis is nearly full, so that new jobs are refused while there is still room for those
 * that run. Looks now and then, never for a request. In a Cluster the fullest primary counts. A
 * server without a maxmemory is never full.
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
  private final int percent;
  private volatile double filled;
  private boolean looking;
  private boolean wasFull;

  /** {@code percent} of maxmemory; 0 is no mark at all. */
  public Watermark(RedisLink link, int percent) {
    this.link = link;
    this.percent = percent;
  }

  /** The share of maxmemory that is in use; 0 without one. */
  public double filled() {
    return filled;
  }

  public Future<Void> demandRoom() {
    return isFull() ? Future.failedFuture(FULL) : Future.succeededFuture();
  }

  /** Whether this is the refusal of {@link #demandRoom()}. */
  public static boolean isFull(Throwable refusal) {
    return refusal == FULL;
  }

  /** Looks at once, and from now on. */
  public Future<Void> watch(Vertx vertx) {
    if (percent == 0) {
      return Future.succeededFuture();
    }
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
    filled = primaries.stream().mapToDouble(Watermark::share).max().orElse(0);
    if (isFull() != wasFull) {
      wasFull = isFull();
      LOG.warn(
          "Redis has {} % of its memory in use: new jobs are {}",
          Math.round(filled * 100), wasFull ? "refused until there is room" : "taken again");
    }
  }

  private boolean isFull() {
    return percent > 0 && filled * 100 >= percent;
  }

  private static double share(Response info) {
    double used = 0;
    double most = 0;
    Matcher line = MEMORY.matcher(info.toString());
    while (line.find()) {
      double bytes = Double.parseDouble(line.group(2));
      switch (line.group(1)) {
        case "used_memory" -> used += bytes;
        case "maxmemory" -> most = bytes;
        default -> used -= bytes;
      }
    }
    return most == 0 ? 0 : used / most;
  }
}
