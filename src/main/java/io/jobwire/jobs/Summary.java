package io.jobwire.jobs;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.model.Histogram;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.redis.DayNumbers;
import io.jobwire.redis.TypeNumbers;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Days, what was counted in each, and in all of them together, as the API tells it. */
final class Summary {
  private static final int[] PERCENTILES = {50, 95, 99};

  /** Rates are counted in tokens for a thousand seconds. */
  private static final double THOUSAND_SECONDS = 1_000;

  private final TreeMap<Long, DayNumbers> days = new TreeMap<>();
  private final DayNumbers all = new DayNumbers();
  private final long openSessions;

  Summary(long openSessions) {
    this.openSessions = openSessions;
  }

  Summary add(long day, DayNumbers numbers) {
    days.put(day, numbers);
    all.add(numbers);
    return this;
  }

  JsonText json() {
    return Json.object(
        out -> {
          out.writeStringField("from", date(days.firstKey()));
          out.writeStringField("to", date(days.lastKey()));
          out.writeNumberField("relativeError", Histogram.RELATIVE_ERROR);
          writeDays(out);
          writeSessions(out);
          writeJobs(out, all.jobs());
          writeTypes(out);
          writeModel(out);
        });
  }

  private void writeDays(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("days");
    for (Map.Entry<Long, DayNumbers> day : days.entrySet()) {
      DayNumbers numbers = day.getValue();
      out.writeStartObject();
      out.writeStringField("day", date(day.getKey()));
      out.writeNumberField("activeUsers", numbers.users());
      out.writeObjectFieldStart("sessions");
      writeBounds(out, numbers);
      out.writeEndObject();
      writeJobs(out, numbers.jobs());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeSessions(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("sessions");
    out.writeNumberField("open", openSessions);
    writeBounds(out, all);
    out.writeEndObject();
  }

  private static void writeBounds(JsonGenerator out, DayNumbers numbers) throws IOException {
    out.writeNumberField("started", numbers.sessionsStarted());
    out.writeNumberField("ended", numbers.sessionsEnded());
    writePercentiles(out, "lengthMs", numbers.sessionLengths(), 1);
  }

  private static void writeJobs(JsonGenerator out, TypeNumbers jobs) throws IOException {
    out.writeObjectFieldStart("jobs");
    writeOutcomes(out, jobs);
    out.writeEndObject();
  }

  private void writeTypes(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("types");
    for (Map.Entry<String, TypeNumbers> type : all.types().entrySet()) {
      out.writeStartObject();
      out.writeStringField("type", type.getKey());
      writeOutcomes(out, type.getValue());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeOutcomes(JsonGenerator out, TypeNumbers jobs) throws IOException {
    out.writeNumberField("created", jobs.created());
    out.writeNumberField("completed", jobs.completed());
    out.writeNumberField("failed", jobs.failed());
    out.writeNumberField("cancelled", jobs.cancelled());
    long ended = jobs.completed() + jobs.failed();
    if (ended > 0) {
      out.writeNumberField("successRatio", (double) jobs.completed() / ended);
    }
    writePercentiles(out, "waitMs", jobs.waits(), 1);
    writePercentiles(out, "runMs", jobs.runs(), 1);
  }

  private void writeModel(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("model");
    writePercentiles(out, "firstTokenMs", all.firstTokens(), 1);
    writePercentiles(out, "durationMs", all.modelCalls(), 1);
    writePercentiles(out, "tokensPerSecond", all.tokenRates(), THOUSAND_SECONDS);
    out.writeEndObject();
  }

  private static void writePercentiles(
      JsonGenerator out, String name, Histogram numbers, double unit) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("count", numbers.count());
    for (int percentile : PERCENTILES) {
      if (numbers.count() > 0) {
        writeNumber(out, "p" + percentile, numbers.percentile(percentile), unit);
      }
    }
    out.writeEndObject();
  }

  private static void writeNumber(JsonGenerator out, String name, long number, double unit)
      throws IOException {
    if (unit == 1) {
      out.writeNumberField(name, number);
    } else {
      out.writeNumberField(name, number / unit);
    }
  }

  private static String date(long day) {
    return LocalDate.ofEpochDay(day).toString();
  }
}
