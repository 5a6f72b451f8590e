package io.jobwire.http;

import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A name for each request, in its answer and in the log: the caller's own where that is harmless.
 */
final class RequestId {
  static final String HEADER = "X-Request-Id";
  private static final String KEY = "jobwire.requestId";
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  static void give(RoutingContext context) {
    String theirs = context.request().getHeader(HEADER);
    String id = theirs != null && HARMLESS.matcher(theirs).matches() ? theirs : fresh();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
  }

  static String fresh() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  static String of(RoutingContext context) {
    return context.get(KEY);
  }
}
