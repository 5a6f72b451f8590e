package io.jobwire.http.auth;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The token in an {@code Authorization} header (RFC 6750): one scheme, one token, nothing else. */
public final class Bearer {
  private static final Pattern SHAPE =
      Pattern.compile("(?:[Bb][Ee][Aa][Rr][Ee][Rr]) +([A-Za-z0-9._~+/-]+=*)");

  private Bearer() {}

  /** Two headers are two answers to the question who is asking: refused. */
  public static String token(List<String> headers) {
    if (headers.size() != 1) {
      throw Denial.NO_TOKEN.refused();
    }
    return token(headers.get(0));
  }

  public static String token(String header) {
    if (header == null) {
      throw Denial.NO_TOKEN.refused();
    }
    Matcher parts = SHAPE.matcher(header);
    if (!parts.matches()) {
      throw Denial.NO_TOKEN.refused();
    }
    return parts.group(1);
  }
}
