package io.jobwire;

import io.jobwire.config.Secret;
import io.jobwire.config.Settings;
import io.jobwire.handlers.agent.AgentHandler;
import io.jobwire.handlers.llm.ChatPlan;
import io.jobwire.handlers.llm.ChatServer;
import io.jobwire.handlers.llm.LlmHandler;
import io.jobwire.handlers.llm.Model;
import io.jobwire.handlers.llm.Patience;
import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.search.Finder;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The handlers that come with the service and may ask a model, as the settings say. */
final class ModelHandlers {
  private ModelHandlers() {}

  /** Each under the types it serves. */
  static Map<String, JobHandler> all(Vertx vertx, Settings settings, Finder finder) {
    Optional<Model> model = plan(settings.llm()).map(plan -> new ChatServer(vertx, plan));
    Room room = new Room(settings.limits().eventBytes(), settings.limits().checkpointBytes());
    Map<String, JobHandler> handlers = new LinkedHashMap<>();
    Stream.of(new LlmHandler(model, room), new AgentHandler(finder, model, room))
        .forEach(handler -> handler.types().forEach(type -> handlers.put(type, handler)));
    return handlers;
  }

  /** A server without a model to ask for, or the other way round, is none. */
  private static Optional<ChatPlan> plan(Settings.Llm llm) {
    return llm.url()
        .flatMap(
            url ->
                llm.model()
                    .map(
                        model ->
                            new ChatPlan(
                                url,
                                model,
                                llm.key().map(Secret::value),
                                llm.continues(),
                                Patience.USUAL)));
  }
}
