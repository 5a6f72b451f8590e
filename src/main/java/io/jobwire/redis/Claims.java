package io.jobwire.redis;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Json;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes waiting jobs out of one partition; the same claim id again gets the same jobs. */
public final class Claims {
  private final RedisLink link;
  private final Keys keys;
  private final StoreLimits limits;

  public Claims(RedisLink link, Keys keys, StoreLimits limits) {
    this.link = link;
    this.keys = keys;
    this.limits = limits;
  }

  /** What a claim brought; {@code known} when this claim id had been answered here before. */
  public record Taken(boolean known, List<ClaimedJob> jobs) {}

  /** {@code slots} is how many of each type the worker has room for. */
  public Future<List<ClaimedJob>> claim(
      int partition, String worker, String claimId, int most, Map<String, Integer> slots) {
    return claim(partition, worker, worker, claimId, most, slots).map(Taken::jobs);
  }

  /** What this claim id has brought here, and nothing new. */
  public Future<Taken> recall(int partition, String memory, String claimId) {
    return claim(partition, memory, "", claimId, 0, Map.of());
  }

  /** {@code memory} is the name under which the claim's answer is kept, for one lease. */
  public Future<Taken> claim(
      int partition,
      String memory,
      String worker,
      String claimId,
      int most,
      Map<String, Integer> slots) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(limits.backlogEvents()));
    arguments.add(Long.toString(limits.backlogBytes()));
    arguments.add(claimId);
    arguments.add(Json.string(worker).text());
    arguments.add(Long.toString(limits.leaseMs()));
    arguments.add(Integer.toString(most));
    for (int i = 0; i < most; i++) {
      arguments.add(Ids.lease());
    }
    slots.forEach(
        (type, free) -> {
          arguments.add(type);
          arguments.add(free.toString());
        });
    return link.run(Script.CLAIM, List.of(keys.lastClaim(partition, memory)), arguments)
        .map(Replies::accepted)
        .map(reply -> new Taken(Replies.text(reply, 0).equals("same"), jobs(reply)));
  }

  private static List<ClaimedJob> jobs(Response reply) {
    List<ClaimedJob> jobs = new ArrayList<>();
    for (int i = 1; i < reply.size(); i++) {
      jobs.add(Replies.claimed(reply.get(i)));
    }
    return jobs;
  }
}
