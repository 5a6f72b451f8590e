package io.jobwire.http.body;

import java.io.IOException;

/** A sign of life as far as it has been read. */
final class HeartbeatDraft {
  private static final long HIGHEST = (1L << 53) - 1;

  private String lease;
  private Long signalsSeen;

  private HeartbeatDraft() {}

  static Verdict<WorkerWrite.Heartbeat> read(Body body) throws IOException {
    HeartbeatDraft draft = new HeartbeatDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("lease", draft.lease);
    }
    return Verdict.of(body.flaws(), draft::write);
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "lease" -> lease = body.text(Shape.LEASE);
      case "signalsSeen" -> signalsSeen = body.number(0, HIGHEST);
      default -> body.unknown();
    }
  }

  private WorkerWrite.Heartbeat write() {
    return new WorkerWrite.Heartbeat(lease, signalsSeen == null ? 0 : signalsSeen);
  }
}
