package io.jobwire.worker;

import io.vertx.core.Future;
import java.util.List;

/** Somebody's work, with what its input must be. */
record DescribedHandler(JobHandler work, String inputSchema) implements JobHandler {

  @Override
  public Future<?> run(JobContext job) throws Exception {
    return work.run(job);
  }

  @Override
  public List<String> types() {
    return work.types();
  }
}
