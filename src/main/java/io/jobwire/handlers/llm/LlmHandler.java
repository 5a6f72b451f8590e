package io.jobwire.handlers.llm;

import io.jobwire.handlers.HandlerSchema;
import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobFailure;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * {@code llm}: asks the model and streams what it says. Where the model can go on from the part of
 * an answer, what it said is kept at checkpoints; elsewhere another attempt begins anew.
 */
public final class LlmHandler implements JobHandler {
  private static final String SCHEMA = HandlerSchema.of("llm");

  private final Optional<Model> model;
  private final Room room;

  public LlmHandler(Optional<Model> model, Room room) {
    this.model = model;
    this.room = room;
  }

  @Override
  public List<String> types() {
    return List.of("llm");
  }

  @Override
  public String inputSchema() {
    return SCHEMA;
  }

  @Override
  public Future<JsonObject> run(JobContext job) {
    Model asked = model.orElseThrow(LlmHandler::notConfigured);
    Asked question = new LlmInput(job.input()).asked();
    String begun = begun(job.checkpoint());
    TextOutlet outlet =
        new TextOutlet(job, room, begun, asked.continues() ? LlmHandler::checkpoint : null);
    return asked
        .answer(question.goingOnFrom(begun), outlet::add, job.cancelled())
        .compose(answered -> outlet.finish().map(answered))
        .compose(answered -> tell(job, answered));
  }

  private static JobFailure notConfigured() {
    return JobFailure.last(
        "llm_not_configured",
        "No model is configured: set llm.url and llm.model, and llm.key where the server wants"
            + " one (JOBWIRE_LLM_URL, JOBWIRE_LLM_MODEL, JOBWIRE_LLM_KEY).");
  }

  private static JsonObject checkpoint(String said) {
    return new JsonObject().put("said", said);
  }

  /**
   * What was saved stands in the output, so that it has to be gone on from, whatever is set now.
   */
  private static String begun(Object checkpoint) {
    return checkpoint instanceof JsonObject saved && saved.getValue("said") instanceof String said
        ? said
        : "";
  }

  /** The text itself is the job's output. */
  private static Future<JsonObject> tell(JobContext job, Answered answered) {
    JsonObject result = answered.told().put("finishReason", answered.finishReason());
    return job.event("model:complete:v1", answered.told()).map(result);
  }
}
