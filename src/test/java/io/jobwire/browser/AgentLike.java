package io.jobwire.browser;

import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobContext.TaskState;
import io.jobwire.worker.JobHandler;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What an agent does as far as a viewer sees it: steps, streamed text, a result. Found by the
 * service that the browser tests start, and by no other.
 */
public final class AgentLike implements JobHandler {
  private static final List<String> STEPS =
      List.of("Analyzing", "Searching", "Processing", "Generating", "Finalizing");

  /** With characters of two, three and four bytes, and markup that must stay text. */
  private static final String PIECE = "Größe %d, <b>日本</b> 🚲 & so on. ";

  private final JobHandler work = JobHandler.blocking(this::work);

  @Override
  public List<String> types() {
    return List.of("agent-like");
  }

  @Override
  public io.vertx.core.Future<?> run(JobContext job) throws Exception {
    return work.run(job);
  }

  /** What the output of so many pieces is, known in advance. */
  private Object work(JobContext job) throws InterruptedException {
    int pieces = job.input().getInteger("pieces", 40);
    int everyMs = job.input().getInteger("everyMs", 50);
    for (int step = 0; step < STEPS.size(); step++) {
      job.task(STEPS.get(step), TaskState.ACTIVE);
      job.progress(100.0 * step / STEPS.size(), STEPS.get(step));
      if (step == 3) {
        generate(job, pieces, everyMs);
      } else {
        Thread.sleep(everyMs * 2L);
      }
      job.task(STEPS.get(step), TaskState.DONE);
    }
    return new JsonObject().put("pieces", pieces);
  }

  private static void generate(JobContext job, int pieces, int everyMs)
      throws InterruptedException {
    int from = job.checkpoint() instanceof Integer next ? next : 0;
    for (int i = from; i < pieces && !job.cancelled().isComplete(); i++) {
      job.chunk(PIECE.formatted(i));
      if (i % 10 == 9) {
        job.saveCheckpoint(i + 1);
      }
      Thread.sleep(everyMs);
    }
  }
}
