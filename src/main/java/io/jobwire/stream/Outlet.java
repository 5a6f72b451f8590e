package io.jobwire.stream;

import io.netty.buffer.ByteBuf;

/** Where the bytes of one socket go. Belongs to one event loop. */
public interface Outlet {
  /** Takes over the reference; goes out with the next flush. */
  void write(ByteBuf bytes);

  void flush();

  /** Bytes that were written and that the network has not taken yet. */
  long unfinished();

  /** Nothing was taken for too long: close it as too slow. */
  void tooSlow();
}
