package io.jobwire.handlers.search;

import io.jobwire.handlers.HandlerSchema;
import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
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
    ToldSearch search = new ToldSearch(job, mostBytes, wish.query());
    return search
        .begins()
        .compose(told -> job.progress(10, "Searching"))
        .compose(told -> finder.find(wish.query(), wish.limit(), job.cancelled()))
        .compose(hits -> tell(job, search, hits));
  }

  private static Future<JsonObject> tell(JobContext job, ToldSearch search, List<Hit> hits) {
    Future<Void> told = search.ends(hits, Hit::found);
    JsonObject outcome = search.outcome();
    Future<Void> done = job.progress(100, "Found", summary(outcome.getInteger("count")));
    return Future.all(told, done).map(all -> outcome);
  }

  private static String summary(int count) {
    return count == 1 ? "1 result" : count + " results";
  }
}
