package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The mark from which on Redis counts as full")
class HighMarkTest {

  @Test
  @DisplayName("is passed once, however often the memory in use goes up and down around it")
  void around() {
    HighMark mark = new HighMark(90);
    assertThat(mark.changesAt(0.89)).isFalse();
    assertThat(mark.changesAt(0.9)).isTrue();
    for (int look = 0; look < 10; look++) {
      assertThat(mark.changesAt(look % 2 == 0 ? 0.885 : 0.905)).isFalse();
      assertThat(mark.isPassed()).isTrue();
    }
  }

  @Test
  @DisplayName("is left two hundredths below, and has to be reached anew then")
  void room() {
    HighMark mark = new HighMark(90);
    mark.changesAt(0.95);
    assertThat(mark.changesAt(0.879)).isTrue();
    assertThat(mark.isPassed()).isFalse();
    assertThat(mark.changesAt(0.899)).isFalse();
    assertThat(mark.isPassed()).isFalse();
  }

  @Test
  @DisplayName("of 0 is none, and one of 1 is left where nothing is in use")
  void ends() {
    assertThat(new HighMark(0).changesAt(1)).isFalse();
    HighMark least = new HighMark(1);
    assertThat(least.changesAt(0.02)).isTrue();
    assertThat(least.changesAt(0)).isTrue();
  }
}
