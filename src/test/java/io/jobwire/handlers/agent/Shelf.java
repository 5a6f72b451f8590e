package io.jobwire.handlers.agent;

import io.jobwire.handlers.search.Finder;
import io.jobwire.handlers.search.Hit;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A finder over a handful of passages: the more words of the query one has, the earlier. */
final class Shelf implements Finder {
  static final String RESUME =
      """
      ## Resume

      A failed or cancelled job is put back to work by hand: it is resumed. It goes on **from its
      last checkpoint**, with the full number of attempts. See [the limits](limits.md).

      ```sh
      curl -X POST localhost/api/jobs/x/resume
      ```
      """;

  private final List<Hit> hits = new ArrayList<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();

  static Shelf full() {
    return new Shelf()
        .with("Jobs", "jobs.md#resume", RESUME)
        .with("Jobs, again", "copy.md", RESUME)
        .with(
            "Calls",
            "jobs.md#calls",
            "| call | answer |\n| --- | --- |\n| `POST /resume` | 200, the job is resumed at once |\n")
        .with(
            "Checkpoints",
            "jobs.md#checkpoints",
            "A checkpoint holds what a resumed job needs to go on. It is small.")
        .with("Weather", "weather.md", "It rains in the mountains most of the year.")
        .with(
            "Workers",
            "workers.md",
            "When a worker dies, another resumes its job from the checkpoint within 20 s.");
  }

  Shelf with(String title, String url, String passage) {
    return with(new Hit(title, url, passage.strip(), List.of(), 1, passage));
  }

  Shelf with(Hit hit) {
    hits.add(hit);
    return this;
  }

  List<String> queries() {
    return queries;
  }

  @Override
  public Future<List<Hit>> find(String query, int most) {
    queries.add(query);
    Question question = new Question(query);
    Comparator<Hit> overlap =
        Comparator.comparing(hit -> -question.overlap(String.valueOf(hit.passage())));
    return Future.succeededFuture(hits.stream().sorted(overlap).limit(most).toList());
  }
}
