package io.jobwire.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A job of the type {@code load.stream}: its text is known in advance, whatever happens. */
record TextJob(int pieces, int bytes, int everyMs, int checkpointEvery) {

  ObjectNode input() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("chunks", pieces)
        .put("bytes", bytes)
        .put("everyMs", everyMs)
        .put("checkpointEvery", checkpointEvery);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      String number = i + ":";
      text.append(number).append("x".repeat(Math.max(0, bytes - number.length()))).append(' ');
    }
    return text.toString();
  }
}
