package io.jobwire.handlers;

import io.jobwire.worker.JobContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** {@code load.sleep}: waits for {@code ms}, tells each tenth, stops when cancelled. */
final class LoadSleep {
  private static final int DAY_MS = 86_400_000;

  private final Pause pause;
  private final JobContext job;
  private final int millis;

  LoadSleep(Vertx vertx, JobContext job) {
    pause = new Pause(vertx, job.cancelled());
    this.job = job;
    millis = new LoadInput(job.input()).demanded("ms", DAY_MS);
  }

  Future<JsonObject> run() {
    return tenth(1).map(slept -> new JsonObject().put("ms", millis));
  }

  private Future<Void> tenth(int number) {
    if (number > 10) {
      return Future.succeededFuture();
    }
    return pause
        .millis(millis / 10)
        .compose(waited -> job.progress(number * 10))
        .compose(told -> tenth(number + 1));
  }
}
