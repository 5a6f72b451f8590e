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

  public SearchHandler(Finder finder) {
    this.finder = finder;
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
        .compose(hits -> tell(job, hits, (System.nanoTime() - began) / 1_000_000))
        .map(outcome -> JsonObject.of("query", wish.query()).mergeIn(outcome));
  }

  /** Told one by one and not waited for one by one: they go to the store together. */
  private static Future<JsonObject> tell(JobContext job, List<Hit> hits, long durationMs) {
    List<Future<Void>> writes = new ArrayList<>();
    JsonArray results = new JsonArray();
    for (Hit hit : hits) {
      JsonObject found = hit.found(results.size() + 1);
      results.add(found);
      writes.add(job.event("search:result:v1", found));
    }
    JsonObject outcome =
        JsonObject.of("count", hits.size(), "durationMs", durationMs, "results", results);
    writes.add(job.event("search:complete:v1", outcome));
    writes.add(job.progress(100, "Found", summary(hits.size())));
    return Future.all(writes).map(told -> outcome);
  }

  private static String summary(int count) {
    return count == 1 ? "1 result" : count + " results";
  }
}
