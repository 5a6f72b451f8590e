package io.jobwire.http.limit;

import io.jobwire.model.JsonText;
import io.jobwire.stream.Allowance;
import io.jobwire.stream.Parcel;
import io.netty.buffer.ByteBufUtil;
import io.vertx.ext.web.RoutingContext;

/** What one user may take, by all his sockets, responses and calls together. */
public record UserLimits(Holdings subscriptions, Rates frames, Rates replay) {

  /** How fast his viewers are given what comes out of logs. */
  public Allowance replayOf(String user) {
    return replay.isOff() ? Allowance.ENDLESS : new Replay(replay, user);
  }

  /** Throws what refuses a part of a log to who has just had too much of them. */
  public void demandReplay(RoutingContext context, String user) {
    long waitMs = replay.waitMs(user);
    if (waitMs > 0) {
      throw replay.policy().refuse(context, (waitMs + 999) / 1_000);
    }
  }

  public void replayed(String user, JsonText answer) {
    if (!replay.isOff()) {
      replay.charge(user, ByteBufUtil.utf8Bytes(answer.text()));
    }
  }

  private record Replay(Rates rates, String user) implements Allowance {
    @Override
    public long waitMs() {
      return rates.waitMs(user);
    }

    @Override
    public void had(Parcel parcel) {
      rates.charge(user, parcel.length());
    }
  }
}
