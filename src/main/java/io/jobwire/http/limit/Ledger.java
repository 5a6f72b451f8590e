package io.jobwire.http.limit;

import io.jobwire.model.Counted;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The book that all processes keep together, as one of them writes and reads it. */
public interface Ledger {
  Future<Void> open();

  boolean isUp();

  /**
   * What was taken within {@code spanMicros}, in microseconds of each limit's time; gives what each
   * owes now, in this order.
   */
  Future<List<Long>> spend(long spanMicros, List<Counted> taken);

  /**
   * How many each holds here; gives how many he holds elsewhere, in this order. Empty when all that
   * was told is void.
   */
  Future<Optional<List<Long>>> hold(List<Counted> held);

  /** Nothing is held here any more. */
  Future<Void> close();
}
