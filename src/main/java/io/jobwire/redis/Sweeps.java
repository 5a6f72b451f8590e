package io.jobwire.redis;

import io.jobwire.model.JobId;
import io.jobwire.model.TraceParent;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** What nobody came for, one partition at a time, and the lock that lets one process do it. */
public final class Sweeps {
  private static final int MOST_AT_ONCE = 100;

  private final RedisLink link;
  private final Keys keys;
  private final StoreLimits limits;
  private final long retentionMs;

  public Sweeps(RedisLink link, Keys keys, StoreLimits limits, long retentionMs) {
    this.link = link;
    this.keys = keys;
    this.limits = limits;
    this.retentionMs = retentionMs;
  }

  /**
   * What a sweep found: types with work again, an outcome and a type for each lease it took, and
   * when the next thing is due in this partition ({@code -1}: nothing waits).
   */
  public record Swept(
      List<String> wokenTypes,
      List<Outcome> outcomes,
      List<Removed> removed,
      long nextMs,
      boolean more) {}

  /**
   * What came of a job whose lease the sweep took, or that it had to leave alone; {@code code} is
   * that of its error where it has failed.
   */
  public record Outcome(String word, String type, JobId id, TraceParent trace, String code) {
    private static Outcome of(Response reply) {
      String[] words = reply.toString().split(" ", 5);
      return new Outcome(
          words[0], words[1], new JobId(words[2]), TraceParent.of(words[3]), words[4]);
    }
  }

  public Future<Swept> sweep(int partition) {
    return link.run(
            Script.SWEEP,
            List.of(keys.swept(partition)),
            List.of(
                Long.toString(limits.backlogEvents()),
                Long.toString(limits.backlogBytes()),
                Long.toString(limits.leaseMs()),
                Long.toString(retentionMs),
                Integer.toString(MOST_AT_ONCE)))
        .map(Replies::accepted)
        .map(Sweeps::swept);
  }

  /** True when {@code who} holds the lock now, for so long. */
  public Future<Boolean> lock(String who, long forMs) {
    return link.run(Script.LOCK, List.of(keys.sweeper()), List.of(who, Long.toString(forMs)))
        .map(reply -> Replies.text(reply, 0).equals("ok"));
  }

  public Future<Void> unlock(String who) {
    return link.run(Script.LOCK, List.of(keys.sweeper()), List.of(who, "0")).mapEmpty();
  }

  private static Swept swept(Response reply) {
    List<Removed> removed = new ArrayList<>();
    Response triples = reply.get(3);
    for (int i = 0; i + 2 < triples.size(); i += 3) {
      removed.add(
          new Removed(
              new JobId(Replies.text(triples, i)),
              Replies.text(triples, i + 1),
              Replies.number(triples, i + 2)));
    }
    return new Swept(
        Replies.texts(reply.get(1)),
        Replies.each(reply.get(2), Outcome::of),
        removed,
        Replies.number(reply, 4),
        Replies.text(reply, 5).equals("1"));
  }
}
