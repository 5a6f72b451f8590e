package io.jobwire.handlers.agent;

import io.jobwire.handlers.HandlerSchema;
import io.jobwire.handlers.llm.Model;
import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.search.Finder;
import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * {@code agent}, also {@code research}: searches, reads and answers with numbered sources; by the
 * model when there is one and it is wanted, else by quoting what it read.
 */
public final class AgentHandler implements JobHandler {
  private static final String SCHEMA = HandlerSchema.of("agent");

  private final Finder finder;
  private final Optional<Model> model;
  private final Room room;

  public AgentHandler(Finder finder, Optional<Model> model, Room room) {
    this.finder = finder;
    this.model = model;
    this.room = room;
  }

  @Override
  public List<String> types() {
    return List.of("agent", "research");
  }

  @Override
  public String inputSchema() {
    return SCHEMA;
  }

  @Override
  public Future<JsonObject> run(JobContext job) {
    AgentInput input = AgentInput.of(job.input());
    AgentState state = AgentState.of(job.checkpoint(), room);
    Author author = new Author(job, room, model.filter(wanted -> input.useModel()));
    return new AgentRun(job, input, state, new Search(job, finder, room), author).run();
  }
}
