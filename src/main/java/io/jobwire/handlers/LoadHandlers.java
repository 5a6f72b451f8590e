package io.jobwire.handlers;

import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For measuring and for tests: work whose outcome is known in advance, whatever happens on the way.
 */
public final class LoadHandlers {
  private LoadHandlers() {}

  public static Map<String, JobHandler> all(Vertx vertx) {
    Map<String, JobHandler> all = new LinkedHashMap<>();
    all.put("load.noop", job -> Future.succeededFuture(job.input()));
    all.put("load.sleep", job -> new LoadSleep(vertx, job).run());
    all.put("load.stream", job -> new LoadStream(vertx, job).run());
    all.replaceAll((type, work) -> work.taking(HandlerSchema.of(type)));
    return all;
  }
}
