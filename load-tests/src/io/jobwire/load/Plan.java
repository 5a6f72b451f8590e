package io.jobwire.load;

import java.util.HashMap;
import java.util.Map;

/** What is to be run, as the command line says it. */
record Plan(
    String scenario,
    int connections,
    int seconds,
    int rate,
    int missed,
    String server,
    int runs,
    boolean json) {

  static final String USAGE =
      """
      load-tests/run SCENARIO [--connections N] [--seconds S] [--rate EVENTS_PER_SECOND]
                     [--missed N] [--server jobwire|floor] [--json]
      load-tests/run compare SCENARIO [--runs N] …     three interleaved runs of both, and the ratios

      sockets     connect, follow, sit there and receive a little
      own-room    each viewer follows a job of its own
      hot-room    all viewers follow one job
      limit       the highest rate of hot-room with p95 below 100 ms
      storm       all drop at once and come back, with so many events missed each
      stalled     healthy viewers with and without 100 that do not read
      cross-node  a viewer on one node, the worker on another
      search      10,000 documents: until they are indexed, a query, until a change is found
      memory      what jobs, events, text, connections and viewers take; ten jobs for each connection
      """;

  static Plan of(String... words) {
    Map<String, String> given = new HashMap<>();
    String scenario = words[0];
    int from = 1;
    if (scenario.equals("compare")) {
      scenario = "compare " + words[1];
      from = 2;
    }
    for (int i = from; i < words.length; i++) {
      String name = words[i].replaceFirst("^--", "");
      given.put(name, name.equals("json") ? "true" : words[++i]);
    }
    String plain = scenario.replaceFirst("^compare ", "");
    int connections = number(given, "connections", plain.equals("cross-node") ? 1 : 1_000);
    return new Plan(
        scenario,
        connections,
        number(given, "seconds", 10),
        number(given, "rate", usualRate(plain, connections)),
        number(given, "missed", 50),
        given.getOrDefault("server", "jobwire"),
        number(given, "runs", 3),
        given.containsKey("json"));
  }

  private static int usualRate(String scenario, int connections) {
    return switch (scenario) {
      case "own-room" -> 10 * connections;
      case "sockets" -> Math.max(1, connections / 10);
      case "cross-node" -> 50;
      default -> 100;
    };
  }

  private static int number(Map<String, String> given, String name, int otherwise) {
    return given.containsKey(name) ? Integer.parseInt(given.get(name)) : otherwise;
  }

  Plan with(String otherServer) {
    return new Plan(scenario, connections, seconds, rate, missed, otherServer, runs, json);
  }
}
