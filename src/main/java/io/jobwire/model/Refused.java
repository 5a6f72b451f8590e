package io.jobwire.model;

import java.util.List;

/**
 * The service understood and says no. An answer, so without a stack trace; everything else that
 * fails is a fault.
 */
public final class Refused extends RuntimeException {

  /**
   * Why. The word is the problem's {@code code} outside; which status goes with it is decided in
   * one place.
   */
  public enum Reason {
    MALFORMED,
    UNAUTHORIZED,
    FORBIDDEN,
    ACCESS_DENIED,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    ILLEGAL_STATE,
    JOB_EXISTS,
    LEASE_LOST,
    JOB_CANCELLED,
    EVENTS_MISSING,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    MISDIRECTED,
    INVALID,
    UNKNOWN_TYPE,
    RATE_LIMITED,
    HEADERS_TOO_LARGE,
    UNAVAILABLE,
    INTERNAL;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** One place in the request and what is wrong there; the path as in {@code input.query}. */
  public record Flaw(String path, String message) {}

  private final Reason reason;
  private final List<Flaw> flaws;

  /**
   * Seconds to wait with RATE_LIMITED and UNAVAILABLE, the expected number with EVENTS_MISSING;
   * else 0.
   */
  private final long number;

  private Refused(Reason reason, String detail, List<Flaw> flaws, long number) {
    super(detail, null, false, false);
    this.reason = reason;
    this.flaws = List.copyOf(flaws);
    this.number = number;
  }

  /** A refusal that crossed the bus, put together again. */
  public static Refused of(Reason reason, String detail, List<Flaw> flaws, long number) {
    return new Refused(reason, detail, flaws, number);
  }

  public static Refused because(Reason reason, String detail) {
    return new Refused(reason, detail, List.of(), 0);
  }

  public static Refused malformed(String detail) {
    return because(Reason.MALFORMED, detail);
  }

  public static Refused invalid(String path, String message) {
    return invalid(List.of(new Flaw(path, message)));
  }

  public static Refused invalid(List<Flaw> flaws) {
    Flaw first = flaws.get(0);
    return new Refused(Reason.INVALID, first.path() + " " + first.message(), flaws, 0);
  }

  public static Refused notFound() {
    return because(Reason.NOT_FOUND, "There is no such thing here, or it is not yours.");
  }

  public static Refused tooLarge(String what, long limit) {
    return because(Reason.TOO_LARGE, what + " may have at most " + limit + " bytes.");
  }

  public static Refused rateLimited(long retryAfterSeconds) {
    return new Refused(
        Reason.RATE_LIMITED, "Too many for now; try again later.", List.of(), retryAfterSeconds);
  }

  public static Refused eventsMissing(long expected) {
    return new Refused(
        Reason.EVENTS_MISSING, "Send again from number " + expected + ".", List.of(), expected);
  }

  public static Refused unavailable(String detail) {
    return new Refused(Reason.UNAVAILABLE, detail, List.of(), 1);
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return getMessage();
  }

  public List<Flaw> flaws() {
    return flaws;
  }

  public long number() {
    return number;
  }

  public static boolean is(Throwable failure, Reason reason) {
    return failure instanceof Refused refused && refused.reason == reason;
  }
}
