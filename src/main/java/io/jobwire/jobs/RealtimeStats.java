package io.jobwire.jobs;

import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Scope;
import io.jobwire.redis.Census;
import io.jobwire.redis.Census.Tally;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Who is connected, to all processes together: asks, and waits until all have answered. */
final class RealtimeStats {
  private static final long LOOK_MS = 10;
  private static final int MOST_LOOKS = 100;

  private final Vertx vertx;
  private final Census census;

  RealtimeStats(Vertx vertx, Census census) {
    this.vertx = vertx;
    this.census = census;
  }

  Future<Answer> count(Command.Stats command) {
    command.caller().demand(Scope.ADMIN);
    return census
        .ask()
        .compose(question -> look(question, MOST_LOOKS))
        .map(RealtimeStats::json)
        .map(Answer::of);
  }

  /** One that has just died is waited for in vain, for a second. */
  private Future<Tally> look(String question, int looks) {
    return vertx
        .timer(LOOK_MS, TimeUnit.MILLISECONDS)
        .compose(later -> census.count(question))
        .compose(
            tally ->
                tally.missing() <= 0 || looks == 0
                    ? Future.succeededFuture(tally)
                    : look(question, looks - 1));
  }

  private static JsonText json(Tally tally) {
    return Json.object(
        out -> {
          out.writeNumberField("connections", tally.connections());
          out.writeNumberField("connected", tally.connected());
          out.writeNumberField("subscriptions", tally.subscriptions());
          out.writeNumberField("rooms", tally.rooms());
          out.writeNumberField("users", tally.users());
        });
  }
}
