package io.jobwire.redis;

import static io.jobwire.redis.Replies.number;
import static io.jobwire.redis.Replies.text;

import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;

/**
 * A job's log as viewers read it: from a position on, a snapshot's text in parts, where it ends.
 */
public final class JobLog {
  private final RedisLink link;
  private final Keys keys;

  public JobLog(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** {@code after} null is the beginning; {@code snapshot} asks for one whatever the log holds. */
  public Future<LogPage> page(
      JobId id, String owner, Position after, boolean snapshot, int mostEvents, int mostBytes) {
    return link.run(
            Script.ATTACH,
            List.of(keys.job(id)),
            JobStore.reading(id, owner, after, snapshot, mostEvents, mostBytes))
        .map(Replies::accepted)
        .map(JobLog::page);
  }

  /**
   * Bytes {@code from} to {@code to}, the latter left out; empty when the text is another by now.
   */
  public Future<Optional<byte[]>> output(JobId id, String epoch, int attempt, long from, long to) {
    List<String> arguments =
        List.of(
            id.value(),
            epoch,
            Integer.toString(attempt),
            Long.toString(from),
            Long.toString(to - 1));
    return link.run(Script.OUTPUT, List.of(keys.job(id)), arguments)
        .map(
            reply ->
                text(reply, 0).equals("ok")
                    ? Optional.of(reply.get(1).toBytes())
                    : Optional.empty());
  }

  /** The newest positions of jobs of one partition, in their order; empty where a job is gone. */
  public Future<List<String>> tops(List<JobId> ids) {
    String partition = keys.jobs(keys.partitionOf(ids.get(0)));
    return link.run(Script.TOPS, List.of(partition), ids.stream().map(JobId::value).toList())
        .map(reply -> Replies.texts(reply).subList(1, reply.size()));
  }

  private static LogPage page(Response reply) {
    String reason = text(reply, 1);
    boolean reset = !reason.isEmpty();
    return new LogPage(
        reset ? reason : null,
        text(reply, 2),
        JobState.of(text(reply, 3)),
        (int) number(reply, 4),
        number(reply, 5),
        number(reply, 6),
        text(reply, 7),
        Replies.jsons(reply.get(8)),
        reset ? Replies.view(reply.get(10)) : null,
        reset ? number(reply, 11) : 0,
        text(reply, 9).equals("1"));
  }
}
