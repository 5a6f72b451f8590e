package io.jobwire.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose turn it is, in plain Java: within a priority the owners take turns, each with the oldest of
 * his waiting jobs, as often in a turn as his weight says.
 */
final class ModelTurns {
  private static final Comparator<Line> NEXT =
      Comparator.<Line>comparingInt(line -> -line.owner.priority)
          .thenComparing(line -> line.number);

  private final Weights weights;
  private final Map<Owner, Line> lines = new HashMap<>();
  private long numbers;

  ModelTurns(Weights weights) {
    this.weights = weights;
  }

  private record Owner(int priority, String user) {}

  /** The waiting jobs of one owner by arrival; there is none without a job. */
  private static final class Line {
    private final Owner owner;
    private final TreeMap<Long, ModelJob> jobs = new TreeMap<>();
    private long number;
    private int left;

    Line(Owner owner) {
      this.owner = owner;
    }
  }

  /** A job is new here, or as good as new. */
  long arrival() {
    return ++numbers;
  }

  void stand(ModelJob job) {
    Line line = line(job);
    if (line.jobs.isEmpty()) {
      begin(line);
    }
    line.jobs.put(job.arrival, job);
  }

  /** Its turn was for nothing, through no fault of its own. */
  void standAgain(ModelJob job) {
    Line line = line(job);
    if (line.jobs.isEmpty()) {
      begin(line, job.arrival);
    }
    line.number = Math.min(line.number, job.arrival);
    line.jobs.put(job.arrival, job);
  }

  void leave(ModelJob job) {
    Line line = line(job);
    line.jobs.remove(job.arrival);
    if (line.jobs.isEmpty()) {
      lines.remove(line.owner);
    }
  }

  /** The next that start. */
  List<ModelJob> start(int most) {
    List<ModelJob> started = new ArrayList<>();
    while (started.size() < most && !lines.isEmpty()) {
      Line line = lines.values().stream().min(NEXT).orElseThrow();
      ModelJob job = line.jobs.firstEntry().getValue();
      leave(job);
      if (--line.left == 0 && !line.jobs.isEmpty()) {
        begin(line);
      }
      started.add(job);
    }
    return started;
  }

  private Line line(ModelJob job) {
    return lines.computeIfAbsent(new Owner(job.priority, job.user), Line::new);
  }

  private void begin(Line line) {
    begin(line, ++numbers);
  }

  private void begin(Line line, long number) {
    line.number = number;
    line.left = weights.of(line.owner.user);
  }
}
