package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which types of jobs somebody works on, as their workers say of themselves. */
public final class JobTypes {
  private final RedisLink link;
  private final Keys keys;

  public JobTypes(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  public Future<Void> seen(String worker, Collection<String> types) {
    List<String> arguments = new ArrayList<>();
    arguments.add(worker);
    arguments.addAll(types);
    return link.run(Script.SEEN, List.of(keys.types(), keys.workers()), arguments).mapEmpty();
  }

  /** Each type served within the last day, and by how many workers that live now. */
  public Future<Map<String, Integer>> served() {
    return link.run(Script.TYPES, List.of(keys.types(), keys.workers()), List.of())
        .map(JobTypes::counts);
  }

  private static Map<String, Integer> counts(Response reply) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      counts.put(Replies.text(reply, i), (int) Replies.number(reply, i + 1));
    }
    return counts;
  }
}
