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
  private static final String NONE = "";
  private static final int NO_LIMIT = 0;

  private final RedisLink link;
  private final Keys keys;

  public JobTypes(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** How many workers live now, and what they say of the input; null when they say nothing. */
  public record Served(int workers, String schema) {}

  /** What our own program serves is no caller's word: of that there is as much as there is. */
  public Future<Void> seen(String worker, Collection<String> types) {
    return seen(worker, types, NO_LIMIT);
  }

  /** Refused where more types would be known then than {@code most}. */
  public Future<Void> seen(String worker, Collection<String> types, int most) {
    List<String> arguments = new ArrayList<>();
    arguments.add(worker);
    arguments.add(Integer.toString(most));
    arguments.addAll(types);
    return link.run(Script.SEEN, List.of(keys.types(), keys.workers()), arguments)
        .map(Replies::accepted)
        .mapEmpty();
  }

  /** What the inputs of these types must be: a schema, or null. The newest telling holds. */
  public Future<Void> tell(Map<String, String> schemas) {
    List<String> arguments = new ArrayList<>();
    schemas.forEach(
        (type, schema) -> {
          arguments.add(type);
          arguments.add(schema == null ? NONE : schema);
        });
    return link.run(Script.TELL, List.of(keys.schemas(), keys.told()), arguments).mapEmpty();
  }

  /** Each type served within the last day. */
  public Future<Map<String, Served>> served() {
    return link.run(
            Script.TYPES,
            List.of(keys.types(), keys.workers(), keys.schemas(), keys.told()),
            List.of())
        .map(JobTypes::read);
  }

  private static Map<String, Served> read(Response reply) {
    Map<String, Served> served = new TreeMap<>();
    for (int i = 1; i + 2 < reply.size(); i += 3) {
      String schema = Replies.text(reply, i + 2);
      served.put(
          Replies.text(reply, i),
          new Served((int) Replies.number(reply, i + 1), NONE.equals(schema) ? null : schema));
    }
    return served;
  }
}
