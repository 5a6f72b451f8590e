package io.jobwire.redis;

import io.jobwire.model.JobId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who looks at jobs that are to be cancelled when nobody does: each holder of sockets says so under
 * a lease, and the sweep finds out when the last has gone.
 */
public final class Viewings {
  public static final long LEASE_MS = 30_000;

  private final RedisLink link;
  private final Keys keys;

  public Viewings(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Somebody looks, or still looks; one step for each partition. */
  public Future<Void> watch(String holder, Collection<JobId> jobs) {
    Map<Integer, List<JobId>> parts =
        jobs.stream().collect(Collectors.groupingBy(keys::partitionOf));
    List<Future<Void>> each =
        parts.entrySet().stream()
            .map(part -> watch(part.getKey(), holder, part.getValue()))
            .toList();
    return Future.all(each).mapEmpty();
  }

  private Future<Void> watch(int partition, String holder, List<JobId> jobs) {
    List<String> arguments = new ArrayList<>(List.of(holder, Long.toString(LEASE_MS)));
    jobs.forEach(job -> arguments.add(job.value()));
    return link.run(Script.WATCH, List.of(keys.jobs(partition)), arguments)
        .map(Replies::accepted)
        .mapEmpty();
  }

  public Future<Void> unwatch(String holder, JobId job) {
    return link.run(Script.UNWATCH, List.of(keys.job(job)), List.of(job.value(), holder))
        .map(Replies::accepted)
        .mapEmpty();
  }
}
