package io.jobwire.worker;

import io.vertx.core.Future;
import java.util.List;

/**
 * The work of one type of job. Runs on an event loop and must not block it; {@link #blocking} makes
 * one out of plain blocking code.
 *
 * <p>Registered by type, {@code Jobwire.builder().handler("thumbnail", …)}, or found by the service
 * loader; then {@link #types} says what it serves.
 */
@FunctionalInterface
public interface JobHandler {

  /**
   * Does one attempt. The future's value becomes the job's result: null, a string, a number, a
   * boolean, a JsonObject, a JsonArray, a Map or a List. A {@link JobFailure} ends the attempt as
   * it says; anything else thrown is logged, retried, and shown to viewers only as the code {@code
   * handler_error}.
   */
  Future<?> run(JobContext job) throws Exception;

  /** The types this handler serves when the service loader finds it. */
  default List<String> types() {
    return List.of();
  }

  /**
   * The JSON Schema of the job's input, as JSON of at most 16 KiB; create refuses what does not
   * fit. Null: any object does. A keyword that this service does not check stops its start.
   */
  default String inputSchema() {
    return null;
  }

  /** The same work, for inputs as this JSON Schema says. */
  default JobHandler taking(String inputSchema) {
    return new DescribedHandler(this, inputSchema);
  }

  /** Blocking code, on a virtual thread where the JVM has them, else on a thread of its own. */
  static JobHandler blocking(BlockingHandler work) {
    return new BlockingRunner(work);
  }

  /** Plain code that may block; the writes of its context wait when the store falls behind. */
  @FunctionalInterface
  interface BlockingHandler {
    Object run(JobContext job) throws Exception;
  }
}
