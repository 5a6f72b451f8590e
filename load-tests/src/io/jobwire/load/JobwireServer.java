package io.jobwire.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The finished jar, with one event loop for its sockets; it only delivers, unless told to work. */
record JobwireServer(Child child, int port, String token) implements Contender {

  static JobwireServer start(Place place, Map<String, String> more) throws Exception {
    int port = Place.freePort();
    Map<String, String> variables = new HashMap<>();
    variables.put("PORT", Integer.toString(port));
    variables.put("REDIS_URL", place.redisUrl());
    variables.put("JOBWIRE_MANAGEMENT_PORT", "0");
    variables.put("JOBWIRE_VERTICLES_API_INSTANCES", "1");
    variables.put("JOBWIRE_VERTICLES_BRIDGE_INSTANCES", "1");
    variables.put("JOBWIRE_VERTICLES_WORKER_INSTANCES", "0");
    variables.put("JOBWIRE_VERTICLES_SCHEDULER_INSTANCES", "0");
    variables.put("JOBWIRE_BACKLOG_EVENTS", "2000");
    variables.put("JOBWIRE_LIMITS_CREATES_PER_MINUTE", "0");
    variables.putAll(more);
    Path jar = Path.of(System.getProperty("jobwire.jar")).toAbsolutePath();
    Child child =
        Child.java(
            place.folder("server-" + port), List.of("-jar", jar.toString()), variables, "Ready");
    return new JobwireServer(child, port, token(port));
  }

  private static String token(int port) throws IOException, InterruptedException {
    String wish =
        "{\"userId\":\"load\",\"scopes\":[\"jobs:read\",\"jobs:write\",\"admin\"],\"ttlSeconds\":86400}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/dev/token"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(wish))
            .build();
    String answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return answer.replaceFirst(".*\"token\":\"", "").replaceFirst("\".*", "");
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public void close() {
    child.close();
  }
}
