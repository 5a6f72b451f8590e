package io.jobwire.http;

import io.jobwire.http.auth.Bearer;
import io.jobwire.http.auth.Reader;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.auth.Tokens;
import io.jobwire.model.Caller;
import io.jobwire.model.Scope;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** Knows who calls, by the token, and lets those in who may. */
public final class Door {
  private static final String CALLER = "jobwire.caller";

  private static final String READER = "jobwire.reader";
  private static final String IN_ADDRESS = "access_token";

  private final Tokens tokens;
  private final StreamTokens streamTokens;

  public Door(Tokens tokens, StreamTokens streamTokens) {
    this.tokens = tokens;
    this.streamTokens = streamTokens;
  }

  public static Caller caller(RoutingContext context) {
    return context.get(CALLER);
  }

  /** Who was let in to read streams. */
  public static Reader reader(RoutingContext context) {
    Reader reader = context.get(READER);
    return reader != null ? reader : Reader.of(caller(context));
  }

  /** A token in the address counts where no header says who asks, and only one for streams. */
  void admitReader(RoutingContext context, Set<Scope> scopes) {
    List<String> inAddress = context.queryParam(IN_ADDRESS);
    if (inAddress.isEmpty() || context.request().headers().contains("Authorization")) {
      admit(context, scopes);
    } else {
      context.put(READER, Reader.of(streamTokens.verifyOnly(inAddress)));
      context.next();
    }
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
