package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.DAY;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.redis.Visits.Heard;
import io.jobwire.redis.Visits.Word;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sessions and active users")
class VisitsTest extends StoreSpec {
  private static final long LONG_AGO = 1_000_000;
  private static final int MANY = 2_300;
  private Visits visits;
  private Days days;

  @BeforeEach
  void nobodyWasHere() {
    visits = new Visits(given.link, given.keys);
    days = new Days(given.link, given.keys);
  }

  @Test
  @DisplayName("count each session, and each user once a day over holders, sessions and jobs")
  void counted() {
    tell("a", 1, Word.in("1", ANNA), Word.in("2", ANNA), Word.in("3", BEN));
    tell("b", 1, Word.in("1", ANNA));
    got(visits.seen(ANNA, given.now()));
    got(visits.seen("carla", given.now()));
    tell("a", 2, Word.out("1"), Word.out("3"));
    assertThat(today().users()).isEqualTo(3);
    assertThat(today().sessionsStarted()).isEqualTo(4);
    assertThat(today().sessionsEnded()).isEqualTo(2);
    assertThat(today().sessionLengths().count()).isEqualTo(2);
    assertThat(open()).isEqualTo(2);
  }

  @Test
  @DisplayName("do not count a telling twice, also when it began and ended a session")
  void repeated() {
    for (int i = 0; i < 2; i++) {
      tell("a", 1, Word.in("1", ANNA), Word.out("1"), Word.in("2", ANNA));
    }
    Map<String, String> before = given.everything();
    tell("a", 1, Word.in("1", ANNA), Word.out("1"), Word.in("2", ANNA));
    assertThat(given.everything()).isEqualTo(before);
    assertThat(today().sessionsStarted()).isEqualTo(2);
    assertThat(today().sessionsEnded()).isEqualTo(1);
    assertThat(open()).isEqualTo(1);
  }

  @Test
  @DisplayName("end with the last sign of life of a holder that has died, once")
  void died() {
    tell("dead", 1, Word.in("1", ANNA), Word.in("2", BEN));
    tell("alive", 1, Word.in("1", ANNA));
    began("dead", "1", given.now() - 70_000);
    tell("dead", 2);
    lastSeen("dead", given.now() - 30_000);
    assertThat(sweptInTime()).isEqualTo(2);
    assertThat(sweptInTime()).isZero();
    assertThat(today().sessionsEnded()).isEqualTo(2);
    assertThat(today().sessionLengths().percentile(99)).isBetween(38_000L, 42_000L);
    assertThat(open()).isEqualTo(1);
    assertThat(got(visits.tell("dead", 3, List.of(Word.out("1"))))).isEqualTo(Heard.UNKNOWN);
    assertThat(today().sessionsEnded()).isEqualTo(2);
  }

  @Test
  @DisplayName("do not end because nobody could tell anything for a while")
  void allWereAway() {
    tell("a", 1, Word.in("1", ANNA));
    lastSeen("a", given.now() - LONG_AGO);
    assertThat(got(visits.sweep(20_000))).isZero();
    assertThat(got(visits.sweep(20_000))).isZero();
    assertThat(open()).isEqualTo(1);
  }

  @Test
  @DisplayName("end with their holder when it goes in good order, and leave nothing behind")
  void bye() {
    tell("a", 1, Word.in("1", ANNA), Word.in("2", BEN));
    tell("a", 2, Word.out("2"), Word.bye());
    assertThat(today().sessionsEnded()).isEqualTo(2);
    assertThat(given.everything().keySet())
        .allMatch(name -> name.matches("\\{analytics}:(day|users):\\d+"));
  }

