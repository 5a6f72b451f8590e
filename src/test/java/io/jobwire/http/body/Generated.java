package io.jobwire.http.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Bodies as text: mostly right ones, at the edges of what is allowed, and ones with a field or two
 * that are wrong, missing or unknown.
 */
final class Generated {
  private static final String FREAK = "<freak>";

  /** What may stand anywhere and seldom fits. */
  private static final List<String> ANYTHING =
      List.of(
          "null",
          "true",
          "false",
          "\"\"",
          "\"x\"",
          "\" \"",
          "\"a\\nb\"",
          "\"x\\n\"",
          "\"\\u0000\"",
          "\"\\ud83d\\ude00\"",
          "\"😀é\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0085\"",
          "\"\\u2028\"",
          "0",
          "-0",
          "1",
          "1.0",
          "1e2",
          "2.5",
          "-1",
          "-1.0",
          "1e400",
          "-1e400",
          "1.10",
          "0.0",
          "1e-5",
          "2147483648",
          "9007199254740993",
          "9223372036854775808",
          "123456789012345678901234567890",
          "[]",
          "[null]",
          "[1]",
          "[\"x\"]",
          "[[]]",
          "{}",
          "{\"query\":\"x\"}",
          "{\"a\":{\"b\":[]}}");

  private static final List<String> STRANGERS =
      List.of(
          "owner",
          "state",
          "leases",
          "__proto__",
          "constructor",
          "Type",
          "jobid",
          "",
          "userid",
          "é",
          "a.b",
          "input.query");

  private Generated() {}

  /** Bodies with these fields; each has values near its edges, both right and wrong. */
  static Arbitrary<String> bodies(String required, Map<String, List<String>> fields) {
    Arbitrary<List<String>> members =
        Combinators.combine(
                new TreeMap<>(fields)
                    .entrySet().stream()
                        .map(field -> member(field.getKey(), field.getValue(), required))
                        .toList())
            .as(ArrayList::new);
    Arbitrary<String> stranger =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.just("")),
            Tuple.of(1, pair(Arbitraries.of(STRANGERS), Arbitraries.of(ANYTHING))));
    Arbitrary<String> object = Combinators.combine(members, stranger).as(Generated::object);
    return Arbitraries.frequencyOf(Tuple.of(30, object), Tuple.of(1, Arbitraries.of(ANYTHING)));
  }

  private static Arbitrary<String> member(String name, List<String> values, String required) {
    int present = required.contains(name) ? 40 : 1;
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just("")),
        Tuple.of(present, pair(Arbitraries.just(name), values(values))));
  }

  /** The first half of the values is right; the others are seldom taken, freaks too. */
  private static Arbitrary<String> values(List<String> values) {
    int wrong = values.indexOf(FREAK);
    return Arbitraries.frequencyOf(
        Tuple.of(24, Arbitraries.of(values.subList(0, wrong))),
        Tuple.of(1, Arbitraries.of(values.subList(wrong + 1, values.size()))),
        Tuple.of(1, Arbitraries.of(ANYTHING)));
  }

  private static Arbitrary<String> pair(Arbitrary<String> names, Arbitrary<String> values) {
    return Combinators.combine(names, values).as((name, value) -> "\"" + name + "\": " + value);
  }

  private static String object(List<String> members, String stranger) {
    List<String> all = new ArrayList<>(members);
    all.add(stranger);
    return all.stream()
        .filter(member -> !member.isEmpty())
        .collect(Collectors.joining(" , ", "{ ", " }"));
  }

  /** The right values of a field, then the wrong ones. */
  static List<String> field(List<String> right, List<String> wrong) {
    List<String> values = new ArrayList<>(right);
    values.add(FREAK);
    values.addAll(wrong);
    return values;
  }
}
