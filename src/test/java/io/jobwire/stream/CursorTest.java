package io.jobwire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Position;
import io.jobwire.stream.Cursor.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

@Label("The rule of what comes next")
class CursorTest {
  private static final byte[] JSON = "{\"id\":\"\",\"type\":\"x:a:v1\"}".getBytes();

  /** Somebody who does what every reader does, but asks a log in memory. */
  private static final class Reader {
    final Cursor cursor = new Cursor(null);
    final List<Position> seen = new ArrayList<>();
    boolean toldOfReset;

    void hear(Frame frame, List<Frame> log) {
      switch (cursor.judge(frame)) {
        case NEXT -> take(frame);
        case HELD -> {}
        case UNKNOWN -> read(log);
      }
    }

    void read(List<Frame> log) {
      int from = 0;
      if (cursor.at() != null) {
        int index = (int) cursor.seq() - 1;
        if (index >= log.size() || !log.get(index).position().equals(cursor.at())) {
          toldOfReset = true;
          seen.clear();
          cursor.moveTo(null);
        } else {
          from = index + 1;
        }
      }
      log.subList(from, log.size()).forEach(this::take);
    }

    private void take(Frame frame) {
      cursor.moveTo(frame.position());
      seen.add(frame.position());
    }
  }

  private static Frame frame(String epoch, long seq, long instant, String previous) {
    return Frame.announced(new Position(epoch, seq, instant(instant)), previous, JSON);
  }

  private static String instant(long number) {
    return Long.toString(1_000_000 + number, 36);
  }

  private static List<Frame> log(String epoch, int length, long from) {
    List<Frame> log = new ArrayList<>();
    String previous = "-";
    for (int seq = 1; seq <= length; seq++) {
      log.add(frame(epoch, seq, from + seq, previous));
      previous = instant(from + seq);
    }
    return log;
  }

  @Property(tries = 2_000)
  @Label("holds whatever is lost, doubled, late or out of order: each event once, in order")
  void anyDelivery(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int length) {
    Random random = new Random(seed);
    List<Frame> log = log("e", length, 0);
    List<Frame> deliveries = new ArrayList<>();
    for (Frame frame : log) {
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        deliveries.add(Math.max(0, deliveries.size() - random.nextInt(4)), frame);
      }
    }
    Reader reader = new Reader();
    for (Frame delivery : deliveries) {
      int written = Math.max((int) delivery.position().seq(), random.nextInt(length + 1));
      reader.hear(delivery, log.subList(0, Math.max(written, (int) reader.cursor.seq())));
    }
    reader.read(log);
    assertThat(reader.seen).isEqualTo(log.stream().map(Frame::position).toList());
    assertThat(reader.toldOfReset).isFalse();
  }

  @Property(tries = 2_000)
  @Label("never splices two histories: when numbers are given again, the reader is told")
  void rewound(
      @ForAll @IntRange(min = 1, max = 30) int length,
      @ForAll @IntRange(min = 0, max = 29) int kept,
      @ForAll @IntRange(min = 1, max = 40) int again,
      @ForAll long seed) {
    int from = Math.min(kept, length - 1);
    List<Frame> before = log("e", length, 0);
    List<Frame> after = new ArrayList<>(before.subList(0, from));
    for (int i = 1; i <= again; i++) {
      String previous = after.isEmpty() ? "-" : after.get(after.size() - 1).position().instant();
      after.add(frame("e", from + i, 1_000 + i, previous));
    }
    Reader reader = new Reader();
    before.forEach(frame -> reader.hear(frame, before));
    Random random = new Random(seed);
    List<Frame> heard =
        after.subList(from, after.size()).stream().filter(frame -> random.nextInt(4) > 0).toList();
    heard.forEach(frame -> reader.hear(frame, after));
    if (heard.isEmpty()) {
      return;
    }
    assertThat(reader.toldOfReset).isTrue();
    reader.read(after);
    assertThat(reader.seen).isEqualTo(after.stream().map(Frame::position).toList());
  }

  @Example
  @Label("takes the first event of all, and none of another epoch")
  void edges() {
    Cursor cursor = new Cursor(null);
    assertThat(cursor.judge(frame("e", 2, 2, instant(1)))).isEqualTo(Verdict.UNKNOWN);
    assertThat(cursor.judge(frame("e", 1, 1, "x"))).isEqualTo(Verdict.UNKNOWN);
    assertThat(cursor.judge(frame("e", 1, 1, "-"))).isEqualTo(Verdict.NEXT);
    cursor.moveTo(new Position("e", 1, instant(1)));
    assertThat(cursor.judge(frame("e", 1, 1, "-"))).isEqualTo(Verdict.HELD);
    assertThat(cursor.judge(frame("e", 1, 7, "-"))).isEqualTo(Verdict.UNKNOWN);
    assertThat(cursor.judge(frame("f", 2, 2, instant(1)))).isEqualTo(Verdict.UNKNOWN);
    assertThat(cursor.judge(frame("e", 2, 2, instant(9)))).isEqualTo(Verdict.UNKNOWN);
    assertThat(cursor.judge(frame("e", 2, 2, instant(1)))).isEqualTo(Verdict.NEXT);
    assertThat(cursor.judge(frame("e", 3, 3, instant(2)))).isEqualTo(Verdict.UNKNOWN);
  }

  @Example
  @Label("leaves whole characters where a piece of text is cut")
  void wholeCharacters() {
    byte[] text = "aä€😀b".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int cut = 1; cut <= text.length; cut++) {
      byte[] piece = java.util.Arrays.copyOf(text, cut);
      int whole = Utf8.wholeCharacters(piece);
      String kept = new String(piece, 0, whole, java.nio.charset.StandardCharsets.UTF_8);
      assertThat("aä€😀b").startsWith(kept);
      assertThat(cut - whole).isLessThan(4);
    }
  }
}
