package io.jobwire.http.api;

import static io.jobwire.http.Door.caller;
import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.vertx.core.http.HttpMethod.GET;

import io.jobwire.http.Answers;
import io.jobwire.http.Endpoints;
import io.jobwire.http.body.EventsQuery;
import io.jobwire.model.Caller;
import io.jobwire.stream.EventsPage;
import io.jobwire.stream.StreamReader;
import io.vertx.ext.web.RoutingContext;

/** A job's events after a position, and a wait for them when there are none yet. */
public final class EventRoutes {
  private final StreamReader streams;

  public EventRoutes(StreamReader streams) {
    this.streams = streams;
  }

  public void mount(Endpoints on) {
    on.on(GET, "/api/jobs/:id/events", JOBS_READ, ADMIN).answer(this::read);
  }

  private void read(RoutingContext context) {
    EventsQuery query = EventsQuery.of(context.queryParams());
    Caller caller = caller(context);
    StreamReader.Request request =
        new StreamReader.Request(
            JobRoutes.id(context),
            caller.isAdmin() ? "" : caller.user(),
            query.after(),
            query.snapshot(),
            query.limit(),
            query.waitMs());
    Answers.json(context, 200, streams.read(request).map(EventsPage::json));
  }
}