  @Test
  @DisplayName("over midnight make the user active on both days, and are long as they are")
  void overMidnight() {
    long today = got(days.today()).day();
    tell("a", 1, Word.in("1", ANNA), Word.in("2", BEN));
    // It began yesterday, and the holder has told nothing since.
    got(given.link.send(command("DEL", key("day:" + today))));
    got(given.link.send(command("DEL", key("users:" + today))));
    got(given.link.send(command("HSET", key("told"), "a", "1 " + (today - 1))));
    began("a", "1", given.now() - DAY);
    tell("a", 2);
    assertThat(today().users()).isEqualTo(2);
    assertThat(today().sessionsStarted()).isZero();
    tell("a", 3);
    tell("a", 4, Word.out("1"));
    assertThat(today().users()).isEqualTo(2);
    assertThat(today().sessionLengths().percentile(50)).isBetween(DAY - DAY / 32, DAY + DAY / 32);
  }

  /**
   * A node with eighty thousand sockets that died, or at midnight lived, made three hundred
   * thousand commands in one script: Redis stood still for everybody.
   */
  @Test
  @DisplayName("of a holder that had thousands end a helping at a time, each once and at its time")
  void diedWithThousands() {
    crowd("dead", MANY);
    tell("alive", 1, Word.in("1", ANNA));
    long lastSign = given.now() - 3 * DAY;
    lastSeen("dead", lastSign);
    got(given.link.send(command("HSET", key("swept"), "at", now(), "quiet", "0")));
    List<?> first =
        (List<?>) got(given.link.run(Script.DEPART, holders(), List.of("20000"))).stream().toList();
    assertThat(first).hasToString("[ok, 500, 1]");
    assertThat(open()).isEqualTo(MANY - 500 + 1);
    assertThat(got(visits.tell("dead", 99, List.of(Word.out("1"))))).isEqualTo(Heard.UNKNOWN);
    assertThat(sweptInTime()).isEqualTo(MANY - 500);
    assertThat(sweptInTime()).isZero();
    DayNumbers then = got(days.numbers(lastSign / DAY));
    assertThat(then.sessionsEnded()).isEqualTo(MANY);
    assertThat(then.users()).isEqualTo(MANY);
    assertThat(open()).isEqualTo(1);
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith(":dead"));
  }

  @Test
  @DisplayName(
      "over midnight are gone through a helping at a time, and who goes meanwhile counts too")
  void thousandsOverMidnight() {
    crowd("a", MANY);
    long today = got(days.today()).day();
    got(given.link.send(command("DEL", key("day:" + today))));
    got(given.link.send(command("DEL", key("users:" + today))));
    got(given.link.send(command("HSET", key("told"), "a", "7 " + (today - 1))));
    assertThat(got(visits.tell("a", 8, List.of()))).isEqualTo(Heard.MORE);
    assertThat(today().users()).isEqualTo(500);
    assertThat(open()).isEqualTo(MANY);
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      words.add(Word.out("s" + i));
    }
    words.add(Word.in("new", "somebody else"));
    assertThat(got(visits.tell("a", 9, words))).isEqualTo(Heard.MORE);
    assertThat(got(visits.tell("a", 9, words))).isEqualTo(Heard.OK);
    long number = 10;
    while (got(visits.tell("a", number, List.of())) == Heard.MORE) {
      number++;
    }
    assertThat(today().users()).isEqualTo(MANY + 1);
    assertThat(today().sessionsEnded()).isEqualTo(50);
    assertThat(open()).isEqualTo(MANY - 50 + 1);
    assertThat(given.everything().keySet()).noneMatch(name -> name.contains("}:aside:"));
  }

  @Test
  @DisplayName("of a holder that dies while it is gone through after midnight end all the same")
  void diedAfterMidnight() {
    crowd("a", MANY);
    got(given.link.send(command("HSET", key("told"), "a", "7 " + (got(days.today()).day() - 1))));
    assertThat(got(visits.tell("a", 8, List.of()))).isEqualTo(Heard.MORE);
    lastSeen("a", given.now() - 30_000);
    assertThat(sweptInTime()).isEqualTo(MANY);
    assertThat(open()).isZero();
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith(":a"));
  }

  @Test
  @DisplayName("of a holder that goes end a helping at a time, and the sweep ends what it left")
  void byeOfThousands() {
    crowd("a", MANY);
    assertThat(got(visits.tell("a", 8, List.of(Word.bye())))).isEqualTo(Heard.MORE);
    assertThat(got(visits.tell("a", 9, List.of(Word.bye())))).isEqualTo(Heard.MORE);
    assertThat(open()).isEqualTo(MANY - 1_000);
    lastSeen("a", given.now() - 30_000);
    assertThat(sweptInTime()).isEqualTo(MANY - 1_000);
    assertThat(today().sessionsEnded() + yesterday().sessionsEnded()).isEqualTo(MANY);
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith(":a"));
  }

  /** The seventh telling of a holder with so many sessions, each another's. */
  private void crowd(String holder, int many) {
    String fill =
        """
        for i = 0, ARGV[1] - 1 do redis.call('HSET', KEYS[1], 's' .. i, ARGV[2] .. ' user' .. i) end
        """;
    String began = Long.toString(given.now() - 4 * DAY);
    tell(holder, 1, Word.in("x", ANNA), Word.out("x"));
    String today = Long.toString(got(days.today()).day());
    got(given.link.send(command("HSET", key("told"), holder, "7 " + today)));
    got(given.link.send(command("DEL", key("day:" + today))));
    got(given.link.send(command("DEL", key("users:" + today))));
    String open = key("open:" + holder);
    got(given.link.send(command("EVAL", fill, "1", open, Integer.toString(many), began)));
  }

  private List<String> holders() {
    return List.of(given.keys.sessionHolders());
  }

  private DayNumbers yesterday() {
    return got(days.numbers(got(days.today()).day() - 1));
  }

  @Test
  @DisplayName("belong to the day in UTC on which they are seen, to the millisecond")
  void midnight() {
    for (String day : List.of("2024-02-29", "2025-12-31", "2026-03-29")) {
      long midnight = Instant.parse(day + "T00:00:00Z").plusMillis(DAY).toEpochMilli();
      got(visits.seen(ANNA, midnight - 1));
      got(visits.seen(BEN, midnight - 1));
      got(visits.seen(ANNA, midnight));
      long before = LocalDate.parse(day).toEpochDay();
      assertThat(got(days.numbers(before)).users()).isEqualTo(2);
      assertThat(got(days.numbers(before + 1)).users()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("are kept for 90 days as numbers, and only for two as a set of users")
  void kept() {
    tell("a", 1, Word.in("1", ANNA), Word.out("1"));
    long today = got(days.today()).day();
    assertThat(got(given.link.send(command("TTL", key("day:" + today)))).toLong())
        .isBetween(90 * 86_400L, 91 * 86_400L);
    assertThat(got(given.link.send(command("TTL", key("users:" + today)))).toLong())
        .isBetween(86_400L, 2 * 86_400L);
  }

  private void tell(String holder, long number, Word... words) {
    assertThat(got(visits.tell(holder, number, List.of(words)))).isEqualTo(Heard.OK);
  }

  /** Sweeps have been coming by: nobody was away. */
  private long sweptInTime() {
    got(given.link.send(command("HSET", key("swept"), "at", now(), "quiet", "0")));
    return got(visits.sweep(20_000));
  }

  private String now() {
    return Long.toString(given.now());
  }

  private void lastSeen(String holder, long at) {
    got(given.link.send(command("ZADD", key("holders"), Long.toString(at), holder)));
  }

  private void began(String holder, String session, long at) {
    String open = key("open:" + holder);
    String user = got(given.link.send(command("HGET", open, session))).toString().split(" ")[1];
    got(given.link.send(command("HSET", open, session, at + " " + user)));
  }

  private String key(String name) {
    return given.keys.sessionHolders().replaceFirst("holders$", "") + name;
  }

  private long open() {
    return got(days.today()).openSessions();
  }

  private DayNumbers today() {
    return got(days.numbers(got(days.today()).day()));
  }
}
