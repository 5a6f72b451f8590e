package io.jobwire.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs blocking work off the event loop, a thread for each attempt: how many there are is bounded
 * by the worker's slots. A cancel interrupts the thread.
 */
final class BlockingRunner implements JobHandler {
  private static final ExecutorService THREADS = threads();

  private final BlockingHandler work;

  BlockingRunner(BlockingHandler work) {
    this.work = work;
  }

  @Override
  public Future<?> run(JobContext job) {
    Promise<Object> result = Promise.promise();
    Stint stint = new Stint();
    THREADS.execute(() -> work(job, stint, result));
    job.cancelled().onSuccess(over -> stint.interrupt());
    return result.future();
  }

  /** Whatever a handler does here, it ends its own attempt only. */
  private void work(JobContext job, Stint stint, Promise<Object> result) {
    try {
      stint.begin();
      result.complete(work.run(new PatientContext(job)));
    } catch (Throwable failure) {
      result.tryFail(failure);
    } finally {
      stint.end();
    }
  }

  /** The time that a thread works on one attempt: only then may a cancel interrupt it. */
  private static final class Stint {
    private Thread worker;
    private boolean over;

    synchronized void begin() {
      worker = Thread.currentThread();
      if (over) {
        worker.interrupt();
      }
    }

    synchronized void interrupt() {
      over = true;
      if (worker != null) {
        worker.interrupt();
      }
    }

    synchronized void end() {
      worker = null;
      // The thread's next work must not find what was meant for this one.
      Thread.interrupted();
    }
  }

  /** Virtual threads where the JVM has them: compiled for 17, where they do not exist. */
  private static ExecutorService threads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException older) {
      AtomicInteger count = new AtomicInteger();
      return Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "jobwire-handler-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
    }
  }

  /** The context for blocking code: each write waits for the store, which keeps the pace. */
  private record PatientContext(JobContext job) implements JobContext {

    @Override
    public String jobId() {
      return job.jobId();
    }

    @Override
    public String userId() {
      return job.userId();
    }

    @Override
    public String type() {
      return job.type();
    }

    @Override
    public int attempt() {
      return job.attempt();
    }

    @Override
    public String attemptKey() {
      return job.attemptKey();
    }

    @Override
    public String traceparent() {
      return job.traceparent();
    }

    @Override
    public JsonObject input() {
      return job.input();
    }

    @Override
    public Object checkpoint() {
      return job.checkpoint();
    }

    @Override
    public Future<Void> progress(double percent, String step, String message) {
      return landed(job.progress(percent, step, message));
    }

    @Override
    public Future<Void> task(String task, TaskState state, Double percent, String detail) {
      return landed(job.task(task, state, percent, detail));
    }

    @Override
    public Future<Void> chunk(String text) {
      return landed(job.chunk(text));
    }

    @Override
    public Future<Void> event(String type, JsonObject data) {
      return landed(job.event(type, data));
    }

    @Override
    public Future<Void> saveCheckpoint(Object json, String label) {
      return landed(job.saveCheckpoint(json, label));
    }

    @Override
    public Signals signals() {
      return () -> landed(job.signals().next());
    }

    @Override
    public Future<Void> cancelled() {
      return job.cancelled();
    }

    @Override
    public Future<Void> draining() {
      return job.draining();
    }

    /** Comes back with a completed future, or throws what the write was refused with. */
    private <T> Future<T> landed(Future<T> write) {
      try {
        write.toCompletionStage().toCompletableFuture().get();
        return write;
      } catch (ExecutionException refused) {
        if (refused.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(refused.getCause());
      } catch (InterruptedException cancelled) {
        Thread.currentThread().interrupt();
        throw JobFailure.retryable("interrupted", "The attempt is over.");
      }
    }
  }
}
