package io.jobwire.stream;

import io.jobwire.model.Refused;

/** Somebody who follows one stream, as the stream sees him: he takes what comes, in order. */
public interface Viewer {
  /** The socket that he shares with all else that he follows. */
  Flow flow();

  /** What he may be given of what he missed. */
  Allowance allowance();

  /**
   * Numbered events and control events, each once and in order. The parcel belongs to its giver and
   * is gone after this call; its bytes are shared, so write duplicates of them.
   */
  void take(Parcel parcel);

  /** Nothing more will come: there is no such stream for him, or it cannot be read now. */
  void refused(Refused why);
}
