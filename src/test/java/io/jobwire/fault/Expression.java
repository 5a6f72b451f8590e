package io.jobwire.fault;

import io.jobwire.fault.Scrape.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The part of PromQL that our rules keep to: selectors, {@code rate} and {@code increase}, {@code
 * sum} and {@code max} (with {@code by}), {@code histogram_quantile}, {@code absent}, division and
 * comparison. The window is the time between two scrapes, whatever stands in the brackets: nothing
 * is extrapolated, and a series that was not there before has not increased. Anything else is an
 * error. The real tool judges the same rules in {@code scripts/check-alerts}.
 */
final class Expression {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"[^\"]*\"|\\[[0-9a-z]+]|[0-9]+(?:\\.[0-9]+)?|[a-zA-Z_][a-zA-Z0-9_]*|=~|!~|!=|==|>=|<=|[-+/*><={}(),])");

  private final List<String> tokens;
  private final Scrape before;
  private final Scrape now;
  private final double seconds;
  private int at;

  private Expression(String text, Scrape before, Scrape now, double seconds) {
    this.tokens = tokens(text);
    this.before = before;
    this.now = now;
    this.seconds = seconds;
  }

  /**
   * What it comes to, so many seconds after {@code before}; a rule fires when this is not empty.
   */
  static List<Sample> of(String text, Scrape before, Scrape now, double seconds) {
    Expression expression = new Expression(text, before, now, seconds);
    List<Sample> value = expression.comparison().samples();
    if (expression.at < expression.tokens.size()) {
      throw expression.unknown();
    }
    return value;
  }

  /** A vector, or a number that stands for itself. */
  private record Value(List<Sample> samples, Double number) {
    static Value of(List<Sample> samples) {
      return new Value(samples, null);
    }
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher next = TOKEN.matcher(text);
    int end = 0;
    while (next.find() && next.start() == end) {
      tokens.add(next.group(1));
      end = next.end();
    }
    if (!text.substring(end).isBlank()) {
      throw new IllegalArgumentException("No part of what rules may say: " + text.substring(end));
    }
    return tokens;
  }

  private Value comparison() {
    Value left = quotient();
    return switch (peek()) {
      case ">" -> compared(left, (a, b) -> a > b ? 1 : 0);
      case "<" -> compared(left, (a, b) -> a < b ? 1 : 0);
      case "==" -> compared(left, (a, b) -> a == b ? 1 : 0);
      default -> left;
    };
  }

  private Value compared(Value left, DoubleBinaryOperator holds) {
    at++;
    double right = quotient().number;
    return Value.of(
        left.samples.stream()
            .filter(sample -> holds.applyAsDouble(sample.value(), right) == 1)
            .toList());
  }

  private Value quotient() {
    Value left = operand();
    while (peek().equals("/")) {
      at++;
      left = divided(left.samples, operand().samples);
    }
    return left;
  }

  /** One by one, where all labels are the same. */
  private static Value divided(List<Sample> above, List<Sample> below) {
    List<Sample> divided = new ArrayList<>();
    for (Sample one : above) {
      below.stream()
          .filter(other -> other.labels().equals(one.labels()))
          .forEach(other -> divided.add(one.with(one.labels(), one.value() / other.value())));
    }
    return Value.of(divided);
  }

  private Value operand() {
    String word = take();
    return switch (word) {
      case "(" -> closed(comparison());
      case "sum" -> aggregated(each -> each.stream().mapToDouble(Sample::value).sum());
      case "max" ->
          aggregated(each -> each.stream().mapToDouble(Sample::value).max().orElseThrow());
      case "rate" -> Value.of(growth(seconds));
      case "increase" -> Value.of(growth(1));
      case "absent" -> absent();
      case "histogram_quantile" -> quantile();
      default -> plain(word);
    };
  }

  private Value plain(String word) {
    return Character.isDigit(word.charAt(0))
        ? new Value(List.of(), Double.valueOf(word))
        : Value.of(now.where(word, matchers()));
  }

  private Value absent() {
    expect("(");
    Value inner = closed(comparison());
    return Value.of(inner.samples.isEmpty() ? List.of(new Sample("", Map.of(), 1)) : List.of());
  }

  private List<Sample> growth(double per) {
    expect("(");
    String name = take();
    Predicate<Sample> fits = matchers();
    if (!take().startsWith("[")) {
      throw unknown();
    }
    expect(")");
    List<Sample> grown = new ArrayList<>();
    for (Sample sample : now.where(name, fits)) {
      before
          .where(name, old -> old.labels().equals(sample.labels()))
          .forEach(old -> grown.add(sample.with((sample.value() - old.value()) / per)));
    }
    return grown;
  }

  private Value aggregated(ToDoubleFunction<List<Sample>> how) {
    List<String> by = peek().equals("by") ? names() : List.of();
    expect("(");
    Value inner = closed(comparison());
    Map<Map<String, String>, List<Sample>> groups =
        inner.samples.stream()
            .collect(
                Collectors.groupingBy(
                    sample -> only(by, sample.labels()), LinkedHashMap::new, Collectors.toList()));
    List<Sample> told = new ArrayList<>();
    groups.forEach((labels, each) -> told.add(new Sample("", labels, how.applyAsDouble(each))));
    return Value.of(told);
  }

  private Value quantile() {
    expect("(");
    double rank = Double.parseDouble(take());
    expect(",");
    Value buckets = closed(comparison());
    Map<Map<String, String>, List<Sample>> groups =
        buckets.samples.stream().collect(Collectors.groupingBy(Expression::withoutBound));
    List<Sample> told = new ArrayList<>();
    groups.forEach((labels, each) -> addQuantile(told, labels, each, rank));
    return Value.of(told);
  }

  private static void addQuantile(
      List<Sample> told, Map<String, String> labels, List<Sample> buckets, double rank) {
    List<Sample> sorted =
        buckets.stream().sorted(Comparator.comparingDouble(Expression::bound)).toList();
    double wanted = rank * sorted.get(sorted.size() - 1).value();
    double lower = 0;
    double below = 0;
    for (Sample bucket : sorted) {
      if (bucket.value() >= wanted && bucket.value() > 0) {
        double upper = bound(bucket);
        double value =
            Double.isInfinite(upper)
                ? lower
                : lower + (upper - lower) * (wanted - below) / (bucket.value() - below);
        told.add(new Sample("", labels, value));
        return;
      }
      lower = bound(bucket);
      below = bucket.value();
    }
  }

  private static double bound(Sample bucket) {
    String le = bucket.labels().get("le");
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }

  private static Map<String, String> withoutBound(Sample bucket) {
    Map<String, String> labels = new LinkedHashMap<>(bucket.labels());
    labels.remove("le");
    return labels;
  }

  private static Map<String, String> only(List<String> names, Map<String, String> labels) {
    Map<String, String> kept = new LinkedHashMap<>(labels);
    kept.keySet().retainAll(names);
    return kept;
  }

  private List<String> names() {
    at++;
    expect("(");
    List<String> names = new ArrayList<>();
    while (!peek().equals(")")) {
      names.add(take());
      if (peek().equals(",")) {
        at++;
      }
    }
    at++;
    return names;
  }

  private Predicate<Sample> matchers() {
    Predicate<Sample> all = sample -> true;
    if (peek().equals("{")) {
      at++;
      while (!peek().equals("}")) {
        all = all.and(matcher());
        if (peek().equals(",")) {
          at++;
        }
      }
      at++;
    }
    return all;
  }

  private Predicate<Sample> matcher() {
    String label = take();
    String how = take();
    String quoted = take();
    String value = quoted.substring(1, quoted.length() - 1);
    return switch (how) {
      case "=" -> sample -> value.equals(sample.labels().getOrDefault(label, ""));
      case "=~" -> sample -> sample.labels().getOrDefault(label, "").matches(value);
      case "!~" -> sample -> !sample.labels().getOrDefault(label, "").matches(value);
      default -> throw unknown();
    };
  }

  private Value closed(Value inner) {
    expect(")");
    return inner;
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private String take() {
    if (at == tokens.size()) {
      throw unknown();
    }
    return tokens.get(at++);
  }

  private void expect(String token) {
    if (!take().equals(token)) {
      throw unknown();
    }
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException("Not understood near token " + at + " of " + tokens);
  }
}
