package io.jobwire.handlers.search;

import static io.jobwire.handlers.search.Awaited.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An index of our own")
class IndexFinderTest {
  private static final long AT_ONCE = 1;
  private static final long NEVER = TimeUnit.DAYS.toMillis(1);

  private static Vertx vertx;

  private IndexFinder finder;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @AfterEach
  void close() {
    finder.close();
  }

  /** Our own pages, on a disk that has its moods. */
  private abstract static class MoodyShelf implements Shelf {
    private final Shelf pages = new ShippedShelf();

    @Override
    public Directory directory() throws IOException {
      return pages.directory();
    }

    void pages(PassageIndex index, Runnable complete, CountDownLatch closing) throws IOException {
      pages.fill(index, complete, closing);
    }

    @Override
    public void close() {
      pages.close();
    }
  }

  private static final class FullShelf extends MoodyShelf {
    private final CountDownLatch full = new CountDownLatch(1);
    private final Promise<Void> again = Promise.promise();
    private boolean broke;

    @Override
    public void fill(PassageIndex index, Runnable complete, CountDownLatch closing)
        throws IOException {
      pages(index, complete, closing);
      if (broke) {
        again.complete();
      } else {
        broke = true;
        demandSpace();
      }
    }

    private void demandSpace() throws IOException {
      try {
        full.await();
      } catch (InterruptedException never) {
        throw new IOException(never);
      }
      throw new IOException("No space left on device");
    }
  }

  private static final class BrokenShelf extends MoodyShelf {
    @Override
    public void fill(PassageIndex index, Runnable complete, CountDownLatch closing) {
      throw new StackOverflowError("as of a hostile document");
    }
  }

  private static final class SlowShelf extends MoodyShelf {
    @Override
    public void fill(PassageIndex index, Runnable complete, CountDownLatch closing) {
      try {
        closing.await();
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void open(Shelf shelf, long pauseMs) {
    finder = new IndexFinder(vertx, shelf, pauseMs);
    finder.begin();
  }

  private static JobFailure refusal(Future<?> answer) {
    Throwable failure = await(answer.transform(IndexFinderTest::cause));
    assertThat(failure).isInstanceOf(JobFailure.class);
    return (JobFailure) failure;
  }

  private static Future<Throwable> cause(Object none, Throwable failure) {
    return Future.succeededFuture(failure);
  }

  @Test
  @DisplayName("that broke is made anew, and found in again")
  void anew() {
    FullShelf shelf = new FullShelf();
    open(shelf, AT_ONCE);
    assertThat(await(finder.find("resume", 1))).hasSize(1);
    shelf.full.countDown();
    await(shelf.again.future());
    assertThat(await(finder.find("resume", 1))).hasSize(1);
  }

  @Test
  @DisplayName("that cannot be made fails who waits, whatever it was, so that he tries again later")
  void broken() {
    finder = new IndexFinder(vertx, new BrokenShelf(), NEVER);
    Future<List<Hit>> waiting = finder.find("resume", 1);
    finder.begin();
    JobFailure refusal = refusal(waiting);
    assertThat(refusal.code()).isEqualTo("search_failed");
    assertThat(refusal.isRetryable()).isTrue();
    assertThat(refusal(finder.find("resume", 1))).hasMessageContaining("There is no index");
  }

  @Test
  @DisplayName("that is not complete does not hold who is cancelled")
  void cancelled() {
    open(new SlowShelf(), NEVER);
    Promise<Void> cancelled = Promise.promise();
    Future<List<Hit>> waiting = finder.find("resume", 1, cancelled.future());
    assertThat(waiting.isComplete()).isFalse();
    cancelled.complete();
    assertThat(refusal(waiting).code()).isEqualTo("search_failed");
  }
}
