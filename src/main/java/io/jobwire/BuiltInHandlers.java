package io.jobwire;

import io.jobwire.config.Settings;
import io.jobwire.handlers.LoadHandlers;
import io.jobwire.handlers.search.SearchHandler;
import io.jobwire.handlers.search.Searching;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;

/** The handlers that come with the service, what they stand on, and the end of it. */
final class BuiltInHandlers implements AutoCloseable {
  private final Vertx vertx;
  private final Settings settings;
  private final Searching searching;

  private BuiltInHandlers(Vertx vertx, Settings settings, Searching searching) {
    this.vertx = vertx;
    this.settings = settings;
    this.searching = searching;
  }

  static BuiltInHandlers open(Vertx vertx, Plans plans) {
    return new BuiltInHandlers(vertx, plans.settings(), Searching.open(vertx, plans.search()));
  }

  /** By type. */
  Map<String, JobHandler> all() {
    Map<String, JobHandler> handlers = new LinkedHashMap<>();
    handlers.put("search", new SearchHandler(searching.finder(), mostBytes()));
    handlers.putAll(ModelHandlers.all(vertx, settings, searching.finder()));
    if (settings.handlers().load()) {
      handlers.putAll(LoadHandlers.all(vertx));
    }
    return handlers;
  }

  private int mostBytes() {
    return Math.min(settings.limits().eventBytes(), settings.limits().resultBytes());
  }

  /** Where no jobs are worked on, nothing is searched. */
  void begin() {
    if (settings.verticles().worker().instances() > 0) {
      searching.begin();
    }
  }

  @Override
  public void close() {
    searching.close();
  }
}
