package io.jobwire.http;

import io.jobwire.model.Caller;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Scope;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

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

  /** Whom a token speaks for, and until when. */
  public static JsonText me(Caller caller) {
    return Json.object(
        out -> {
          out.writeStringField("userId", caller.user());
          out.writeArrayFieldStart("scopes");
          for (Scope scope : Scope.values()) {
            if (caller.may(scope)) {
              out.writeString(scope.word());
            }
          }
          out.writeEndArray();
          out.writeStringField("expiresAt", Instant.ofEpochMilli(caller.expiresAtMs()).toString());
        });
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
