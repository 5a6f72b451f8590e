package io.jobwire.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rate")
class RatesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Begins shortly before the clock's numbers turn over, as they may. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);

  private final Rates rates = new Rates(new RatePolicy("some", 6, 60), clock::get);

  private long taken(String who, int times) {
    return IntStream.range(0, times).filter(i -> rates.take(who) == 0).count();
  }

  @Test
  @DisplayName("gives the whole allowance at once, then as much as time brings")
  void fills() {
    assertThat(taken("a", 10)).isEqualTo(6);
    clock.addAndGet(25 * SECOND);
    assertThat(taken("a", 10)).isEqualTo(2);
    clock.addAndGet(3_600 * SECOND);
    assertThat(taken("a", 10)).isEqualTo(6);
  }

  @Test
  @DisplayName("tells the seconds until one is free, and asking again makes them no more")
  void tells() {
    taken("a", 6);
    for (int i = 0; i < 50; i++) {
      assertThat(rates.take("a")).isEqualTo(10);
    }
    clock.addAndGet(7 * SECOND);
    assertThat(rates.take("a")).isEqualTo(3);
    clock.addAndGet(3 * SECOND);
    assertThat(rates.take("a")).isZero();
  }

  @Test
  @DisplayName("is each one's own")
  void apart() {
    assertThat(taken("a", 10)).isEqualTo(6);
    assertThat(taken("b", 10)).isEqualTo(6);
  }

  @Test
  @DisplayName("forgets who has all of it again, and only him")
  void forgets() {
    IntStream.range(0, 10_000).forEach(i -> rates.take("once-" + i));
    taken("often", 6);
    clock.addAndGet(30 * SECOND);
    assertThat(rates.take("often")).isZero();
    rates.taken();
    assertThat(rates.remembered()).isEqualTo(1);
  }

  @Test
  @DisplayName("of nothing is no limit, and keeps nothing")
  void none() {
    Rates none = new Rates(new RatePolicy("none", 0, 60), clock::get);
    assertThat(IntStream.range(0, 1_000).mapToLong(i -> none.take("a"))).containsOnly(0L);
    assertThat(none.remembered()).isZero();
  }

  @Test
  @DisplayName("that is held is taken whole or not at all, and given back leaves nothing")
  void held() {
    Holdings holdings = new Holdings(new RatePolicy("some", 4, 0));
    assertThat(holdings.take("a", 3)).isTrue();
    assertThat(holdings.take("a", 2)).isFalse();
    assertThat(holdings.take("b", 4)).isTrue();
    assertThat(holdings.take("a", 1)).isTrue();
    assertThat(holdings.take("a", 1)).isFalse();
    holdings.give("a", 3);
    assertThat(holdings.take("a", 3)).isTrue();
    holdings.give("a", 4);
    holdings.give("b", 4);
    assertThat(holdings.holders()).isZero();
  }
}
