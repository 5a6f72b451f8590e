package io.jobwire.handlers.agent;

import io.jobwire.worker.JobFailure;
import io.vertx.core.json.JsonObject;

/** What is asked, out of how many sources at most, and whether a model may answer. */
record AgentInput(String query, int sources, boolean useModel) {
  private static final int MOST_CHARACTERS = 4_000;
  private static final int MOST_SOURCES = 10;
  private static final int USUAL_SOURCES = 5;

  /** Refuses what is none, also where no schema was asked. */
  static AgentInput of(JsonObject input) {
    return new AgentInput(
        query(input.getValue("query")),
        sources(input.getValue("sources")),
        useModel(input.getValue("useModel")));
  }

  private static String query(Object given) {
    if (given instanceof String text
        && !text.isBlank()
        && text.codePointCount(0, text.length()) <= MOST_CHARACTERS) {
      return text.strip();
    }
    throw invalid("query must be a text of 1 to " + MOST_CHARACTERS + " characters.");
  }

  private static int sources(Object given) {
    if (given == null) {
      return USUAL_SOURCES;
    }
    if (given instanceof Number number
        && number.doubleValue() >= 1
        && number.doubleValue() <= MOST_SOURCES
        && number.doubleValue() % 1 == 0) {
      return number.intValue();
    }
    throw invalid("sources must be a whole number from 1 to " + MOST_SOURCES + ".");
  }

  private static boolean useModel(Object given) {
    if (given == null || given instanceof Boolean) {
      return !Boolean.FALSE.equals(given);
    }
    throw invalid("useModel must be true or false.");
  }

  private static JobFailure invalid(String message) {
    return JobFailure.last("invalid_input", message);
  }
}
