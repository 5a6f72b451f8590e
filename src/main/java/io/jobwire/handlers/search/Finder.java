package io.jobwire.handlers.search;

import io.vertx.core.Future;
import java.util.List;

/** Whatever can find something for a query. */
public interface Finder {

  /**
   * The best first, at most so many. Fails with a {@link io.jobwire.worker.JobFailure} that says
   * whether another try may help.
   */
  Future<List<Hit>> find(String query, int most);

  /** The same for who may lose interest: what is under way then ends, if it takes long enough. */
  default Future<List<Hit>> find(String query, int most, Future<Void> cancelled) {
    return find(query, most);
  }
}
