package io.jobwire.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Counted;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is counted here")
class SharedLimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MICROS = 1_000_000;
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final Rates rates = new Rates(new RatePolicy("some", 10, 10), clock::get);
  private final Holdings holdings = new Holdings(new RatePolicy("seats", 4, 0), clock::get);

  private long taken(String who, int times) {
    return IntStream.range(0, times).filter(i -> rates.take(who) == 0).count();
  }

  @Test
  @DisplayName("is told once, as time of the rate, and not what was refused")
  void told() {
    assertThat(taken("a", 15)).isEqualTo(10);
    taken("b", 1);
    assertThat(rates.taken())
        .containsExactlyInAnyOrder(
            new Counted("some", "a", 10 * MICROS), new Counted("some", "b", MICROS));
    assertThat(rates.taken()).isEmpty();
    clock.addAndGet(3 * SECOND);
    taken("a", 2);
    clock.addAndGet(60 * SECOND);
    assertThat(rates.taken()).containsExactly(new Counted("some", "a", 2 * MICROS));
    assertThat(rates.remembered()).isZero();
  }

  @Test
  @DisplayName("is what one owes anywhere, and what was taken here since it was told")
  void owed() {
    taken("a", 2);
    rates.taken();
    taken("a", 1);
    rates.owes("a", 7 * MICROS);
    assertThat(taken("a", 5)).isEqualTo(2);
    rates.owes("b", 9 * MICROS);
    assertThat(taken("b", 5)).isEqualTo(1);
    clock.addAndGet(4 * SECOND);
    assertThat(taken("b", 9)).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "is not made less by an answer that knows less, nor without end by one that knows more")
  void bounds() {
    taken("a", 10);
    rates.taken();
    rates.owes("a", 2 * MICROS);
    assertThat(rates.take("a")).isEqualTo(1);
    rates.owes("b", 86_400 * MICROS);
    assertThat(rates.take("b")).isEqualTo(61);
  }

  @Test
  @DisplayName("may be more than the allowance where it is known only afterwards; then one waits")
  void charged() {
    assertThat(rates.waitMs("a")).isZero();
    rates.charge("a", 25);
    assertThat(rates.waitMs("a")).isEqualTo(15_000);
    clock.addAndGet(15 * SECOND);
    assertThat(rates.waitMs("a")).isZero();
    rates.charge("a", 1_000_000_000);
    assertThat(rates.waitMs("a")).isEqualTo(60_000);
  }

  @Test
  @DisplayName("is told of those with the most, however many there are, and the rest is forgotten")
  void most() {
    IntStream.range(0, 120_000).forEach(i -> rates.take("once-" + i));
    assertThat(rates.remembered()).isEqualTo(100_000);
    taken("once-7", 5);
    List<Counted> told = rates.taken();
    assertThat(told).hasSize(Most.TOLD).contains(new Counted("some", "once-7", 6 * MICROS));
    assertThat(rates.taken()).isEmpty();
    clock.addAndGet(10 * SECOND);
    rates.taken();
    assertThat(rates.remembered()).isZero();
  }

  @Test
  @DisplayName("is what one holds, told when it changed, until the others know that it is nothing")
  void held() {
    holdings.take("a", 3);
    assertThat(holdings.news()).containsExactly(new Counted("seats", "a", 3));
    holdings.heard(new Counted("seats", "a", 3), 1);
    assertThat(holdings.news()).isEmpty();
    holdings.give("a", 3);
    assertThat(holdings.news()).containsExactly(new Counted("seats", "a", 0));
    assertThat(holdings.holders()).isEqualTo(1);
    holdings.heard(new Counted("seats", "a", 0), 1);
    assertThat(holdings.holders()).isZero();
    holdings.take("b", 1);
    holdings.give("b", 1);
    assertThat(holdings.holders()).isZero();
  }

  @Test
  @DisplayName("and elsewhere is no more than one may hold; who is refused is asked for anew")
  void elsewhere() {
    holdings.take("a", 1);
    hear(2);
    assertThat(holdings.take("a", 2)).isFalse();
    assertThat(holdings.take("a", 1)).isTrue();
    hear(2);
    assertThat(holdings.news()).isEmpty();
    assertThat(holdings.take("a", 1)).isFalse();
    hear(0);
    assertThat(holdings.take("a", 2)).isTrue();
  }

  @Test
  @DisplayName("is all that counts while nobody answers, and is told again then")
  void alone() {
    holdings.take("a", 1);
    hear(3);
    assertThat(holdings.take("a", 1)).isFalse();
    holdings.news();
    holdings.alone();
    assertThat(holdings.take("a", 3)).isTrue();
    hear(0);
  }

  @Test
  @DisplayName("is told again when nothing counts any more that was told, and now and then")
  void again() {
    holdings.take("a", 1);
    holdings.take("b", 1);
    holdings.news();
    holdings.give("b", 1);
    holdings.anew();
    assertThat(holdings.holders()).isEqualTo(1);
    hear(0);
    assertThat(holdings.news()).isEmpty();
    clock.addAndGet(601 * SECOND);
    hear(0);
  }

  /** What is told of a, and nobody else, is answered with this. */
  private void hear(long elsewhere) {
    List<Counted> news = holdings.news();
    assertThat(news).extracting(Counted::who).containsExactly("a");
    holdings.heard(news.get(0), elsewhere);
  }
}
