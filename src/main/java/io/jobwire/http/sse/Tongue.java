package io.jobwire.http.sse;

import io.jobwire.stream.Parcel;
import io.jobwire.stream.StreamName;
import io.netty.buffer.ByteBuf;

/** How what a stream brings is said on a connection. */
interface Tongue {
  /** A reference for the caller. */
  ByteBuf say(StreamName stream, Parcel parcel);
}
