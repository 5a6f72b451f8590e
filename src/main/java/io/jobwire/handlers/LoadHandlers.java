package io.jobwire.handlers;

import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * For measuring and for tests: work whose outcome is known in advance, whatever happens on the way.
 */
public final class LoadHandlers {
  private LoadHandlers() {}

  public static Map<String, JobHandler> all(Vertx vertx) {
    return Map.of(
        "load.noop", job -> Future.succeededFuture(job.input()),
        "load.sleep", job -> new LoadSleep(vertx, job).run(),
        "load.stream", job -> new LoadStream(vertx, job).run());
  }
}
