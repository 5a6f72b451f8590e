package io.jobwire.http.api;

import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;

import io.jobwire.http.Answers;
import io.jobwire.http.Door;
import io.jobwire.http.Endpoints;
import io.jobwire.http.auth.Reader;
import io.jobwire.http.body.EventsQuery;
import io.jobwire.http.limit.UserLimits;
import io.jobwire.http.sse.SseRoutes;
import io.jobwire.model.JobId;
import io.jobwire.stream.EventsPage;
import io.jobwire.stream.StreamReader;
import io.vertx.ext.web.RoutingContext;

/**
 * A job's events after a position, and a wait for them when there are none yet; or, for who accepts
 * it, all of them as they come.
 */
public final class EventRoutes {
  private final StreamReader streams;
  private final SseRoutes sse;
  private final UserLimits users;

  public EventRoutes(StreamReader streams, SseRoutes sse, UserLimits users) {
    this.streams = streams;
    this.sse = sse;
    this.users = users;
  }

  public void mount(Endpoints on) {
    on.stream("/api/jobs/:id/events", JOBS_READ, ADMIN).answer(this::read);
  }

  private void read(RoutingContext context) {
    JobId id = JobRoutes.id(context);
    if (SseRoutes.isWanted(context)) {
      sse.job(context, id);
    } else {
      page(context, id);
    }
  }

  private void page(RoutingContext context, JobId id) {
    EventsQuery query = EventsQuery.of(context.queryParams());
    Reader reader = Door.reader(context);
    reader.demand(id);
    users.demandReplay(context, reader.user());
    StreamReader.Request request =
        new StreamReader.Request(
            id,
            reader.owner(),
            query.after(),
            query.snapshot(),
            query.limit(),
            wait(query, reader));
    Answers.json(
        context,
        200,
        streams
            .read(request)
            .map(EventsPage::json)
            .onSuccess(page -> users.replayed(reader.user(), page)));
  }

  /** Nobody waits longer than his token holds. */
  private static long wait(EventsQuery query, Reader reader) {
    long left = reader.expiresAtMs() - System.currentTimeMillis();
    return Math.max(0, Math.min(query.waitMs(), left));
  }
}
