package io.jobwire.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The programme, in its order. */
public final class Acts {
  /** The type of which this process does one job at a time, so that another gets some. */
  public static final String ONE_AT_A_TIME = "load.stream";

  private static final int BYTES = 8;

  static final List<Act> ALL =
      List.of(
          new Act(
              "An agent's run",
              "It searches the documentation and answers, in five steps, with its sources.",
              Acts::agent),
          new Act("A search", "Each result comes by itself, as soon as it is found.", Acts::search),
          new Act(
              "A streamed text",
              "Open the page twice, or reload it: both show the same text, nothing twice.",
              Acts::stream),
          new Act(
              "A job that fails once",
              "It goes on from its last checkpoint; what came after that is replaced.",
              Acts::failing),
          new Act(
              "A job that is cancelled and resumed",
              "A cancel takes effect at once; a resume goes on from the checkpoint.",
              Acts::cancelledAndResumed),
          new Act(
              "A worker that is killed",
              "A second process takes a job and is killed with -9; this one takes the job over.",
              Acts::takenOver));

  private Acts() {}

  private static String agent(Stage stage) throws InterruptedException {
    Watching job = stage.job("agent", query("How does resume work?"));
    job.untilEnded();
    JsonNode result = stage.completed(job).path("result");
    demand(!result.path("answer").asText().isEmpty(), "there is no answer");
    demand(result.path("sources").size() > 0, "the answer has no sources");
    return "an answer of %d characters with %d sources"
        .formatted(result.path("answer").asText().length(), result.path("sources").size());
  }

  private static String search(Stage stage) throws InterruptedException {
    Watching job = stage.job("search", query("checkpoint"));
    AtomicInteger found = new AtomicInteger();
    job.until(
        event -> {
          found.addAndGet(Watching.is(event, "search:result:v1") ? 1 : 0);
          return Watching.is(event, "stream:end:v1");
        });
    stage.completed(job);
    demand(found.get() > 0, "nothing was found");
    return found + " results";
  }

  private static String stream(Stage stage) throws InterruptedException {
    TextJob text = new TextJob(40, BYTES, stage.paced(120), 10);
    Watching job = stage.job(ONE_AT_A_TIME, text.input());
    job.untilEnded();
    return stage.wholeText(job, text);
  }

  private static String failing(Stage stage) throws InterruptedException {
    TextJob text = new TextJob(30, BYTES, stage.paced(150), 10);
    Watching job = stage.job(ONE_AT_A_TIME, text.input().put("failAt", 17));
    job.untilEnded();
    return inMoreThanOne(stage, job, text);
  }

  private static String cancelledAndResumed(Stage stage) throws InterruptedException {
    TextJob text = new TextJob(40, BYTES, Math.max(50, stage.paced(120)), 10);
    Watching job = stage.job(ONE_AT_A_TIME, text.input());
    job.until(pieces(16));
    stage.visitor().cancel(job.jobId(), "To show that it can be");
    job.untilEnded();
    stage.say("It is cancelled. Press Resume in the dashboard yourself, or wait a moment.");
    stage.pause(3_000);
    if (stage.visitor().state(job.jobId()).path("state").asText().equals("cancelled")) {
      stage.visitor().resume(job.jobId());
    }
    job.untilEnded();
    return inMoreThanOne(stage, job, text);
  }

  /** This process is kept busy, so that only the other one has a hand free for the job. */
  private static String takenOver(Stage stage) throws InterruptedException {
    stage.say("First a long job that keeps this process busy.");
    Watching busy = stage.job(ONE_AT_A_TIME, new TextJob(10_000, BYTES, 200, 0).input());
    busy.until(event -> Watching.is(event, "job:running:v1"));
    stage.rival().start();
    stage.say("A second process works on the same Redis now, with the pid " + pid(stage) + ".");
    TextJob text = new TextJob(40, BYTES, Math.max(100, stage.paced(150)), 8);
    Watching job = stage.job(ONE_AT_A_TIME, text.input());
    job.until(pieces(20));
    stage.rival().kill();
    stage.say("kill -9 " + pid(stage) + ": it is gone. Its lease runs out in some seconds.");
    stage.visitor().cancel(busy.jobId(), "It has served its purpose");
    job.untilEnded();
    return inMoreThanOne(stage, job, text);
  }

  private static long pid(Stage stage) {
    return stage.rival().pid();
  }

  private static String inMoreThanOne(Stage stage, Watching job, TextJob text)
      throws InterruptedException {
    String whole = stage.wholeText(job, text);
    demand(stage.completed(job).path("attempt").asInt() > 1, "one attempt was enough");
    return whole;
  }

  /** True at the piece of that number. */
  private static Predicate<JsonNode> pieces(int number) {
    AtomicInteger seen = new AtomicInteger();
    return event -> Watching.is(event, "model:chunk:v1") && seen.incrementAndGet() >= number;
  }

  private static ObjectNode query(String text) {
    return JsonNodeFactory.instance.objectNode().put("query", text);
  }

  private static void demand(boolean holds, String otherwise) {
    if (!holds) {
      throw new Unexpected(otherwise);
    }
  }
}
