package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds passages in an index of our own, which one thread makes and keeps. Who asks before it is
 * complete waits for it: half an index would give half an answer.
 */
final class IndexFinder implements Finder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFinder.class);
  private static final long PATIENCE_MS = 5_000;

  private final Vertx vertx;
  private final Shelf shelf;
  private final Promise<PassageIndex> complete = Promise.promise();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper = new Thread(this::keep, "jobwire-search");

  IndexFinder(Vertx vertx, Shelf shelf) {
    this.vertx = vertx;
    this.shelf = shelf;
    keeper.setDaemon(true);
  }

  void begin() {
    keeper.start();
  }

  @Override
  public Future<List<Hit>> find(String query, int most) {
    return complete
        .future()
        .compose(index -> vertx.executeBlocking(() -> index.best(query, most), false))
        .recover(IndexFinder::say);
  }

  private static <T> Future<T> say(Throwable failure) {
    if (failure instanceof JobFailure told) {
      return Future.failedFuture(told);
    }
    LOG.error("A search failed", failure);
    return Future.failedFuture(
        JobFailure.retryable("search_failed", "The index could not be searched."));
  }

  private void keep() {
    try (PassageIndex index = new PassageIndex(shelf.directory())) {
      shelf.fill(index, () -> complete.tryComplete(index), closing);
      closing.await();
    } catch (IOException | RuntimeException broken) {
      LOG.error("The index of search could not be kept", broken);
      complete.tryFail(JobFailure.last("search_failed", "There is no index; the log says why."));
    } catch (InterruptedException hurried) {
      LOG.debug("The index of search ends in a hurry");
    }
  }

  /** Blocks until the index is closed, as what it stands on is taken away next. */
  @Override
  public void close() {
    closing.countDown();
    complete.tryFail(JobFailure.retryable("search_failed", "This process ends."));
    try {
      keeper.join(PATIENCE_MS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    shelf.close();
  }
}
