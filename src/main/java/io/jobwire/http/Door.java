package io.jobwire.http;

import io.jobwire.http.auth.Bearer;
import io.jobwire.http.auth.Tokens;
import io.jobwire.model.Caller;
import io.jobwire.model.Scope;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Knows who calls, by the token, and lets those in who may. */
public final class Door {
  private static final String CALLER = "jobwire.caller";

  private final Tokens tokens;

  public Door(Tokens tokens) {
    this.tokens = tokens;
  }

  public static Caller caller(RoutingContext context) {
    return context.get(CALLER);
  }

  /** One of the scopes is enough; without any, every good token is. */
  void admit(RoutingContext context, Set<Scope> scopes) {
    String token = Bearer.token(context.request().headers().getAll("Authorization"));
    Caller caller = tokens.verify(token);
    caller.demandOneOf(scopes);
    context.put(CALLER, caller);
    context.next();
  }
}
