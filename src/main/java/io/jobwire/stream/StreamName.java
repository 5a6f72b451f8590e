package io.jobwire.stream;

import io.jobwire.model.JobId;
import io.jobwire.model.Position;
import io.jobwire.redis.Ids;
import io.jobwire.redis.Keys;

/** A stream that can be followed: a job's, or a user's own. */
public sealed interface StreamName {

  /** The address that a subscriber registers, and that stands on all he gets. */
  String address();

  /** Where Redis announces its events. */
  String channel(Keys keys);

  /** Whether a position can be one of this stream; what stands there only its log knows. */
  boolean mayHold(Position position);

  /** Its address stands on every frame of it, and is made once. */
  record OfJob(JobId id, String address) implements StreamName {
    public OfJob(JobId id) {
      this(id, "job." + id.value());
    }

    @Override
    public boolean mayHold(Position position) {
      return Ids.mayBelong(position.epoch(), id);
    }

    @Override
    public String channel(Keys keys) {
      return keys.channel(id);
    }
  }

  record OfUser(String user) implements StreamName {
    @Override
    public boolean mayHold(Position position) {
      return Ids.mayBelong(position.epoch(), user);
    }

    @Override
    public String address() {
      return "user";
    }

    @Override
    public String channel(Keys keys) {
      return keys.userChannel(user);
    }
  }
}
