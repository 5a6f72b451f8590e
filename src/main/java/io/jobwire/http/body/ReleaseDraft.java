package io.jobwire.http.body;

import java.io.IOException;

/** A job handed back, as far as it has been read. */
final class ReleaseDraft {
  private ReleaseDraft() {}

  static Verdict<WorkerWrite.Release> read(Body body) throws IOException {
    LeaseDraft lease = new LeaseDraft();
    if (body.fields(field -> lease.take(field, body))) {
      lease.demand(body);
    }
    return Verdict.of(body.flaws(), () -> new WorkerWrite.Release(lease.lease(), lease.first()));
  }
}
