package io.jobwire.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.ops.Journeys.Journey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way of a write to the sockets")
class JourneysTest {
  private static final long SECOND = 1_000_000_000L;

  private final Histogram whole = Histogram.ofDurations("whole", "");
  private final Journeys journeys = new Journeys(whole);

  private double measured() {
    return whole.collect().getDataPoints().get(0).getSum();
  }

  @Test
  @DisplayName("is measured to the last of its events, whether Redis or the event is heard first")
  void whole() {
    journeys.follow("a");
    Journey first = journeys.depart("a", SECOND);
    first.arrived(4, 2 * SECOND);
    first.arrived(5, 3 * SECOND);
    assertThat(measured()).isZero();
    first.landed(5);
    assertThat(measured()).isEqualTo(2);

    Journey second = journeys.depart("a", 10 * SECOND);
    second.landed(7);
    second.arrived(6, 11 * SECOND);
    assertThat(measured()).isEqualTo(2);
    second.arrived(7, 14 * SECOND);
    assertThat(measured()).isEqualTo(6);
    assertThat(journeys.current()).isNull();
  }

  @Test
  @DisplayName("is measured for one write at a time, of a job that somebody follows here")
  void one() {
    assertThat(journeys.depart("a", SECOND)).isNull();
    journeys.follow("a");
    journeys.follow("a");
    journeys.leave("a");
    assertThat(journeys.depart("a", SECOND)).isNotNull();
    assertThat(journeys.depart("a", 2 * SECOND)).isNull();
    journeys.leave("a");
    assertThat(journeys.depart("a", 60 * SECOND)).isNull();
  }

  @Test
  @DisplayName("that never ends makes room for another")
  void lost() {
    journeys.follow("a");
    Journey lost = journeys.depart("a", SECOND);
    Journey next = journeys.depart("a", 20 * SECOND);
    assertThat(next).isNotNull();
    lost.landed(1);
    lost.arrived(1, 21 * SECOND);
    assertThat(measured()).isZero();
    assertThat(journeys.current()).isSameAs(next);
  }
}
