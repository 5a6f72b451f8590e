package io.jobwire.http.api;

import static io.jobwire.http.Answers.json;
import static io.jobwire.http.Door.caller;
import static io.jobwire.http.Endpoints.body;
import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.vertx.core.http.HttpMethod.POST;

import io.jobwire.http.Endpoints;
import io.jobwire.http.auth.StreamGrant;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.StreamTokenRequest;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Tokens to follow streams with where only an address can carry them. */
public final class TokenRoutes {
  private static final long SMALL = 16 << 10;

  private final JobsClient jobs;
  private final Bodies bodies;
  private final StreamTokens tokens;

  public TokenRoutes(JobsClient jobs, Bodies bodies, StreamTokens tokens) {
    this.jobs = jobs;
    this.bodies = bodies;
    this.tokens = tokens;
  }

  public void mount(Endpoints on) {
    on.on(POST, "/api/tokens/stream", JOBS_READ, ADMIN).answerJson(SMALL, this::give);
  }

  private void give(RoutingContext context) {
    Caller caller = caller(context);
    StreamTokenRequest wish = bodies.streamToken(body(context));
    json(context, 200, mayRead(caller, wish.jobs()).map(his -> token(caller, wish)));
  }

  private Future<?> mayRead(Caller caller, Set<JobId> wanted) {
    return Future.all(wanted.stream().map(id -> jobs.status(caller, id)).toList());
  }

  private JsonText token(Caller caller, StreamTokenRequest wish) {
    long end = tokens.endOf(wish.ttl());
    return tokens.mint(StreamGrant.by(caller, wish.jobs(), wish.user(), end)).json();
  }
}
