package io.jobwire.handlers.search;

import io.jobwire.handlers.HandlerSchema;
import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** {@code search}: finds what fits a query, and tells each thing found, the best first. */
public final class SearchHandler implements JobHandler {
  private static final String SCHEMA = HandlerSchema.of("search");

  private final Finder finder;
  private final int mostBytes;

  /** With how much fits into an event, and into a result. */
  public SearchHandler(Finder finder, int mostBytes) {
    this.finder = finder;
    this.mostBytes = mostBytes;
  }

  @Override
  public List<String> types() {
    return List.of("search");
  }

  @Override
  public String inputSchema() {
    return SCHEMA;
  }

  @Override
  public Future<JsonObject> run(JobContext job) {
    SearchInput wish = SearchInput.of(job.input());
    long began = System.nanoTime();
    return job.event("search:started:v1", JsonObject.of("query", wish.query()))
        .compose(told -> job.progress(10, "Searching"))
        .compose(told -> finder.find(wish.query(), wish.limit(), job.cancelled()))
        .compose(hits -> tell(job, hits, outcome(wish, began)));
  }

  /** Told one by one and not waited for one by one: they go to the store together. */
  private Future<JsonObject> tell(JobContext job, List<Hit> hits, JsonObject outcome) {
    List<Future<Void>> writes = new ArrayList<>();
    int count = 0;
    for (Hit hit : hits) {
      JsonObject found = hit.found(count + 1);
      if (fits(found)) {
        writes.add(job.event("search:result:v1", found));
        addWhereItFits(outcome.put("count", ++count), found);
      }
    }
    JsonObject complete = outcome.copy();
    complete.remove("query");
    writes.add(job.event("search:complete:v1", complete));
    writes.add(job.progress(100, "Found", summary(count)));
    return Future.all(writes).map(told -> outcome);
  }

  private static JsonObject outcome(SearchInput wish, long began) {
    return new JsonObject()
        .put("query", wish.query())
        .put("count", 0)
        .put("durationMs", (System.nanoTime() - began) / 1_000_000)
        .put("results", new JsonArray());
  }

  /** Measured with the query, which the result has and the event does not. */
  private void addWhereItFits(JsonObject outcome, JsonObject found) {
    JsonArray results = outcome.getJsonArray("results");
    results.add(found);
    if (!fits(outcome)) {
      results.remove(results.size() - 1);
    }
  }

  private boolean fits(JsonObject told) {
    return told.toBuffer().length() <= mostBytes;
  }

  private static String summary(int count) {
    return count == 1 ? "1 result" : count + " results";
  }
}
