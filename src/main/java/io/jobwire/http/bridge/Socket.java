package io.jobwire.http.bridge;

import io.jobwire.stream.Outlet;
import io.jobwire.stream.Wire;

/** A client's connection, as the session sees it, whatever the transport. */
interface Socket extends Outlet {
  /** The form in which frames travel here. */
  Wire wire();

  /** Nothing is written after this. */
  void close(Closing why);

  /** Takes no more messages for now. */
  void pause();

  void resume();

  /** The sentence of {@code Authorization} in the request that opened it; null without one. */
  String authorization();

  /** The token in the address of that request; null without one. */
  String accessToken();
}
