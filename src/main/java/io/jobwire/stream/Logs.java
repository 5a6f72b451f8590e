package io.jobwire.stream;

import io.jobwire.model.JobId;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import io.jobwire.redis.JobLog;
import io.jobwire.redis.UserLog;
import io.jobwire.stream.StreamName.OfJob;
import io.jobwire.stream.StreamName.OfUser;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The logs of all kinds of streams, read in the same words; equal reads are one. */
final class Logs {
  private static final int MOST_EVENTS = 500;

  private final JobLog jobs;
  private final UserLog users;
  private final SharedReads reads;

  Logs(JobLog jobs, UserLog users, SharedReads reads) {
    this.jobs = jobs;
    this.users = users;
    this.reads = reads;
  }

  private record PageKey(
      StreamName stream, String owner, Position after, boolean snapshot, int bytes) {}

  private record PartKey(JobId id, String epoch, int attempt, long from, long to) {}

  Future<Replay> page(
      StreamName stream, String owner, Position after, boolean snapshot, int bytes) {
    return reads.read(
        new PageKey(stream, owner, after, snapshot, bytes),
        () -> fresh(stream, owner, after, snapshot, bytes).map(page -> new Replay(stream, page)));
  }

  Future<Optional<byte[]>> part(JobId id, String epoch, int attempt, long from, long to) {
    return reads.read(
        new PartKey(id, epoch, attempt, from, to), () -> jobs.output(id, epoch, attempt, from, to));
  }

  private Future<LogPage> fresh(
      StreamName stream, String owner, Position after, boolean snapshot, int bytes) {
    if (stream instanceof OfJob job) {
      return jobs.page(job.id(), owner, after, snapshot, MOST_EVENTS, bytes);
    }
    return users.page(((OfUser) stream).user(), after, MOST_EVENTS, bytes);
  }

  /** The present of a user's own stream, for those who have seen nothing of it. */
  Future<Replay> now(OfUser stream) {
    return reads.read(stream, () -> users.now(stream.user()).map(page -> new Replay(stream, page)));
  }

  /** What a read brought, for all who asked for it: its events are wrapped once. */
  static final class Replay {
    private final LogPage page;
    private final List<Frame> frames;
    private Parcel parcel;

    private Replay(StreamName stream, LogPage page) {
      this.page = page;
      frames = page.events().stream().map(Frame::ofLog).toList();
    }

    LogPage page() {
      return page;
    }

    List<Frame> frames() {
      return frames;
    }

    /** Where a reader stands after these. */
    Position end() {
      return frames.get(frames.size() - 1).position();
    }

    /** The one parcel of this turn for all who take these events. */
    Parcel parcel(Supplier<Parcel> make) {
      if (parcel == null || parcel.isReleased()) {
        parcel = make.get();
      }
      return parcel;
    }
  }
}
