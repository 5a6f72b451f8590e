package io.jobwire.http.body;

import io.jobwire.model.JobId;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a text must look like. Lengths count characters (code points). Half a surrogate pair fits
 * only where the text is relayed as JSON, which can escape it.
 */
enum Shape {
  TYPE("[a-z0-9][a-z0-9._-]{0,63}", "must match [a-z0-9][a-z0-9._-]{0,63}"),
  JOB_ID(JobId::isValid, "must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
  INSTANT(Instants::fits, "must be a date and time with its offset, as in 2025-11-20T10:00:00Z"),
  TAG(Shape.VISIBLE + "{1,64}", "must have 1 to 64 characters and no control characters"),
  USER_ID(Shape.VISIBLE + "{1,255}", "must have 1 to 255 characters and no control characters"),
  CURSOR("(?s).{1,512}", "must have 1 to 512 characters"),
  QUERY("(?s).{1,10000}", "must have 1 to 10000 characters"),
  REASON("[^\\uD800-\\uDFFF]{0,1000}", "must have at most 1000 characters"),
  ANY_TEXT(text -> true, "must be a text"),
  HEADER_TEXT("[ -~]{0,16384}", "must be a text without control characters"),
  SIGNAL_NAME("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", "must match [A-Za-z0-9][A-Za-z0-9._:-]{0,127}"),
  SIGNAL_ID("[!-~]{1,128}", "must have 1 to 128 printable ASCII characters and no spaces"),
  LEASE("(?s)[^\\uD800-\\uDFFF]{1,128}", "must have 1 to 128 characters"),
  WORKER(Shape.VISIBLE + "{1,128}", "must have 1 to 128 characters and no control characters"),
  LABEL("(?s)[^\\uD800-\\uDFFF]{0,200}", "must have at most 200 characters"),
  ERROR_CODE(Shape.VISIBLE + "{1,128}", "must have 1 to 128 characters and no control characters");

  private static final String VISIBLE = "[^\\u0000-\\u001F\\u007F-\\u009F\\uD800-\\uDFFF]";

  private final Predicate<String> fits;
  private final String rule;

  Shape(String pattern, String rule) {
    this(Pattern.compile(pattern).asMatchPredicate(), rule);
  }

  Shape(Predicate<String> fits, String rule) {
    this.fits = fits;
    this.rule = rule;
  }

  boolean fits(String text) {
    return fits.test(text);
  }

  String rule() {
    return rule;
  }
}
