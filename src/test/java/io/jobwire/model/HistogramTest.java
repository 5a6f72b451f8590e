package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A histogram")
class HistogramTest {
  @Test
  @DisplayName("has no number further from its bucket's middle than it says, and none in two")
  void error() {
    int last = -1;
    for (long value = 0; value < 1L << 41; value += 1 + value / 999) {
      int bucket = Histogram.bucket(value);
      assertThat(bucket).isBetween(Math.max(0, last), last + 1);
      assertThat((double) Histogram.middle(bucket))
          .isCloseTo(value, within(value * Histogram.RELATIVE_ERROR));
      last = bucket;
    }
  }

  @Test
  @DisplayName("has the percentiles of the exact numbers within that error")
  void percentiles() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int size : new int[] {1, 2, 3, 19, 20, 100, 101, 1_000}) {
      long[] exact = random.doubles(size, 0, 22).mapToLong(x -> (long) Math.exp(x)).toArray();
      Histogram histogram = new Histogram();
      Arrays.stream(exact).forEach(value -> histogram.add(Histogram.bucket(value), 1));
      Arrays.sort(exact);
      for (int percentile : new int[] {1, 50, 95, 99, 100}) {
        long nearest = exact[(int) Math.max(1, Math.ceil(size * percentile / 100.0)) - 1];
        assertThat((double) histogram.percentile(percentile))
            .as("%d of %d numbers, seed %d", percentile, size, seed)
            .isCloseTo(nearest, within(nearest * Histogram.RELATIVE_ERROR));
      }
    }
  }

  @Test
  @DisplayName("of two is that of all their numbers")
  void together() {
    Histogram one = new Histogram();
    one.add(Histogram.bucket(5), 3);
    Histogram other = new Histogram();
    other.add(Histogram.bucket(5), 1);
    other.add(Histogram.bucket(9), 6);
    one.add(other);
    assertThat(one.count()).isEqualTo(10);
    assertThat(one.percentile(40)).isEqualTo(5);
    assertThat(one.percentile(41)).isEqualTo(9);
  }
}
