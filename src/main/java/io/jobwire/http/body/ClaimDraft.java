package io.jobwire.http.body;

import io.jobwire.worker.ClaimWish;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A claim as far as it has been read. */
final class ClaimDraft {
  private static final int MOST_TYPES = 100;
  private static final int MOST_JOBS = 100;
  private static final int LONGEST_WAIT_MS = 30_000;

  private List<String> types;
  private Long max;
  private Long waitMs;
  private String worker;
  private String claimId;

  private ClaimDraft() {}

  static Verdict<ClaimWish> read(Body body) throws IOException {
    ClaimDraft draft = new ClaimDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("types", draft.types);
      body.demand("max", draft.max);
      body.demand("waitMs", draft.waitMs);
      body.demand("worker", draft.worker);
    }
    return Verdict.of(body.flaws(), draft::wish);
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "types" -> types = types(body);
      case "max" -> max = body.number(1, MOST_JOBS);
      case "waitMs" -> waitMs = body.number(0, LONGEST_WAIT_MS);
      case "worker" -> worker = body.text(Shape.WORKER);
      case "claimId" -> claimId = body.text(Shape.SIGNAL_ID);
      default -> body.unknown();
    }
  }

  private static List<String> types(Body body) throws IOException {
    List<String> types = new ArrayList<>();
    if (body.elements(MOST_TYPES, element -> addType(body, types)) == 0) {
      body.wrong("must have at least one entry");
    }
    return types;
  }

  private static void addType(Body body, List<String> types) throws IOException {
    String type = body.text(Shape.TYPE);
    if (type != null && types.contains(type)) {
      body.wrong("is there twice");
    } else {
      types.add(type);
    }
  }

  private ClaimWish wish() {
    return new ClaimWish(types, max.intValue(), waitMs, worker, claimId);
  }
}
