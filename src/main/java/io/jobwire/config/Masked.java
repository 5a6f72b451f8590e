package io.jobwire.config;

import java.util.regex.Pattern;

/** Addresses as they may be shown: also the malformed ones, which are shown most. */
final class Masked {
  private static final Pattern PARAMETER = Pattern.compile("(?i)(password=)[^&]*");

  /** All before the last @ is a password, save what is clearly the user's name. */
  private static final Pattern PASSWORD = Pattern.compile("^([A-Za-z+]+://(?:[^:@/?]*:)?)?.*@");

  private Masked() {}

  static String address(String text) {
    String withoutParameter = PARAMETER.matcher(text).replaceAll("$1" + Secret.MASK);
    return PASSWORD.matcher(withoutParameter).replaceFirst("$1" + Secret.MASK + "@");
  }
}
