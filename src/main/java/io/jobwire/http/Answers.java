package io.jobwire.http;

import io.jobwire.model.JsonText;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** What came of a call, as a response. */
public final class Answers {
  private Answers() {}

  public static void send(RoutingContext context, int status, JsonText body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.text());
  }

  public static void json(RoutingContext context, int status, Future<JsonText> answer) {
    answer.onSuccess(body -> send(context, status, body)).onFailure(context::fail);
  }

  public static void nothing(RoutingContext context, int status, Future<Void> answer) {
    answer
        .onSuccess(done -> context.response().setStatusCode(status).end())
        .onFailure(context::fail);
  }
}
