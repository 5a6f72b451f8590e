package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import io.jobwire.model.WorkEvent;
import java.util.List;

/** What a worker writes under its lease; {@code first} is the number of the write. */
public sealed interface WorkerWrite {
  String lease();

  record Events(String lease, long first, List<WorkEvent> events) implements WorkerWrite {}

  /** {@code label} may be null. */
  record Checkpoint(String lease, long first, JsonText data, String label) implements WorkerWrite {}

  record Completion(String lease, long first, JsonText result) implements WorkerWrite {}

  record Failure(String lease, long first, String code, String message, boolean retryable)
      implements WorkerWrite {}

  record Release(String lease, long first) implements WorkerWrite {}

  /** Has no number; {@code signalsSeen} is 0 where it was not given. */
  record Heartbeat(String lease, long signalsSeen) implements WorkerWrite {}
}
