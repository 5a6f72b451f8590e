package io.jobwire.http.body;

import io.jobwire.model.NewJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Many jobs in one body, each judged on its own. */
final class Batch {
  private static final int MOST = 1000;

  private final Limit inputLimit;
  private final List<Verdict<NewJob>> jobs = new ArrayList<>();
  private Boolean given;

  private Batch(Limit inputLimit) {
    this.inputLimit = inputLimit;
  }

  static Verdict<List<Verdict<NewJob>>> read(Body body, Limit inputLimit) throws IOException {
    Batch batch = new Batch(inputLimit);
    if (body.fields(field -> batch.take(field, body))) {
      body.demand("jobs", batch.given);
    }
    return Verdict.of(body.flaws(), () -> batch.jobs);
  }

  private void take(String field, Body body) throws IOException {
    if (!field.equals("jobs")) {
      body.unknown();
      return;
    }
    given = true;
    if (body.elements(MOST, job -> jobs.add(readJob(body))) == 0) {
      body.wrong("must have at least one entry");
    }
  }

  private Verdict<NewJob> readJob(Body body) throws IOException {
    Flaws ofTheWhole = body.judgeApart();
    Verdict<NewJob> verdict = JobDraft.read(body, inputLimit);
    body.judgeBy(ofTheWhole);
    return verdict;
  }
}
