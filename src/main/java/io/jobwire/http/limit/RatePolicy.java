package io.jobwire.http.limit;

import io.jobwire.model.Refused;
import io.vertx.ext.web.RoutingContext;

/**
 * What a 429 tells of the limit that was met. {@code windowSeconds} is 0 where something is held
 * and not spent.
 */
public record RatePolicy(String name, long quota, long windowSeconds) {
  private static final String KEY = "jobwire.ratePolicy";

  /** The refusal, and the policy beside it for whoever writes the answer. */
  public Refused refuse(RoutingContext context, long seconds) {
    context.put(KEY, this);
    return Refused.rateLimited(seconds);
  }

  /** The limit that this request has met; {@code usual} when nobody said which. */
  public static RatePolicy met(RoutingContext context, RatePolicy usual) {
    RatePolicy met = context.get(KEY);
    return met != null ? met : usual;
  }

  public String limit(long seconds) {
    return "\"" + name + "\";r=0;t=" + seconds;
  }

  public String policy() {
    return "\"" + name + "\";q=" + quota + (windowSeconds == 0 ? "" : ";w=" + windowSeconds);
  }
}
