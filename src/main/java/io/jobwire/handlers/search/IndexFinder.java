package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds passages in an index of our own, which one thread makes and keeps. Who asks before it is
 * complete waits for it: half an index would give half an answer. One that breaks is made anew.
 */
final class IndexFinder implements Finder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFinder.class);
  private static final long PATIENCE_MS = 5_000;

  /** Between an index that broke and the next: whatever it is, it takes people to mend it. */
  private static final long PAUSE_MS = 30_000;

  private static final String NO_INDEX = "There is no index; the log says why.";

  private final Vertx vertx;
  private final Shelf shelf;
  private final long pauseMs;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper = new Thread(this::keep, "jobwire-search");

  /** Only the thread that keeps the index puts another one here. */
  private volatile Promise<PassageIndex> complete = Promise.promise();

  private boolean broke;

  IndexFinder(Vertx vertx, Shelf shelf) {
    this(vertx, shelf, PAUSE_MS);
  }

  IndexFinder(Vertx vertx, Shelf shelf, long pauseMs) {
    this.vertx = vertx;
    this.shelf = shelf;
    this.pauseMs = pauseMs;
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

  /** Who has lost interest does not wait for the index, which may take minutes. */
  @Override
  public Future<List<Hit>> find(String query, int most, Future<Void> cancelled) {
    Promise<List<Hit>> answer = Promise.promise();
    find(query, most).onSuccess(answer::tryComplete).onFailure(answer::tryFail);
    cancelled.onComplete(over -> answer.tryFail(failure("Nobody waits for the search any more.")));
    return answer.future();
  }

  private static <T> Future<T> say(Throwable failure) {
    if (failure instanceof JobFailure told) {
      return Future.failedFuture(told);
    }
    LOG.error("A search failed", failure);
    return Future.failedFuture(failure("The index could not be searched."));
  }

  private static JobFailure failure(String said) {
    return JobFailure.retryable("search_failed", said);
  }

  /** Whatever ends this thread, nobody waits for it for ever. */
  private void keep() {
    try {
      keepOnce();
      while (!closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
        complete = Promise.promise();
        keepOnce();
      }
    } catch (InterruptedException hurried) {
      LOG.debug("The index of search ends in a hurry");
    } finally {
      complete.tryFail(failure(NO_INDEX));
    }
  }

  /** Comes back when it is to close, or when the index broke: a full disk may have room again. */
  private void keepOnce() throws InterruptedException {
    try (PassageIndex index = new PassageIndex(shelf.directory())) {
      shelf.fill(index, () -> show(index), closing);
      closing.await();
    } catch (IOException | RuntimeException | Error broken) {
      tell(broken);
      fail();
    }
  }

  private void show(PassageIndex index) {
    broke = false;
    complete.tryComplete(index);
  }

  /** Also where there was an index: it is closed. */
  private void fail() {
    Promise<PassageIndex> waitedFor = complete;
    Promise<PassageIndex> none = Promise.promise();
    none.fail(failure(NO_INDEX));
    complete = none;
    waitedFor.tryFail(failure(NO_INDEX));
  }

  /** Once until there is an index again; what stops on the way to the end is no error. */
  private void tell(Throwable broken) {
    if (broke || closing.getCount() == 0) {
      LOG.debug("The index of search could not be kept", broken);
    } else {
      LOG.error("The index of search could not be kept; it is made anew until it can be", broken);
      broke = true;
    }
  }

  /** Blocks until the index is closed, as what it stands on is taken away next. */
  @Override
  public void close() {
    complete.tryFail(failure("This process ends."));
    closing.countDown();
    try {
      keeper.join(PATIENCE_MS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    shelf.close();
  }
}
