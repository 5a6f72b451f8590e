package io.jobwire.http.api;

import static io.jobwire.http.Answers.json;
import static io.jobwire.http.Door.caller;
import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import io.jobwire.http.Endpoints;
import io.jobwire.jobs.JobsClient;
import io.vertx.ext.web.RoutingContext;

/** What waits, of which types, and whether it moves; and who looks on. */
public final class QueueRoutes {
  private final JobsClient jobs;

  public QueueRoutes(JobsClient jobs) {
    this.jobs = jobs;
  }

  public void mount(Endpoints on) {
    on.on(GET, "/api/types", JOBS_READ, ADMIN)
        .answer(context -> json(context, 200, jobs.types(caller(context))));
    on.on(GET, "/api/realtime/stats", ADMIN)
        .answer(context -> json(context, 200, jobs.stats(caller(context))));
    on.on(GET, "/api/queues", ADMIN)
        .answer(context -> json(context, 200, jobs.queues(caller(context))));
    on.on(POST, "/api/queues/:type/pause", ADMIN).answer(context -> turn(context, true));
    on.on(POST, "/api/queues/:type/resume", ADMIN).answer(context -> turn(context, false));
  }

  private void turn(RoutingContext context, boolean paused) {
    json(context, 200, jobs.pause(caller(context), context.pathParam("type"), paused));
  }
}
