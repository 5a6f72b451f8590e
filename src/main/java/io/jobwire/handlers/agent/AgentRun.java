package io.jobwire.handlers.agent;

import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobContext.TaskState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** One attempt at an answer: the steps that are not done yet, each kept when it is. */
final class AgentRun {
  private final JobContext job;
  private final AgentInput input;
  private final AgentState state;
  private final Search search;
  private final Author author;

  AgentRun(JobContext job, AgentInput input, AgentState state, Search search, Author author) {
    this.job = job;
    this.input = input;
    this.state = state;
    this.search = search;
    this.author = author;
  }

  Future<JsonObject> run() {
    if (state.done() == 0) {
      announce();
    }
    return from(state.done()).map(done -> state.result());
  }

  /** Viewers see what is to come; these writes go out together with the first that is awaited. */
  private void announce() {
    for (Step step : Step.values()) {
      job.task(step.title(), TaskState.PENDING);
    }
  }

  private Future<Void> from(int number) {
    return number == Step.values().length
        ? Future.succeededFuture()
        : take(Step.values()[number]).compose(kept -> from(number + 1));
  }

  /** Writes happen in order: the checkpoint is there only after all that the step told. */
  private Future<Void> take(Step step) {
    job.progress(step.percent(), step.title(), step.message());
    return job.task(step.title(), TaskState.ACTIVE)
        .compose(told -> work(step))
        .onFailure(lost -> job.task(step.title(), TaskState.FAILED))
        .compose(detail -> keep(step, detail));
  }

  private Future<Void> keep(Step step, String detail) {
    state.finished(step);
    return job.task(step.title(), TaskState.DONE, null, detail)
        .compose(told -> job.saveCheckpoint(state.fitted(), step.title()));
  }

  /** Gives what there is to say about the outcome. */
  private Future<String> work(Step step) {
    return switch (step) {
      case ANALYZING -> Future.succeededFuture(analyze());
      case SEARCHING -> search(0).map(all -> count(state.found().size(), "passage") + " found");
      case PROCESSING -> Future.succeededFuture(read());
      case GENERATING -> author.write(input.query(), state);
      case FINALIZING -> Future.succeededFuture(count(state.sources().size(), "source"));
    };
  }

  private String analyze() {
    state.analyzed(new Question(input.query()).queries());
    return Cut.line(String.join(" · ", state.queries()), 1_000);
  }

  /** The next query asks more widely; it is needed only where the one before found too little. */
  private Future<Void> search(int number) {
    boolean enough = number > 0 && state.found().size() >= input.sources();
    if (number == state.queries().size() || enough) {
      return Future.succeededFuture();
    }
    return search
        .run(state.queries().get(number), 2 * input.sources())
        .onSuccess(state::found)
        .compose(found -> search(number + 1));
  }

  private String read() {
    state.read(new Reader(new Question(input.query())).choose(state.found(), input.sources()));
    return count(state.sources().size(), "passage") + " chosen";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
