package io.jobwire.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The program: a scenario and its numbers; or both servers in turn, their medians and ratios. */
public final class LoadTest {
  private static final String COMPARE = "compare ";

  private LoadTest() {}

  public static void main(String[] words) throws Exception {
    if (words.length == 0) {
      System.out.print(Plan.USAGE);
      System.exit(2);
    }
    if (words[0].equals("search")) {
      System.exit(searches(List.of(words).contains("--json")));
    }
    Plan plan = Plan.of(words);
    System.exit(plan.scenario().startsWith(COMPARE) ? compare(plan) : once(plan));
  }

  /** No viewers, no Redis, and nothing to compare with. */
  private static int searches(boolean json) throws Exception {
    Result result = new Searches().run();
    result.print(json);
    return result.isWrong() ? 1 : 0;
  }

  private static int once(Plan plan) throws Exception {
    if (!plan.json()) {
      System.out.printf(
          "%s, %s: %d connections, %d events/s, %d s%n",
          plan.scenario(), plan.server(), plan.connections(), plan.rate(), plan.seconds());
    }
    Result result = new Runner(plan).run();
    result.print(plan.json());
    return result.isWrong() ? 1 : 0;
  }

  private static int compare(Plan plan) throws Exception {
    String scenario = plan.scenario().substring(COMPARE.length());
    Map<String, List<Result>> results = new LinkedHashMap<>();
    for (int run = 0; run < plan.runs(); run++) {
      for (String server : List.of("jobwire", "floor")) {
        Plan one =
            new Plan(
                scenario,
                plan.connections(),
                plan.seconds(),
                plan.rate(),
                plan.missed(),
                server,
                1,
                false);
        System.out.printf("run %d, %s%n", run + 1, server);
        Result result = new Runner(one).run();
        result.print(false);
        if (result.isWrong()) {
          return 1;
        }
        results.computeIfAbsent(server, first -> new ArrayList<>()).add(result);
      }
    }
    printRatios(results);
    return 0;
  }

  private static void printRatios(Map<String, List<Result>> results) {
    System.out.printf("%n  %-34s %12s %12s %8s%n", "medians", "jobwire", "floor", "ratio");
    for (String name : results.get("jobwire").get(0).numbers().keySet()) {
      double ours = median(results.get("jobwire"), name);
      double floor = median(results.get("floor"), name);
      System.out.printf(
          Locale.ROOT, "  %-34s %12.2f %12.2f %8.2f%n", name, ours, floor, ours / floor);
    }
  }

  private static double median(List<Result> results, String name) {
    double[] numbers = results.stream().mapToDouble(one -> one.numbers().get(name)).toArray();
    Arrays.sort(numbers);
    return numbers[numbers.length / 2];
  }
}
