package io.jobwire.handlers.agent;

import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.search.Finder;
import io.jobwire.handlers.search.Hit;
import io.jobwire.handlers.search.ToldSearch;
import io.jobwire.worker.JobContext;
import io.vertx.core.Future;
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
    ToldSearch search = new ToldSearch(job, room.eventBytes(), query);
    return search
        .begins()
        .compose(told -> finder.find(query, most, job.cancelled()))
        .map(hits -> bounded(hits, most))
        .compose(found -> search.ends(found, Found::told).map(found));
  }

  /** What has neither an address nor anything to read cannot be a source. */
  private static List<Found> bounded(List<Hit> hits, int most) {
    return hits.stream()
        .limit(most)
        .map(Found::of)
        .filter(found -> !found.url().isEmpty() && !found.passage().isBlank())
        .toList();
  }
}
