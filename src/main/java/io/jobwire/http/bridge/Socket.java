package io.jobwire.http.bridge;

import io.jobwire.stream.Outlet;
import io.jobwire.stream.Wire;
import java.util.List;

/** A client's connection, as the session sees it, whatever the transport. */
interface Socket extends Outlet {
  /** The form in which frames travel here. */
  Wire wire();

  /** Nothing is written after this. */
  void close(Closing why);

  /** Takes no more messages for now. */
  void pause();

  void resume();

  /** What {@code Authorization} said in the request that opened it. */
  List<String> authorization();

  /** The tokens in the address of that request. */
  List<String> accessToken();
}
