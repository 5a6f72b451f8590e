package io.jobwire.http.body;

import io.jobwire.model.Backoff;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A job as far as it has been read; null is what was not given. */
final class JobDraft {
  private static final long YEAR_MS = 31_536_000_000L;
  private static final long WEEK_MS = 604_800_000;
  private static final long HOUR_MS = 3_600_000;
  private static final String SEARCH = "search";
  private static final int MOST_TAGS = 20;
  private static final Map<String, Boolean> ON_DISCONNECT =
      Map.of("continue", false, "cancel", true);

  private final Limit inputLimit;
  private String type;
  private JsonText input;
  private String query;
  private String jobId;
  private Long priority;
  private Long delayMs;
  private Long runAtMs;
  private Long maxAttempts;
  private Long timeoutMs;
  private Backoff backoff;
  private Boolean cancelOnDisconnect;
  private Long graceMs;
  private final List<String> tags = new ArrayList<>(0);
  private boolean inputHasQuery;

  private JobDraft(Limit inputLimit) {
    this.inputLimit = inputLimit;
  }

  static Verdict<NewJob> read(Body body, Limit inputLimit) throws IOException {
    JobDraft draft = new JobDraft(inputLimit);
    if (body.fields(field -> draft.take(field, body))) {
      draft.compareFields(body);
    }
    return Verdict.of(body.flaws(), draft::job);
  }

  /** What a search takes: its query, and a name. */
  static Verdict<NewJob> readSearch(Body body, Limit inputLimit) throws IOException {
    JobDraft draft = new JobDraft(inputLimit);
    draft.type = SEARCH;
    if (body.fields(field -> draft.takeOfSearch(field, body))) {
      body.demand("query", draft.query);
    }
    return Verdict.of(body.flaws(), draft::job);
  }

  private void takeOfSearch(String field, Body body) throws IOException {
    if (field.equals("query") || field.equals("jobId")) {
      take(field, body);
    } else {
      body.unknown();
    }
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "type" -> type = body.text(Shape.TYPE);
      case "input" -> input = input(body);
      case "query" -> query = body.text(Shape.QUERY);
      case "jobId" -> jobId = body.text(Shape.JOB_ID);
      case "priority" -> priority = body.number(-10, 10);
      case "delayMs" -> delayMs = body.number(0, YEAR_MS);
      case "runAt" -> runAtMs = instant(body);
      case "maxAttempts" -> maxAttempts = body.number(1, 100);
      case "timeoutMs" -> timeoutMs = body.number(100, WEEK_MS);
      case "backoff" -> backoff = BackoffDraft.read(body);
      case "onDisconnect" ->
          cancelOnDisconnect = body.word(ON_DISCONNECT, "must be continue or cancel");
      case "graceMs" -> graceMs = body.number(0, HOUR_MS);
      case "tags" -> body.elements(MOST_TAGS, tag -> tags.add(body.text(Shape.TAG)));
      default -> body.unknown();
    }
  }

  private JsonText input(Body body) throws IOException {
    return body.object(name -> inputHasQuery |= name.equals("query"));
  }

  private static Long instant(Body body) throws IOException {
    String text = body.text(Shape.INSTANT);
    return text == null ? null : (Long) Instants.parse(text);
  }

  private void compareFields(Body body) {
    body.demand("type", type);
    if (delayMs != null && runAtMs != null) {
      body.wrongField("runAt", "cannot stand together with delayMs");
    }
    if (query != null && inputHasQuery) {
      body.wrongField("query", "cannot stand together with input.query");
    }
  }

  private NewJob job() {
    return new NewJob(
        type,
        inputLimit.hold(wholeInput()),
        jobId == null ? null : new JobId(jobId),
        (int) or(priority, 0),
        or(delayMs, 0),
        runAtMs,
        (int) or(maxAttempts, NewJob.DEFAULT_MAX_ATTEMPTS),
        timeoutMs,
        Objects.requireNonNullElse(backoff, Backoff.DEFAULT),
        Boolean.TRUE.equals(cancelOnDisconnect),
        or(graceMs, NewJob.DEFAULT_GRACE_MS),
        tags);
  }

  private JsonText wholeInput() {
    JsonText given = Objects.requireNonNullElse(input, JsonText.EMPTY_OBJECT);
    return query == null ? given : withQuery(given.text());
  }

  private JsonText withQuery(String given) {
    StringBuilder whole = new StringBuilder(given.length() + query.length() + 16);
    JsonOut.string(whole.append("{\"query\":"), query);
    if (given.length() > 2) {
      whole.append(',');
    }
    return new JsonText(whole.append(given, 1, given.length()).toString());
  }

  private static long or(Long given, long otherwise) {
    return given == null ? otherwise : given;
  }
}
