package io.jobwire.worker;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.EventCatalogue;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.ModelCall;
import io.jobwire.model.Refused;
import io.jobwire.model.Signal;
import io.jobwire.model.WorkEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;

/** The handler's side of an attempt: shapes what it tells, and hops to the attempt's event loop. */
final class AttemptContext implements JobContext {
  private final Attempt attempt;
  private final Context loop;
  private final Thread loopThread = Thread.currentThread();
  private final WorkLimits limits;

  AttemptContext(Attempt attempt, Context loop, WorkLimits limits) {
    this.attempt = attempt;
    this.loop = loop;
    this.limits = limits;
  }

  @Override
  public String jobId() {
    return job().id().value();
  }

  @Override
  public String userId() {
    return job().user();
  }

  @Override
  public String type() {
    return job().type();
  }

  @Override
  public int attempt() {
    return job().attempt();
  }

  @Override
  public String attemptKey() {
    return job().attemptKey();
  }

  @Override
  public String traceparent() {
    return job().trace().value();
  }

  @Override
  public JsonObject input() {
    return new JsonObject(job().input().text());
  }

  @Override
  public Object checkpoint() {
    JsonText saved = job().checkpoint();
    return saved == null ? null : Payload.value(saved);
  }

  @Override
  public Future<Void> progress(double percent, String step, String message) {
    if (Double.isNaN(percent)) {
      return refuse(Refused.invalid("percent", "must be a number"));
    }
    return write(
        "job:progress:v1",
        "",
        out -> {
          writePercent(out, percent);
          writeUnlessNull(out, "step", step);
          writeUnlessNull(out, "message", message);
        });
  }

  @Override
  public Future<Void> task(String task, TaskState state, Double percent, String detail) {
    return write(
        "task:progress:v1",
        task,
        out -> {
          out.writeStringField("task", task);
          out.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
          if (percent != null) {
            writePercent(out, percent);
          }
          writeUnlessNull(out, "detail", detail);
        });
  }

  @Override
  public Future<Void> chunk(String text) {
    if (Payload.bytes(new JsonText(text)) > limits.eventBytes()) {
      return refuse(Refused.tooLarge("A chunk", limits.eventBytes()));
    }
    return here(() -> attempt.chunk(text));
  }

  @Override
  public Future<Void> event(String type, JsonObject data) {
    try {
      return write(told(type, data));
    } catch (Refused unfit) {
      return refuse(unfit);
    }
  }

  /** What the job's view keeps of an event stands in it, whoever puts the event together. */
  private static WorkEvent told(String type, JsonObject data) {
    JsonText payload = Payload.of(data);
    return switch (type) {
      case "model:chunk:v1" -> WorkEvent.chunk(whole(data, "text"), payload);
      case "task:progress:v1" -> WorkEvent.task(whole(data, "task"), payload);
      case "model:complete:v1" -> WorkEvent.call(call(data), payload);
      default -> WorkEvent.of(type, payload);
    };
  }

  /** What is no number here is refused with the rest of it. */
  private static ModelCall call(JsonObject data) {
    Object tokens = data.getValue("tokens");
    return ModelCall.of(
        number(data.getValue("firstTokenMs"), 0),
        number(data.getValue("durationMs"), 0),
        tokens instanceof JsonObject counted ? number(counted.getValue("completion"), -1) : -1);
  }

  private static double number(Object value, double otherwise) {
    return value instanceof Number number ? number.doubleValue() : otherwise;
  }

  /** The store keeps it in UTF-8, where half of a pair has no place. */
  private static String whole(JsonObject data, String field) {
    String text = data.getValue(field) instanceof String given ? given : "";
    if (!Utf16Seam.isPaired(text)) {
      throw Refused.invalid(field, "has half a surrogate pair");
    }
    return text;
  }

  @Override
  public Future<Void> saveCheckpoint(Object json, String label) {
    try {
      return saveCheckpoint(Payload.of(json), label);
    } catch (Refused unfit) {
      return refuse(unfit);
    }
  }

  private Future<Void> saveCheckpoint(JsonText checkpoint, String label) {
    if (Payload.bytes(checkpoint) > limits.checkpointBytes()) {
      return refuse(Refused.tooLarge("A checkpoint", limits.checkpointBytes()));
    }
    JsonText data = Payload.whole(Json.object(out -> writeUnlessNull(out, "label", label)));
    return here(() -> attempt.checkpoint(checkpoint, data));
  }

  @Override
  public Signals signals() {
    return () -> here(attempt::nextSignal).map(AttemptContext::told);
  }

  private static JobSignal told(Signal signal) {
    return new JobSignal(
        signal.signalId(),
        signal.name(),
        Payload.value(signal.payload()),
        (String) Payload.value(signal.by()));
  }

  @Override
  public Future<Void> cancelled() {
    return attempt.cancelled();
  }

  @Override
  public Future<Void> draining() {
    return attempt.draining();
  }

  private ClaimedJob job() {
    return attempt.job();
  }

  private Future<Void> write(String type, String detail, Json.Content fields) {
    return write(new WorkEvent(type, Payload.whole(Json.object(fields)), detail, 0));
  }

  private Future<Void> write(WorkEvent event) {
    if (Payload.bytes(event.data()) > limits.eventBytes()) {
      return refuse(Refused.tooLarge("An event", limits.eventBytes()));
    }
    try {
      Workplace.CATALOGUE.demand(EventCatalogue.Sender.WORKER, event.type(), event.data());
    } catch (Refused wrong) {
      return refuse(wrong);
    }
    return here(() -> attempt.write(event));
  }

  private Future<Void> refuse(Refused why) {
    return here(() -> attempt.refuse(why));
  }

  private <T> Future<T> here(Supplier<Future<T>> step) {
    // By the thread, not by the context, of which one loop has many: else a write could overtake
    // one made before it from another context of the same loop.
    if (Thread.currentThread() == loopThread) {
      return step.get();
    }
    Promise<T> done = Promise.promise();
    loop.runOnContext(hop -> step.get().onComplete(done));
    return done.future();
  }

  private static void writePercent(JsonGenerator out, double percent) throws IOException {
    double clamped = Math.max(0, Math.min(100, percent));
    if (clamped == Math.rint(clamped)) {
      out.writeNumberField("percent", (long) clamped);
    } else {
      out.writeNumberField("percent", clamped);
    }
  }

  private static void writeUnlessNull(JsonGenerator out, String name, String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }
}
