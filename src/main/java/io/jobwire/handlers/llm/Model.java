package io.jobwire.handlers.llm;

import io.vertx.core.Future;
import java.util.function.Function;

/** A language model that answers piece by piece. */
public interface Model {

  /**
   * Hands each piece of text on as it comes and waits for that before the next; ends the call at
   * once when {@code cancelled} completes. Fails with a {@link io.jobwire.worker.JobFailure} that
   * says whether another try may help.
   */
  Future<Answered> answer(
      Asked asked, Function<String, Future<Void>> piece, Future<Void> cancelled);

  /** Whether it goes on from the part of an answer, so that keeping parts makes sense. */
  boolean continues();
}
