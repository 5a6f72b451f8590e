package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.LIMITS;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user's device")
class PresenceTest extends StoreSpec {
  private static final long LONG = 60_000;
  private static final long SHORT = 1;
  private static final String HERE = "node-a";
  private static final String THERE = "node-b";

  private Presence presence;

  @BeforeEach
  void nobodyIsHere() {
    presence = new Presence(given.link, given.keys, LIMITS);
  }

  @Test
  @DisplayName("is online with the first socket anywhere, and offline when the last has gone")
  void firstAndLast() {
    enter(ANNA, HERE, LONG, "phone");
    enter(ANNA, THERE, LONG, "phone");
    leave(ANNA, HERE, "phone");
    assertThat(got(presence.devices(ANNA))).containsExactly("phone");
    leave(ANNA, THERE, "phone");
    assertThat(got(presence.devices(ANNA))).isEmpty();
    assertThat(told(ANNA)).containsExactly("phone online [phone]", "phone offline []");
  }

  @Test
  @DisplayName("is told of with all that are online then, on its own user's stream only")
  void all() {
    enter(ANNA, HERE, LONG, "phone", "desk");
    enter(BEN, HERE, LONG, "tablet");
    leave(ANNA, HERE, "phone");
    assertThat(told(ANNA)).hasSize(3).last().isEqualTo("phone offline [desk]");
    assertThat(told(ANNA).get(1)).endsWith(" online [desk, phone]");
    assertThat(told(BEN)).containsExactly("tablet online [tablet]");
  }

  @Test
  @DisplayName("that is here already, or was not, is told of no more")
  void repeated() {
    enter(ANNA, HERE, LONG, "phone");
    enter(ANNA, HERE, LONG, "phone");
    leave(ANNA, HERE, "desk");
    leave(ANNA, HERE, "phone");
    leave(ANNA, HERE, "phone");
    assertThat(told(ANNA)).containsExactly("phone online [phone]", "phone offline []");
  }

  @Test
  @DisplayName("goes offline by a sweep when the node that held it is dead, once")
  void deadNode() {
    enter(ANNA, THERE, LONG, "desk");
    enter(ANNA, HERE, SHORT, "phone");
    enter(BEN, HERE, SHORT, "tablet");
    sweptUntil(ANNA, "phone offline [desk]");
    sweptUntil(BEN, "tablet offline []");
    got(presence.sweep(100));
    assertThat(told(ANNA))
        .containsExactly(
            "desk online [desk]", "phone online [desk, phone]", "phone offline [desk]");
    assertThat(told(BEN)).hasSize(2);
  }

  @Test
  @DisplayName("held by a dead node and by another stays online")
  void heldTwice() {
    enter(ANNA, THERE, LONG, "phone");
    enter(ANNA, HERE, SHORT, "phone");
    enter(BEN, HERE, SHORT, "tablet");
    sweptUntil(BEN, "tablet offline []");
    got(presence.sweep(100));
    assertThat(told(ANNA)).containsExactly("phone online [phone]");
    assertThat(got(presence.devices(ANNA))).containsExactly("phone");
  }

  @Test
  @DisplayName("whose lease is renewed in time is not looked for")
  void renewed() {
    enter(ANNA, HERE, SHORT, "phone");
    enter(ANNA, HERE, LONG, "phone");
    int before = told(ANNA).size();
    assertThat(got(presence.sweep(100))).isZero();
    assertThat(told(ANNA)).hasSize(before);
    assertThat(got(presence.devices(ANNA))).containsExactly("phone");
  }

  @Test
  @DisplayName(
      "keeps its user's stream for 30 days with each sign of life, also one that tells nothing")
  void kept() {
    enter(ANNA, HERE, LONG, "phone");
    for (String name : List.of("meta", "log", "devices")) {
      got(given.link.send(command("PEXPIRE", given.ofUser(ANNA, name), "60000")));
    }
    enter(ANNA, HERE, LONG, "phone");
    for (String name : List.of("meta", "log", "devices")) {
      assertThat(got(given.link.send(command("PTTL", given.ofUser(ANNA, name)))).toLong())
          .as(name)
          .isGreaterThan(29 * Given.DAY);
    }
    leave(BEN, HERE, "tablet");
    assertThat(got(given.link.send(command("PTTL", given.ofUser(BEN, "meta")))).toLong())
        .isGreaterThan(29 * Given.DAY);
  }

  @Test
  @DisplayName("leaves nothing to look after when it has gone")
  void nothingLeft() {
    enter(ANNA, HERE, SHORT, "phone");
    sweptUntil(ANNA, "phone offline []");
    assertThat(got(presence.sweep(100))).isZero();
  }

  private void enter(String user, String holder, long leaseMs, String... devices) {
    got(presence.enter(user, holder, List.of(devices), leaseMs));
  }

  private void leave(String user, String holder, String... devices) {
    got(presence.leave(user, holder, List.of(devices)));
  }

  private void sweptUntil(String user, String told) {
    eventually(
        () -> {
          got(presence.sweep(100));
          return told(user).contains(told);
        });
  }

  /** Device, state, and who is online, of each event in its order. */
  private List<String> told(String user) {
    UserLog log = new UserLog(given.link, given.keys, LIMITS);
    return Event.all(got(log.page(user, null, 500, 1 << 20)).events()).stream()
        .peek(event -> assertThat(event.type()).isEqualTo("user:presence:v1"))
        .map(Event::data)
        .map(PresenceTest::words)
        .toList();
  }

  private static String words(JsonNode data) {
    List<String> online =
        StreamSupport.stream(data.get("devices").spliterator(), false)
            .map(device -> device.get("deviceId").asText())
            .toList();
    return data.get("deviceId").asText() + " " + data.get("state").asText() + " " + online;
  }
}
