package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What a future brings, for a test that has nothing else to do meanwhile. */
final class Awaited {
  private static final long PATIENCE_SECONDS = 60;

  private Awaited() {}

  /** A failure that a handler means is thrown as it is. */
  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof JobFailure told) {
        throw told;
      }
      throw new AssertionError(failed.getCause());
    } catch (Exception late) {
      throw new AssertionError(late);
    }
  }
}
