package io.jobwire.jobs;

import io.jobwire.model.JsonText;

/**
 * What a command brought: JSON ready to be sent, null where there is none; {@code created} is the
 * id of the job that it made, null where it made nothing new.
 */
public record Answer(String created, JsonText body) {
  static final Answer NOTHING = new Answer(null, null);

  static Answer of(JsonText body) {
    return new Answer(null, body);
  }
}
