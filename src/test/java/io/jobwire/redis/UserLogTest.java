package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.LIMITS;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import io.jobwire.redis.Ear.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log of a user's own stream")
class UserLogTest extends StoreSpec {
  private static final String TYPE = "tab:update:v1";
  private static final long THIRTY_DAYS = 30 * Given.DAY;

  private UserLog log;

  @BeforeEach
  void aLog() {
    log = heldTo(500, 1 << 20);
  }

  @Test
  @DisplayName("numbers from 1 what it is given, leaves it as it is, and is each user's own")
  void numbering() {
    JsonText data = new JsonText("{\"tab\":\"é🚲\",\"a\":[],\"b\":{},\"c\":1.10,\"d\":1e400}");
    Position first = got(log.publish(ANNA, "e1", TYPE, data));
    Position second = got(log.publish(ANNA, "e2", TYPE, tab(2)));
    Position foreign = got(log.publish(BEN, "e1", TYPE, tab(3)));

    assertThat(first.seq()).isEqualTo(1);
    assertThat(second.seq()).isEqualTo(2);
    assertThat(second.epoch()).isEqualTo(first.epoch());
    assertThat(foreign.seq()).isEqualTo(1);
    assertThat(foreign.epoch()).isNotEqualTo(first.epoch());
    Event event = all(ANNA).get(0);
    assertThat(event.text())
        .isEqualTo(
            "{\"id\":\"%s\",\"seq\":1,\"at\":%d,\"type\":\"%s\",\"data\":%s}"
                .formatted(first, event.at(), TYPE, data));
    assertThat(all(BEN)).hasSize(1);
  }

  @Test
  @DisplayName("has a position whose epoch tells whose it is")
  void mark() {
    Position anna = got(log.publish(ANNA, "e1", TYPE, tab(1)));
    assertThat(Ids.mayBelong(anna.epoch(), ANNA)).isTrue();
    assertThat(Ids.mayBelong(anna.epoch(), BEN)).isFalse();
    assertThat(Ids.mayBelong(anna.epoch(), new JobId(ANNA))).isFalse();
  }

  @Test
  @DisplayName("takes the same event id once, and answers the same position for it")
  void eventId() {
    Position first = got(log.publish(ANNA, "e1", TYPE, tab(1)));
    assertThat(got(log.publish(ANNA, "e1", TYPE, tab(2)))).isEqualTo(first);
    assertThat(all(ANNA)).singleElement().matches(event -> event.text().contains("\"tab\":1}"));
  }

  @Test
  @DisplayName("knows the last 1,000 event ids, also those whose events are trimmed")
  void manyIds() {
    log = heldTo(5, 1 << 20);
    List<Position> given = new ArrayList<>();
    for (int n = 1; n <= 1_000; n++) {
      given.add(got(log.publish(ANNA, "e" + n, TYPE, tab(n))));
    }
    assertThat(got(log.publish(ANNA, "e1", TYPE, tab(0)))).isEqualTo(given.get(0));
    got(log.publish(ANNA, "e1001", TYPE, tab(0)));
    assertThat(got(log.publish(ANNA, "e2", TYPE, tab(0)))).isEqualTo(given.get(1));
    assertThat(got(log.publish(ANNA, "e1", TYPE, tab(0))).seq()).isEqualTo(1_002);
  }

  @Test
  @DisplayName("begins, for who wants only what comes, at its top and with no event")
  void fromNowOn() {
    LogPage empty = got(log.now(ANNA));
    assertThat(empty.events()).isEmpty();
    assertThat(empty.reason()).isNull();
    assertThat(empty.top()).isEqualTo("0");
    assertThat(empty.state()).isNull();
    assertThat(empty.snapshot()).isNull();

    Position first = got(log.publish(ANNA, "e1", TYPE, tab(1)));
    LogPage later = got(log.now(ANNA));
    assertThat(later.events()).isEmpty();
    assertThat(later.top()).isEqualTo(first.toString());
    assertThat(later.topSeq()).isEqualTo(1);
  }

  @Test
  @DisplayName("keeps the epoch that the first who looked gave it")
  void epochOfTheFirst() {
    got(log.now(ANNA));
    Position first = got(log.publish(ANNA, "e1", TYPE, tab(1)));
    got(log.now(ANNA));
    assertThat(got(log.publish(ANNA, "e2", TYPE, tab(2))).epoch()).isEqualTo(first.epoch());
  }

  @Test
  @DisplayName("gives from any position exactly what follows it, page by page")
  void fromEachPosition() {
    List<Position> positions = published(7);
    for (int k = 1; k <= 7; k++) {
      LogPage page = page(positions.get(k - 1));
      assertThat(page.reason()).isNull();
      assertThat(seqs(page)).isEqualTo(LongStream.rangeClosed(k + 1, 7).boxed().toList());
    }
    assertThat(seqs(got(log.page(ANNA, positions.get(1), 2, 1 << 20)))).containsExactly(3L, 4L);
    assertThat(seqs(got(log.page(ANNA, positions.get(1), 500, 1)))).containsExactly(3L);
  }

