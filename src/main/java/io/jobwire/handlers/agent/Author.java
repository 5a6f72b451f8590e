package io.jobwire.handlers.agent;

import io.jobwire.handlers.llm.Answered;
import io.jobwire.handlers.llm.Asked;
import io.jobwire.handlers.llm.Model;
import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.llm.TextOutlet;
import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the answer: by the model where there is one, else by quoting; or says that there is none.
 */
final class Author {
  private static final String NOTHING =
      "I found nothing about this in what I can search, so I have no answer to give.";

  private final JobContext job;
  private final Room room;
  private final Optional<Model> model;

  Author(JobContext job, Room room, Optional<Model> model) {
    this.job = job;
    this.room = room;
    this.model = model;
  }

  /** Gives what there is to say about the outcome. */
  Future<String> write(String query, AgentState state) {
    if (state.sources().isEmpty()) {
      return tell(List.of(NOTHING), state).map("nothing found");
    }
    return model.isPresent() ? ask(model.get(), query, state) : quote(state).map("quoted");
  }

  /** What a model has begun stands in the output, also where there is no model any more. */
  private Future<Void> quote(AgentState state) {
    List<String> pieces = new ArrayList<>(new Quotation(state.sources()).pieces());
    if (!state.answer().isEmpty()) {
      pieces.add(0, "\n\n");
    }
    return tell(pieces, state);
  }

  private Future<Void> tell(List<String> pieces, AgentState state) {
    String whole = state.answer() + String.join("", pieces);
    return tell(pieces, 0).onSuccess(told -> state.wrote(whole, null));
  }

  /** Piece by piece: a cancel is heard between two of them. */
  private Future<Void> tell(List<String> pieces, int number) {
    return number == pieces.size()
        ? Future.succeededFuture()
        : job.chunk(pieces.get(number)).compose(told -> tell(pieces, number + 1));
  }

  private Future<String> ask(Model asked, String query, AgentState state) {
    Asked question = new Briefing(query, state.sources()).asked(state.answer());
    TextOutlet outlet =
        new TextOutlet(job, room, state.answer(), asked.continues() ? state::withAnswer : null);
    return asked
        .answer(question, outlet::add, job.cancelled())
        .compose(answered -> outlet.finish().map(answered))
        .compose(answered -> wrote(answered, outlet.text(), state))
        .map(Answered::model);
  }

  private Future<Answered> wrote(Answered answered, String text, AgentState state) {
    if (text.isBlank()) {
      return Future.failedFuture(
          JobFailure.retryable("model_said_nothing", "The model's answer was empty."));
    }
    JsonObject model =
        new JsonObject()
            .put("model", answered.model())
            .put("finishReason", answered.finishReason())
            .put("tokens", answered.tokens());
    state.wrote(Cut.whole(text), model);
    return job.event("model:complete:v1", answered.told()).map(answered);
  }
}
