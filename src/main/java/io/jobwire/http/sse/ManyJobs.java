package io.jobwire.http.sse;

import io.jobwire.stream.Frame;
import io.jobwire.stream.Parcel;
import io.jobwire.stream.StreamName;
import io.jobwire.stream.StreamName.OfJob;
import io.jobwire.stream.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Many jobs on one connection: every event says which job it is of, and what moves one of them has
 * the place in all of them as its id.
 */
final class ManyJobs implements Tongue {
  private final Place place;

  ManyJobs(Place place) {
    this.place = place;
  }

  @Override
  public ByteBuf say(StreamName stream, Parcel parcel) {
    OfJob job = (OfJob) stream;
    return Unpooled.wrappedBuffer(
        parcel.frames().stream().map(frame -> bytes(job, frame)).toArray(byte[][]::new));
  }

  private byte[] bytes(OfJob job, Frame frame) {
    if (frame.resumesAt() == null) {
      return Wire.serverSent(frame.about(job.id()), null);
    }
    place.reach(job, frame.resumesAt());
    return Wire.serverSent(frame.about(job.id()), place.word());
  }
}
