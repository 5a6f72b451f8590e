package io.jobwire.handlers.agent;

import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.search.Finder;
import io.jobwire.handlers.search.Hit;
import io.jobwire.worker.JobContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Asks the finder, and tells viewers what it finds. */
final class Search {
  private final JobContext job;
  private final Finder finder;
  private final Room room;

  Search(JobContext job, Finder finder, Room room) {
    this.job = job;
    this.finder = finder;
    this.room = room;
  }

  Future<List<Found>> run(String query, int most) {
    long began = System.nanoTime();
    return job.event("search:started:v1", new JsonObject().put("query", query))
        .compose(told -> finder.find(query, most, job.cancelled()))
        .map(hits -> bounded(hits, most))
        .compose(found -> tell(found, began).map(found));
  }

  /** What has neither an address nor anything to read cannot be a source. */
  private static List<Found> bounded(List<Hit> hits, int most) {
    return hits.stream()
        .limit(most)
        .map(Found::of)
        .filter(found -> !found.url().isEmpty() && !found.passage().isBlank())
        .toList();
  }

  private Future<Void> tell(List<Found> found, long began) {
    JsonObject all =
        new JsonObject()
            .put("count", found.size())
            .put("durationMs", (System.nanoTime() - began) / 1_000_000)
            .put("results", new JsonArray());
    for (int i = 0; i < found.size(); i++) {
      JsonObject one = found.get(i).told(i + 1);
      job.event("search:result:v1", one);
      addWhereItFits(all, one);
    }
    return job.event("search:complete:v1", all);
  }

  private void addWhereItFits(JsonObject all, JsonObject one) {
    JsonArray results = all.getJsonArray("results");
    results.add(one);
    if (!room.takesEvent(all)) {
      results.remove(results.size() - 1);
    }
  }
}
