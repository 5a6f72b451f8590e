package io.jobwire.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** What an act has at hand: the service, a console, a second process, and time. */
final class Stage {
  private final Visitor visitor;
  private final Rival rival;
  private final Telling telling;
  private final int pacePercent;

  Stage(Visitor visitor, Rival rival, Consumer<String> console, int pacePercent) {
    this.visitor = visitor;
    this.rival = rival;
    this.telling = new Telling(console);
    this.pacePercent = pacePercent;
  }

  Visitor visitor() {
    return visitor;
  }

  Rival rival() {
    return rival;
  }

  void say(String line) {
    telling.say(line);
  }

  /** Time to read. */
  void pause(int millis) throws InterruptedException {
    Thread.sleep(paced(millis));
  }

  int paced(int millis) {
    return millis * pacePercent / 100;
  }

  /** Makes a job and says where it is to be seen. */
  Watching job(String type, ObjectNode input) throws InterruptedException {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", type);
    job.set("input", input);
    job.putObject("backoff").put("kind", "fixed").put("delayMs", Math.max(50, paced(1_500)));
    String jobId = visitor.create(job);
    say("Look at " + visitor.link(jobId));
    return new Watching(visitor, telling, jobId);
  }

  /** The job as it is at its end, which must be a good one. */
  JsonNode completed(Watching job) throws InterruptedException {
    JsonNode state = visitor.state(job.jobId());
    if (!state.path("state").asText().equals("completed")) {
      throw new Unexpected(
          "the job is " + state.path("state").asText() + ": " + state.path("error"));
    }
    return state;
  }

  /** The text is known in advance; any piece too many or too few would show. */
  String wholeText(Watching job, TextJob expected) throws InterruptedException {
    JsonNode state = completed(job);
    String text = state.path("output").asText();
    if (!text.equals(expected.text())) {
      throw new Unexpected("the text is not the one that was expected: " + text);
    }
    return "%d characters, each once and in order, in %d attempt%s"
        .formatted(
            text.length(),
            state.path("attempt").asInt(),
            state.path("attempt").asInt() == 1 ? "" : "s");
  }
}
