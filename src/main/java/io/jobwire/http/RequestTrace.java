package io.jobwire.http;

import io.jobwire.model.TraceParent;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** The trace that a request belongs to: its caller's, or the one that begins with its job. */
public final class RequestTrace {
  private static final String KEY = "jobwire.trace";

  private RequestTrace() {}

  /** The same for all that one request makes. */
  public static TraceParent of(RoutingContext context) {
    TraceParent known = context.get(KEY);
    if (known == null) {
      known = TraceParent.of(said(context));
      context.put(KEY, known);
    }
    return known;
  }

  /** Empty where neither its caller nor a job has named one. */
  static Optional<TraceParent> named(RoutingContext context) {
    TraceParent known = context.get(KEY);
    return known == null && said(context) != null
        ? Optional.of(of(context))
        : Optional.ofNullable(known);
  }

  /** Said twice is said by nobody. */
  private static String said(RoutingContext context) {
    List<String> said = context.request().headers().getAll(TraceParent.HEADER);
    return said.size() == 1 ? said.get(0) : null;
  }
}