  @Test
  @DisplayName("holds the newest events up to its number, and says when a position is behind them")
  void byCount() {
    log = heldTo(3, 1 << 20);
    List<Position> positions = published(7);
    LogPage lost = page(positions.get(3));
    assertThat(lost.reason()).isEqualTo("backlog-truncated");
    assertThat(lost.first()).isEqualTo(5);
    assertThat(seqs(lost)).containsExactly(5L, 6L, 7L);
    assertThat(page(null).reason()).isEqualTo("backlog-truncated");
    LogPage held = page(positions.get(4));
    assertThat(held.reason()).isNull();
    assertThat(seqs(held)).containsExactly(6L, 7L);
  }

  @Test
  @DisplayName("holds the newest events up to its bytes, and never gives up the newest")
  void byBytes() {
    log = heldTo(500, 400);
    published(20);
    List<Event> held = all(ANNA);
    int one = size(held.get(held.size() - 1));
    assertThat(held).hasSize(400 / one);
    got(log.publish(ANNA, "large", TYPE, new JsonText("{\"tab\":\"" + "é".repeat(500) + "\"}")));
    assertThat(all(ANNA)).extracting(Event::seq).containsExactly(21L);
  }

  @Test
  @DisplayName("says that its epoch changed to who comes from an earlier one, and gives all it has")
  void anotherEpoch() {
    Position old = published(3).get(1);
    got(given.link.send(command("DEL", given.keys.userMeta(ANNA))));
    got(log.publish(ANNA, "new", TYPE, tab(9)));
    LogPage page = page(old);
    assertThat(page.reason()).isEqualTo("epoch-changed");
    assertThat(seqs(page)).containsExactly(1L);
  }

  @Test
  @DisplayName("says that it was rewound to who stands beyond it, or at another instant")
  void rewound() {
    Position top = published(3).get(2);
    Position beyond = new Position(top.epoch(), 4, top.instant());
    Position other = new Position(top.epoch(), 2, "zzzzzzzzzz");
    for (Position forged : List.of(beyond, other)) {
      LogPage page = page(forged);
      assertThat(page.reason()).isEqualTo("history-rewound");
      assertThat(seqs(page)).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  @DisplayName("tells its top without coming to be")
  void top() {
    assertThat(got(log.top(ANNA))).isEqualTo("0");
    assertThat(given.everything()).isEmpty();
    got(log.now(ANNA));
    assertThat(got(log.top(ANNA))).isEqualTo("0");
    Position first = got(log.publish(ANNA, "e1", TYPE, tab(1)));
    assertThat(got(log.top(ANNA))).isEqualTo(first.toString());
  }

  @Test
  @DisplayName("is announced on the user's channel as it stands there, chained to the one before")
  void announced() {
    String user = "a}d:a/ü {x}";
    try (Ear ear = Ear.at(layout.address(), given.keys.prefix() + ":s:*:user")) {
      got(log.publish(user, "e1", TYPE, tab(1)));
      got(log.publish(user, "e1", TYPE, tab(1)));
      got(log.publish(user, "e2", TYPE, tab(2)));
      got(log.publish(user, "e3", TYPE, new JsonText("{\"tab\":\"" + "x".repeat(65_536) + "\"}")));
      List<Event> held = all(user);
      List<Message> heard = ear.messages(3);
      assertThat(heard).hasSize(3);
      String before = "-";
      for (int i = 0; i < 3; i++) {
        Event event = held.get(i);
        String body = i < 2 ? event.text() : "";
        assertThat(heard.get(i))
            .isEqualTo(
                new Message(
                    given.keys.userChannel(user),
                    event.position().toString(),
                    before,
                    size(event),
                    body));
        before = event.position().instant();
      }
    }
  }

  @Test
  @DisplayName("is kept for 30 days after its last use")
  void kept() {
    published(1);
    for (String name : List.of("meta", "log", "published", "order")) {
      long left = got(given.link.send(command("PTTL", given.ofUser(ANNA, name)))).toLong();
      assertThat(left).as(name).isBetween(THIRTY_DAYS - 60_000, THIRTY_DAYS);
      got(given.link.send(command("PEXPIRE", given.ofUser(ANNA, name), "60000")));
    }
    got(log.now(ANNA));
    for (String name : List.of("meta", "log", "published", "order")) {
      assertThat(got(given.link.send(command("PTTL", given.ofUser(ANNA, name)))).toLong())
          .as(name)
          .isGreaterThan(THIRTY_DAYS - 60_000);
    }
  }

  private UserLog heldTo(long events, long bytes) {
    return new UserLog(
        given.link,
        given.keys,
        new StoreLimits(
            200, bytes, LIMITS.leaseMs(), LIMITS.outputBytes(), events, Weights.equal()));
  }

  private List<Position> published(int many) {
    List<Position> positions = new ArrayList<>();
    for (int n = 1; n <= many; n++) {
      positions.add(got(log.publish(ANNA, "e" + n, TYPE, tab(n))));
    }
    return positions;
  }

  private LogPage page(Position after) {
    return got(log.page(ANNA, after, 500, 1 << 20));
  }

  private List<Event> all(String user) {
    return Event.all(got(log.page(user, null, 500, 1 << 20)).events());
  }

  private static List<Long> seqs(LogPage page) {
    return Given.seqs(Event.all(page.events()));
  }

  private static int size(Event event) {
    return event.text().getBytes(StandardCharsets.UTF_8).length;
  }

  private static JsonText tab(int number) {
    return new JsonText("{\"tab\":" + number + "}");
  }
}
