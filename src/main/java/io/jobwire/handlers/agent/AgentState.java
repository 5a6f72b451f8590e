package io.jobwire.handlers.agent;

import io.jobwire.handlers.llm.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How far an answer has come: which steps are done, and of their outcome what the next ones need. A
 * checkpoint holds just this, and gives up the least important where it would not fit.
 */
final class AgentState {
  private final Room room;
  private final List<String> queries = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private int done;
  private String answer = "";
  private JsonObject model;

  private AgentState(Room room) {
    this.room = room;
  }

  static AgentState of(Object checkpoint, Room room) {
    AgentState state = new AgentState(room);
    if (checkpoint instanceof JsonObject kept) {
      state.restore(kept);
    }
    return state;
  }

  int done() {
    return done;
  }

  List<String> queries() {
    return queries;
  }

  List<Found> found() {
    return found;
  }

  List<Source> sources() {
    return sources;
  }

  /** While it is being written: what an earlier attempt has kept of it. */
  String answer() {
    return answer;
  }

  void analyzed(List<String> theQueries) {
    queries.addAll(theQueries);
  }

  void found(List<Found> more) {
    found.addAll(more);
  }

  /** What was found and not chosen is of no use any more. */
  void read(List<Source> chosen) {
    sources.addAll(chosen);
    found.clear();
  }

  /** {@code theModel} is null for an answer without one. */
  void wrote(String text, JsonObject theModel) {
    answer = text;
    model = theModel;
  }

  void finished(Step step) {
    done = step.ordinal() + 1;
  }

  /** For the checkpoint after a step, as much of it as fits. */
  JsonObject fitted() {
    AgentState copy = new AgentState(room);
    copy.restore(kept());
    while (!room.takesCheckpoint(copy.kept()) && copy.shrink()) {
      continue;
    }
    return copy.kept();
  }

  /** The same in the midst of the answer. */
  JsonObject withAnswer(String soFar) {
    return kept().put("answer", soFar);
  }

  JsonObject result() {
    JsonObject result =
        new JsonObject().put("answer", answer).put("sources", array(sources, Source::shown));
    return model == null ? result : result.mergeIn(model);
  }

  private boolean shrink() {
    if (!found.isEmpty()) {
      found.remove(found.size() - 1);
    } else if (answer.length() > 200) {
      answer = Cut.text(answer, answer.length() / 2);
    } else if (!sources.isEmpty()) {
      sources.remove(sources.size() - 1);
    } else {
      return false;
    }
    return true;
  }

  private JsonObject kept() {
    JsonObject kept =
        new JsonObject()
            .put("done", done)
            .put("queries", new JsonArray(queries))
            .put("found", array(found, Found::kept))
            .put("sources", array(sources, Source::kept))
            .put("answer", answer);
    return model == null ? kept : kept.put("model", model);
  }

  private void restore(JsonObject kept) {
    done = kept.getInteger("done", 0);
    kept.getJsonArray("queries", new JsonArray()).forEach(query -> queries.add((String) query));
    kept.getJsonArray("found", new JsonArray())
        .forEach(each -> found.add(Found.of((JsonObject) each)));
    kept.getJsonArray("sources", new JsonArray())
        .forEach(each -> sources.add(Source.of((JsonObject) each)));
    answer = kept.getString("answer", "");
    model = kept.getJsonObject("model");
  }

  private static <T> JsonArray array(List<T> all, Function<T, JsonObject> form) {
    JsonArray array = new JsonArray();
    all.forEach(each -> array.add(form.apply(each)));
    return array;
  }
}
