package io.jobwire.http.api;

import static io.jobwire.http.Answers.json;
import static io.jobwire.http.Door.caller;
import static io.jobwire.model.Scope.ADMIN;
import static io.vertx.core.http.HttpMethod.GET;

import io.jobwire.http.Endpoints;
import io.jobwire.http.body.DaysQuery;
import io.jobwire.jobs.JobsClient;
import io.vertx.ext.web.RoutingContext;

/** How the last days went. */
public final class AnalyticsRoutes {
  private final JobsClient jobs;

  public AnalyticsRoutes(JobsClient jobs) {
    this.jobs = jobs;
  }

  public void mount(Endpoints on) {
    on.on(GET, "/api/analytics/summary", ADMIN).answer(this::summary);
  }

  private void summary(RoutingContext context) {
    DaysQuery days = DaysQuery.of(context.queryParams());
    json(context, 200, jobs.summary(caller(context), days.from(), days.to()));
  }
}
