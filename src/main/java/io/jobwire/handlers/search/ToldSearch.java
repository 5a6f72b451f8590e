package io.jobwire.handlers.search;

import io.jobwire.worker.JobContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One search as the viewers of its job see it: that it begins, each thing found, and all of it at
 * the end, as far as there is room.
 */
public final class ToldSearch {
  private final JobContext job;
  private final int mostBytes;
  private final JsonObject outcome;
  private final long began = System.nanoTime();

  /** {@code mostBytes} is what an event has room for, and whatever else the outcome goes into. */
  public ToldSearch(JobContext job, int mostBytes, String query) {
    this.job = job;
    this.mostBytes = mostBytes;
    outcome = new JsonObject().put("query", query);
  }

  public Future<Void> begins() {
    return job.event("search:started:v1", outcome.copy());
  }

  /**
   * Told one by one and not waited for one by one: they go to the store together. {@code form} is
   * how one is told, by its rank; what is too large for an event is left out.
   */
  public <T> Future<Void> ends(List<T> hits, BiFunction<T, Integer, JsonObject> form) {
    JsonArray results = new JsonArray();
    int count = 0;
    outcome.put("count", 0).put("durationMs", (System.nanoTime() - began) / 1_000_000);
    outcome.put("results", results);
    for (T hit : hits) {
      JsonObject found = form.apply(hit, count + 1);
      if (fits(found)) {
        job.event("search:result:v1", found);
        outcome.put("count", ++count);
        addWhereItFits(results, found);
      }
    }
    JsonObject complete = outcome.copy();
    complete.remove("query");
    return job.event("search:complete:v1", complete);
  }

  /** Once it has ended: query, count, durationMs, results. */
  public JsonObject outcome() {
    return outcome;
  }

  /** Measured with the query, which a result has and the event does not. */
  private void addWhereItFits(JsonArray results, JsonObject found) {
    results.add(found);
    if (!fits(outcome)) {
      results.remove(results.size() - 1);
    }
  }

  private boolean fits(JsonObject told) {
    return told.toBuffer().length() <= mostBytes;
  }
}
