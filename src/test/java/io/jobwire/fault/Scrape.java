package io.jobwire.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /metrics} said at one moment, of one instance or of several. */
record Scrape(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One number, under its name and with its labels. */
  record Sample(String name, Map<String, String> labels, double value) {
    Sample with(double other) {
      return new Sample(name, labels, other);
    }

    /** Labels alone tell what belongs to what. */
    Sample with(Map<String, String> others, double other) {
      return new Sample("", others, other);
    }
  }

  /** Of an instance that does not answer. */
  static Scrape failed(String instance) {
    return new Scrape(List.of(up(instance, 0)));
  }

  /** What Prometheus says itself of each instance. */
  private static Sample up(String instance, double value) {
    return new Sample("up", Map.of("job", "jobwire", "instance", instance), value);
  }

  /** With the label that Prometheus adds for each instance. */
  static Scrape of(String instance, String text) {
    List<Sample> samples = new ArrayList<>(List.of(up(instance, 1)));
    for (String line : text.split("\n")) {
      Matcher parts = LINE.matcher(line);
      if (!line.startsWith("#") && parts.matches()) {
        Map<String, String> labels = new LinkedHashMap<>(Map.of("instance", instance));
        if (parts.group(2) != null) {
          LABEL
              .matcher(parts.group(2))
              .results()
              .forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        samples.add(new Sample(parts.group(1), labels, Double.parseDouble(parts.group(3))));
      }
    }
    return new Scrape(samples);
  }

  Scrape and(Scrape other) {
    List<Sample> all = new ArrayList<>(samples);
    all.addAll(other.samples);
    return new Scrape(all);
  }

  List<Sample> named(String name) {
    return samples.stream().filter(sample -> sample.name.equals(name)).toList();
  }

  Set<String> names() {
    return samples.stream().map(Sample::name).collect(Collectors.toSet());
  }

  List<Sample> where(String name, Predicate<Sample> fits) {
    return named(name).stream().filter(fits).toList();
  }
}
