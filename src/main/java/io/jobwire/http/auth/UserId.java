package io.jobwire.http.auth;

/** What may be a user: 1 to 255 characters, no controls, and text that survives UTF-8. */
public final class UserId {
  private static final int LONGEST = 255;

  private UserId() {}

  public static boolean isValid(String user) {
    return user != null
        && !user.isEmpty()
        && user.codePointCount(0, user.length()) <= LONGEST
        && user.codePoints().noneMatch(UserId::isUnfit);
  }

  /** A surrogate among the code points is one without its other half. */
  private static boolean isUnfit(int point) {
    return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
  }
}
