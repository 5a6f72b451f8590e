package io.jobwire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.Refused.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(VertxExtension.class)
@DisplayName("A question on the bus")
class BusTest {
  private Bus bus;

  record Question(String text) {}

  record Reply(String text) {}

  @BeforeEach
  void open(Vertx vertx) {
    Bus.register(vertx, Question.class, Reply.class);
    bus = new Bus(vertx, true);
  }

  @Test
  @DisplayName("gets the very record that answers it")
  void answered() throws Exception {
    Reply reply = new Reply("yes");
    answer(question -> Future.succeededFuture(reply));
    assertThat(ask()).isSameAs(reply);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  @DisplayName("is refused with everything that the refusal says")
  void refused(Reason reason) {
    answer(
        question ->
            Future.failedFuture(
                Refused.of(reason, "because \"of\" it", List.of(new Flaw("a[1].b", "wrong")), 17)));
    assertThatThrownBy(this::ask)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.detail()).isEqualTo("because \"of\" it");
              assertThat(refused.flaws()).containsExactly(new Flaw("a[1].b", "wrong"));
              assertThat(refused.number()).isEqualTo(17);
            });
  }

  @Test
  @DisplayName("is refused as well when the command throws instead of failing its future")
  void thrown() {
    answer(
        question -> {
          throw Refused.notFound();
        });
    assertThatThrownBy(this::ask)
        .satisfies(no -> assertThat(Refused.is(no, Reason.NOT_FOUND)).isTrue());
  }

  @Test
  @DisplayName("learns nothing of a fault but that there was one")
  void fault() {
    answer(question -> Future.failedFuture(new IllegalStateException("secret inside")));
    assertThatThrownBy(this::ask).isNotInstanceOf(Refused.class).hasMessageNotContaining("secret");
  }

  @Test
  @DisplayName("is unavailable where nobody answers")
  void nobody() {
    assertThatThrownBy(this::ask)
        .satisfies(no -> assertThat(Refused.is(no, Reason.UNAVAILABLE)).isTrue());
  }

  private void answer(Function<Question, Future<Reply>> command) {
    bus.answer("test.question", command);
  }

  private Reply ask() throws Exception {
    Future<Reply> reply = bus.ask("test.question", new Question("?"));
    try {
      return reply.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw (Exception) failed.getCause();
    }
  }
}
