package io.jobwire.http.limit;

import io.jobwire.model.Counted;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second the others are told what was counted here, and what all have together is heard; no
 * request waits for that. While there is no answer each process goes on by what it knows itself.
 */
public final class LimitsVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(LimitsVerticle.class);
  private static final long TELL_MS = 1_000;

  /** A telling that comes a little late must not make anybody owe what he does not. */
  private static final long SPAN_MICROS = (TELL_MS + 200) * 1_000;

  private final Map<String, Rates> rates;
  private final Map<String, Holdings> holdings;
  private final Function<Vertx, Ledger> ledgers;
  private Ledger ledger;
  private long teller;

  /** A later telling must not be answered before an earlier one. */
  private boolean holding;

  public LimitsVerticle(CallerLimits limits, Function<Vertx, Ledger> ledgers) {
    rates = limits.rates().collect(Collectors.toMap(one -> one.policy().name(), one -> one));
    holdings = limits.holdings().collect(Collectors.toMap(one -> one.policy().name(), one -> one));
    this.ledgers = ledgers;
  }

  @Override
  public Future<?> start() {
    ledger = ledgers.apply(vertx);
    teller = vertx.setPeriodic(TELL_MS, tick -> tell());
    return ledger.open().otherwiseEmpty();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(teller);
    return ledger.close();
  }

  private void tell() {
    List<Counted> taken = new ArrayList<>();
    rates.values().forEach(one -> taken.addAll(one.taken()));
    if (!ledger.isUp()) {
      alone();
      return;
    }
    if (!taken.isEmpty()) {
      // Not told again when there is no answer: it may count already, and is owed here anyway.
      ledger
          .spend(SPAN_MICROS, taken)
          .onSuccess(owed -> owe(taken, owed))
          .onFailure(LimitsVerticle::later);
    }
    if (!holding && holdings.values().stream().anyMatch(one -> !one.isEmpty())) {
      hold();
    }
  }

  private void owe(List<Counted> taken, List<Long> owed) {
    for (int i = 0; i < taken.size(); i++) {
      Counted one = taken.get(i);
      rates.get(one.limit()).owes(one.who(), owed.get(i));
    }
  }

  /** With no news too: it says that what was told still stands. */
  private void hold() {
    List<Counted> news = new ArrayList<>();
    holdings.values().forEach(one -> news.addAll(one.news()));
    holding = true;
    ledger
        .hold(news)
        .onComplete(answered -> holding = false)
        .onSuccess(elsewhere -> heard(news, elsewhere))
        .onFailure(
            away -> {
              later(away);
              alone();
            });
  }

  private void heard(List<Counted> news, Optional<List<Long>> elsewhere) {
    if (elsewhere.isEmpty()) {
      holdings.values().forEach(Holdings::anew);
      hold();
      return;
    }
    for (int i = 0; i < news.size(); i++) {
      Counted one = news.get(i);
      holdings.get(one.limit()).heard(one, elsewhere.get().get(i));
    }
  }

  private void alone() {
    holdings.values().forEach(Holdings::alone);
  }

  private static void later(Throwable away) {
    LOG.debug("Limits are not shared this time: {}", away.getMessage());
  }
}
