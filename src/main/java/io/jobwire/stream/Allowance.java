package io.jobwire.stream;

/** How fast somebody may be given what is read from logs for him; what is live is not counted. */
public interface Allowance {
  /** As fast as his socket takes it. */
  Allowance ENDLESS =
      new Allowance() {
        @Override
        public long waitMs() {
          return 0;
        }

        @Override
        public void had(Parcel parcel) {
          // Nobody counts.
        }
      };

  /** Until he may be given more; 0 when he may now. */
  long waitMs();

  /** He was given this. */
  void had(Parcel parcel);
}
