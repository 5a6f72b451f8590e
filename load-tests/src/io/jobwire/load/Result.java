package io.jobwire.load;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a run measured, name by name; or what was wrong, and then nothing else counts. */
record Result(String wrong, Map<String, Double> numbers) {

  static Result wrong(String what) {
    return new Result(what, Map.of());
  }

  static Result empty() {
    return new Result(null, new LinkedHashMap<>());
  }

  Result with(String name, double number) {
    numbers.put(name, number);
    return this;
  }

  Result with(Histogram micros) {
    return with("p50 ms", micros.getValueAtPercentile(50) / 1e3)
        .with("p95 ms", micros.getValueAtPercentile(95) / 1e3)
        .with("p99 ms", micros.getValueAtPercentile(99) / 1e3)
        .with("p99.9 ms", micros.getValueAtPercentile(99.9) / 1e3)
        .with("max ms", micros.getMaxValue() / 1e3);
  }

  boolean isWrong() {
    return wrong != null;
  }

  void print(boolean json) {
    if (isWrong()) {
      System.out.println("WRONG " + wrong);
    } else if (json) {
      StringBuilder line = new StringBuilder("{");
      numbers.forEach(
          (name, number) ->
              line.append(line.length() > 1 ? "," : "")
                  .append('"')
                  .append(name)
                  .append("\":")
                  .append(String.format(Locale.ROOT, "%.3f", number)));
      System.out.println(line.append('}'));
    } else {
      numbers.forEach(
          (name, number) -> System.out.printf(Locale.ROOT, "  %-46s %12.2f%n", name, number));
    }
  }
}
