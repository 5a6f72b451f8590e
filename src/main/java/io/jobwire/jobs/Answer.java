package io.jobwire.jobs;

import io.jobwire.model.JsonText;

/**
 * What a command brought: JSON ready to be sent, null where there is none; {@code fresh} when it
 * made something new.
 */
public record Answer(boolean fresh, JsonText body) {
  static final Answer NOTHING = new Answer(false, null);

  static Answer of(JsonText body) {
    return new Answer(false, body);
  }
}
