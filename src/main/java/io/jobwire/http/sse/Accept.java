package io.jobwire.http.sse;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a caller wants a stream of events, by his {@code Accept}: he must name it. */
final class Accept {
  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";
  private static final Pattern QUALITY =
      Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

  private Accept() {}

  /** Rather JSON only where that is named as the better one. */
  static boolean wantsEvents(List<String> headers) {
    double events = quality(headers, EVENTS);
    return events > 0 && events >= quality(headers, JSON);
  }

  private static double quality(List<String> headers, String type) {
    double best = 0;
    for (String header : headers) {
      for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
        if (range.split(";", 2)[0].strip().equals(type)) {
          best = Math.max(best, quality(range));
        }
      }
    }
    return best;
  }

  private static double quality(String range) {
    Matcher given = QUALITY.matcher(range);
    return given.find() ? Double.parseDouble(given.group(1)) : 1;
  }
}
