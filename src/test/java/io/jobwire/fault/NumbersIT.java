package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The numbers of a live process")
class NumbersIT {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:jobwire|jvm|process|system)_[a-z_]+)\\b(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(?:=~|=|!~)\"");
  private static final Pattern BY = Pattern.compile("by \\(([a-z, ]+)\\)");

  /** One series each of a histogram; the last is a gauge beside it. */
  private static final String PART = "_(bucket|sum|count|max)$";

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName(
      "are those that the rules, the dashboard and the documentation name, with their labels")
  void names() throws IOException {
    Service service = services.in(folder).service();
    Scrape live = afterSomeWork(service);
    for (String expression : Stream.concat(ofRules(), ofDashboard()).toList()) {
      assertKnown(expression, live);
    }
    assertThat(ofDocumentation()).isEqualTo(ours(live));
    assertThat(live.names()).noneMatch(name -> name.startsWith("vertx_http"));
  }

  @Test
  @DisplayName(
      "tell routes and never paths, however many there are, and whatever methods are made up")
  void routes() {
    Service service = services.in(folder).service();
    for (int i = 0; i < 30; i++) {
      assertThat(service.get("/api/jobs/j" + i).status()).isEqualTo(404);
      assertThat(service.get("/somewhere/" + i).status()).isEqualTo(404);
      assertThat(service.call("MADEUP" + (char) ('A' + i % 26), "/nowhere").status())
          .isEqualTo(404);
    }
    Set<String> told =
        service.scrape("one").named("jobwire_http_requests_total").stream()
            .map(
                sample ->
                    sample.labels().get("method")
                        + " "
                        + sample.labels().get("route")
                        + " "
                        + sample.labels().get("status"))
            .collect(Collectors.toSet());
    assertThat(told)
        .containsExactlyInAnyOrder("GET /api/jobs/:id 404", "GET none 404", "OTHER none 404");
  }

  /** Until everything that is only there once it has happened has happened. */
  private static Scrape afterSomeWork(Service service) {
    String id = service.created(Work.stream(40, 50, 0));
    LiveViewer viewer = LiveViewer.on(service, id);
    Eventually.holds("its end", () -> service.view(id).containsKey("finishedAt"));
    viewer.close();
    service.post("/api/jobs", new JsonObject());
    Eventually.holds(
        "the queues were told of",
        () -> !service.scrape("one").named("jobwire_queue_waiting").isEmpty());
    return service.scrape("one");
  }

  private static void assertKnown(String expression, Scrape live) {
    METRIC
        .matcher(expression)
        .results()
        .forEach(
            metric -> {
              Set<String> labels = labels(metric.group(1), live);
              assertThat(labels).as("%s in %s", metric.group(1), expression).isNotEmpty();
              assertThat(labels)
                  .as("labels of %s", metric.group(1))
                  .containsAll(found(MATCHER, metric.group(2)));
            });
    Set<String> all =
        METRIC
            .matcher(expression)
            .results()
            .flatMap(metric -> labels(metric.group(1), live).stream())
            .collect(Collectors.toSet());
    BY.matcher(expression)
        .results()
        .forEach(
            by -> assertThat(all).as(expression).containsAll(List.of(by.group(1).split(", "))));
  }

  private static Set<String> labels(String metric, Scrape live) {
    return live.named(metric).stream()
        .flatMap(sample -> sample.labels().keySet().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> found(Pattern pattern, String text) {
    return text == null
        ? Set.of()
        : pattern.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet());
  }

  private static Stream<String> ofRules() throws IOException {
    JsonNode rules =
        new YAMLMapper()
            .readTree(Files.readString(Path.of("conf/prometheus-alerts.yaml")))
            .at("/groups/0/rules");
    List<String> expressions = new ArrayList<>();
    rules.forEach(rule -> expressions.add(rule.get("expr").asText()));
    assertThat(expressions).hasSizeGreaterThan(10);
    return expressions.stream();
  }

  private static Stream<String> ofDashboard() throws IOException {
    JsonNode file =
        new ObjectMapper().readTree(Files.readString(Path.of("conf/grafana-dashboard.json")));
    List<String> expressions = new ArrayList<>();
    file.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    assertThat(expressions).hasSizeGreaterThan(30);
    return expressions.stream();
  }

  private static Set<String> ofDocumentation() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));
    return new TreeSet<>(found(Pattern.compile("`(jobwire_[a-z_]+)`"), page));
  }

  private static Set<String> ours(Scrape live) {
    Set<String> ours = new LinkedHashSet<>();
    for (String name : live.names()) {
      if (name.startsWith("jobwire_")) {
        ours.add(name.replaceFirst(PART, ""));
      }
    }
    return new TreeSet<>(ours);
  }
}
