package io.jobwire.ops;

import io.jobwire.model.Json;
import io.jobwire.model.JsonText;

/** Health as it is told: whether ready, and each thing that was looked at. */
public final class HealthJson {
  private HealthJson() {}

  public static JsonText of(Health health) {
    boolean ready = health.isReady();
    return Json.object(
        out -> {
          out.writeBooleanField("ok", ready);
          out.writeStringField("status", word(ready));
          out.writeArrayFieldStart("checks");
          for (Health.Result result : health.results()) {
            out.writeStartObject();
            out.writeStringField("name", result.name());
            out.writeStringField("status", word(result.up()));
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
