package io.jobwire.http.body;

import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.worker.ClaimWish;
import java.util.List;
import java.util.Optional;

/**
 * The bodies of requests as records. What is no JSON is refused as malformed, what breaks the
 * contract as invalid with all its flaws, what is over a limit as too large. Bodies that come as
 * bus frames are the same.
 */
public final class Bodies {
  private final Limit inputLimit;
  private final Limit payloadLimit;

  public Bodies(long inputBytes, long payloadBytes) {
    inputLimit = new Limit("input", inputBytes);
    payloadLimit = new Limit("payload", payloadBytes);
  }

  public NewJob newJob(byte[] bytes) {
    return Body.read(bytes, body -> JobDraft.read(body, inputLimit));
  }

  /** A search: short for a job of that type. */
  public NewJob newSearch(byte[] bytes) {
    return Body.read(bytes, body -> JobDraft.readSearch(body, inputLimit));
  }

  /** One verdict for each entry, in order; refuses only what is wrong as a whole. */
  public List<Verdict<NewJob>> newJobs(byte[] bytes) {
    return Body.read(bytes, body -> Batch.read(body, inputLimit));
  }

  /** Nothing at all is fine here, and null is nothing. */
  public Optional<String> cancelReason(byte[] bytes) {
    return bytes == null || bytes.length == 0
        ? Optional.empty()
        : Body.read(bytes, CancelDraft::read);
  }

  public NewSignal newSignal(byte[] bytes) {
    return Body.read(bytes, body -> SignalDraft.read(body, payloadLimit));
  }

  public UserPublish userPublish(byte[] bytes) {
    return Body.read(bytes, body -> PublishDraft.read(body, payloadLimit));
  }

  /** The token of {@code auth.refresh}. */
  public String refreshToken(byte[] bytes) {
    return Body.read(bytes, RefreshDraft::read);
  }

  public StreamTokenRequest streamToken(byte[] bytes) {
    return Body.read(bytes, StreamTokenDraft::read);
  }

  public ClaimWish claim(byte[] bytes) {
    return Body.read(bytes, ClaimDraft::read);
  }

  public WorkerWrite.Events events(byte[] bytes) {
    return Body.read(bytes, EventsDraft::read);
  }

  public WorkerWrite.Checkpoint checkpoint(byte[] bytes) {
    return Body.read(bytes, CheckpointDraft::read);
  }

  public WorkerWrite.Completion completion(byte[] bytes) {
    return Body.read(bytes, CompletionDraft::read);
  }

  public WorkerWrite.Failure failure(byte[] bytes) {
    return Body.read(bytes, FailureDraft::read);
  }

  public WorkerWrite.Release release(byte[] bytes) {
    return Body.read(bytes, ReleaseDraft::read);
  }

  public WorkerWrite.Heartbeat heartbeat(byte[] bytes) {
    return Body.read(bytes, HeartbeatDraft::read);
  }

  public DevTokenRequest devToken(byte[] bytes) {
    return Body.read(bytes, DevTokenDraft::read);
  }
}
