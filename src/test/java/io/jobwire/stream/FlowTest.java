package io.jobwire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A socket that is too full")
class FlowTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

  private long unfinished = 1_000;
  private final Flow flow =
      new Flow(
          new Outlet() {
            @Override
            public void write(ByteBuf bytes) {
              bytes.release();
            }

            @Override
            public void flush() {}

            @Override
            public long unfinished() {
              return unfinished;
            }

            @Override
            public void tooSlow() {}
          },
          500);

  @Test
  @DisplayName("is stuck when nothing of it was taken for a minute")
  void stuck() {
    flow.watch(0);
    assertThat(flow.isStuck(MINUTE)).isFalse();
    assertThat(flow.isStuck(MINUTE + 1)).isTrue();
  }

  @Test
  @DisplayName("is not stuck as long as something of it is taken")
  void moves() {
    flow.watch(0);
    unfinished = 999;
    assertThat(flow.isStuck(MINUTE)).isFalse();
    assertThat(flow.isStuck(2 * MINUTE)).isFalse();
    assertThat(flow.isStuck(2 * MINUTE + 1)).isTrue();
  }

  @Test
  @DisplayName("has a minute again each time that it gets full")
  void anew() {
    flow.watch(0);
    unfinished = 0;
    assertThat(flow.isFull()).isFalse();
    unfinished = 2_000;
    flow.watch(5 * MINUTE);
    assertThat(flow.isStuck(5 * MINUTE + LOOK)).isFalse();
    assertThat(flow.isStuck(6 * MINUTE + 1)).isTrue();
  }
}
