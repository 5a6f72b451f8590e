package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.stream.StreamName.OfJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Label("The place in many jobs")
@PropertyDefaults(tries = 500, edgeCases = EdgeCasesMode.NONE)
class PlaceTest {
  private static List<OfJob> jobs(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new OfJob(new JobId(prefix + i))).toList();
  }

  /** A position that this job may have. */
  private static String position(OfJob job, Random random) {
    String digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    String epoch = "k3f90c1x" + mark(job, digits);
    return epoch
        + "."
        + (1 + random.nextInt(1 << 20))
        + "."
        + Long.toString(random.nextLong() >>> 12, 36);
  }

  /** As positions carry it, so that one of another job is known. */
  private static String mark(OfJob job, String digits) {
    CRC32 sum = new CRC32();
    sum.update(job.id().value().getBytes(StandardCharsets.US_ASCII));
    int mark = (int) (sum.getValue() / 7 % (36 * 36));
    return "" + digits.charAt(mark / 36) + digits.charAt(mark % 36);
  }

  private static Place reached(List<OfJob> jobs, Random random) {
    Place place = new Place(jobs, null);
    jobs.stream()
        .filter(job -> random.nextInt(4) > 0)
        .forEach(job -> place.reach(job, position(job, random)));
    return place;
  }

  @Label("comes back from its word as it was, in whatever order the jobs are named")
  @Property
  void roundTrip(@ForAll @IntRange(min = 2, max = 32) int count, @ForAll long seed) {
    Random random = new Random(seed);
    List<OfJob> jobs = jobs("job-", count);
    Place place = reached(jobs, random);
    List<OfJob> turned = new ArrayList<>(jobs);
    Collections.shuffle(turned, random);
    Place again = new Place(turned, place.word());
    jobs.forEach(job -> assertThat(again.after(job)).isEqualTo(place.after(job)));
    assertThat(again.word()).isEqualTo(place.word()).hasSizeLessThan(1_700).matches("[a-z0-9.~-]+");
  }

  @Label("is nowhere, for each of the jobs, by a word that was changed or is for others")
  @Property
  void foreign(@ForAll @IntRange(min = 2, max = 8) int count, @ForAll long seed) {
    Random random = new Random(seed);
    List<OfJob> jobs = jobs("job-", count);
    String word = reached(jobs, random).word();
    int at = random.nextInt(word.length());
    char other = word.charAt(at) == 'q' ? 'r' : 'q';
    isNowhere(jobs, word.substring(0, at) + other + word.substring(at + 1));
    isNowhere(jobs, word.substring(0, at));
    isNowhere(jobs("other-", count), word);
    isNowhere(jobs("job-", count + 1), word);
  }

  private static void isNowhere(List<OfJob> jobs, String word) {
    Place place = new Place(jobs, word);
    assertThat(jobs).allMatch(job -> "-".equals(place.after(job)));
    assertThat(new Place(jobs, place.word()).word()).isEqualTo(place.word());
  }

  @Test
  @DisplayName("is the beginning without a word, and by 0")
  void beginning() {
    for (String word : new String[] {null, "0"}) {
      Place place = new Place(jobs("job-", 3), word);
      assertThat(jobs("job-", 3)).allMatch(job -> place.after(job) == null);
    }
  }
}
