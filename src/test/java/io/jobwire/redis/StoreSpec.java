package io.jobwire.redis;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Each test has a store of its own, empty, in each layout. */
@OnEveryLayout
abstract class StoreSpec {
  @Parameter Layout layout;
  Given given;

  @BeforeEach
  void anEmptyStore() {
    given = new Given(layout);
  }
}
