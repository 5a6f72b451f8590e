package io.jobwire.handlers.llm;

import io.jobwire.worker.JobFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The server answered something else than 200: with what status, and what it said to that. */
final class Declined extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A server that asks for more than this does not mean it. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final int status;
  private final String retryAfter;
  private final String said;
  private final String body;

  /**
   * {@code retryAfter} may be null; {@code said} is for people, {@code body} all that came of it.
   */
  Declined(int status, String retryAfter, String said, String body) {
    super("status " + status, null, false, false);
    this.body = body;
    this.status = status;
    this.retryAfter = retryAfter;
    this.said = said;
  }

  /** It is a field of the request that it does not like. */
  boolean isAbout(String field) {
    return (status == 400 || status == 422) && body.contains(field);
  }

  /** As viewers of the job read it. */
  JobFailure failure() {
    return switch (status) {
      case 401, 403 -> last("model_key_refused", "The model server refused the key, llm.key.");
      case 404, 405 ->
          last(
              "model_not_found",
              "The model server has no such model (llm.model) or no such address (llm.url).");
      case 408, 425 -> later("model_unavailable", "The model server did not take the question.");
      case 429 -> later("model_busy", "The model server has too much to do, or the quota is used.");
      default -> byClass();
    };
  }

  private JobFailure byClass() {
    if (status >= 500) {
      return later("model_unavailable", "The model server failed with status " + status + ".");
    } else if (status >= 400) {
      return last("model_refused", refusal());
    } else if (status >= 300) {
      return last("model_redirected", "The model server sent us elsewhere, where we do not go.");
    }
    return later("model_garbled", "The model server answered with status " + status + ".");
  }

  private String refusal() {
    return said.isEmpty()
        ? "The model server refused the question with status " + status + "."
        : "The model server refused the question: " + said;
  }

  private static JobFailure last(String code, String message) {
    return JobFailure.last(code, message);
  }

  private JobFailure later(String code, String message) {
    return JobFailure.retryable(code, message).after(wait(retryAfter, Instant.now()));
  }

  /** Seconds or a date; what is neither asks for nothing. */
  static Duration wait(String told, Instant now) {
    if (told == null) {
      return Duration.ZERO;
    }
    String text = told.strip();
    Duration wait = text.matches("[0-9]{1,9}") ? seconds(text) : until(text, now);
    return wait.isNegative()
        ? Duration.ZERO
        : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static Duration until(String date, Instant now) {
    try {
      ZonedDateTime then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(now, then.toInstant());
    } catch (DateTimeException noDate) {
      return Duration.ZERO;
    }
  }
}
