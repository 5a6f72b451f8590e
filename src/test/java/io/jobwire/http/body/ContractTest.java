package io.jobwire.http.body;

import static io.jobwire.http.body.Generated.field;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** The parsers and openapi.yaml are held against each other with the same bodies. */
@Label("The parser of a body and the contract agree")
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class ContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OpenApi NEW_JOB = new OpenApi("NewJob");
  private static final OpenApi NEW_JOBS = new OpenApi("NewJobs");
  private static final OpenApi CANCEL = new OpenApi("Cancel");
  private static final OpenApi SIGNAL = new OpenApi("NewSignal");
  private static final OpenApi STREAM_TOKEN = new OpenApi("StreamToken");
  private static final OpenApi DEV_TOKEN = new OpenApi("DevToken");
  private static final OpenApi CLAIM = new OpenApi("WorkerClaim");
  private static final OpenApi EVENTS = new OpenApi("WorkerEvents");
  private static final OpenApi CHECKPOINT = new OpenApi("WorkerCheckpoint");
  private static final OpenApi COMPLETION = new OpenApi("WorkerCompletion");
  private static final OpenApi FAILURE = new OpenApi("WorkerFailure");
  private static final OpenApi RELEASE = new OpenApi("WorkerRelease");
  private static final OpenApi HEARTBEAT = new OpenApi("WorkerHeartbeat");
  private static final long HIGHEST = (1L << 53) - 1;
  private static final int TRIES = 3000;
  private final Bodies bodies = new Bodies(262_144, 65_536);

  @Label("on a create")
  @Property(tries = TRIES)
  void create(@ForAll("creates") String body) throws IOException {
    agree(often(NEW_JOB.accepts(body) && mostIsNotBelowDelay(body)), body, bodies::newJob);
  }

  @Label("on each entry of a batch, and on all of it")
  @Property(tries = TRIES / 6)
  void batch(@ForAll("batches") List<String> entries) throws IOException {
    String body = "{\"jobs\":[" + String.join(",", entries) + "]}";
    if (entries.isEmpty() || entries.size() > 1000) {
      agree(NEW_JOBS.accepts(body), body, bodies::newJobs);
      return;
    }
    List<Boolean> expected = new ArrayList<>();
    for (String entry : entries) {
      expected.add(NEW_JOB.accepts(entry) && mostIsNotBelowDelay(entry));
    }
    List<Verdict<NewJob>> verdicts = bodies.newJobs(bytes(body));
    assertThat(verdicts).extracting(verdict -> !verdict.isRefused()).isEqualTo(expected);
    if (!expected.contains(false)) {
      assertThat(NEW_JOBS.accepts(body)).isTrue();
    }
  }

  @Label("on a cancellation")
  @Property(tries = TRIES / 3)
  void cancel(@ForAll("cancellations") String body) {
    agree(often(CANCEL.accepts(body)), body, bodies::cancelReason);
  }

  @Label("on a signal")
  @Property(tries = TRIES / 2)
  void signal(@ForAll("signals") String body) {
    agree(often(SIGNAL.accepts(body)), body, bodies::newSignal);
  }

  @Label("on a wish for a token")
  @Property(tries = TRIES / 2)
  void devToken(@ForAll("wishes") String body) {
    agree(often(DEV_TOKEN.accepts(body)), body, bodies::devToken);
  }

  @Label("on a wish for a stream token")
  @Property(tries = TRIES / 2)
  void streamToken(@ForAll("streamWishes") String body) {
    agree(often(STREAM_TOKEN.accepts(body)), body, bodies::streamToken);
  }

  @Label("on a worker's claim")
  @Property(tries = TRIES / 2)
  void claim(@ForAll("claims") String body) {
    agree(often(CLAIM.accepts(body)), body, bodies::claim);
  }

  @Label("on what a worker tells")
  @Property(tries = TRIES / 2)
  void events(@ForAll("tellings") String body) {
    agree(often(EVENTS.accepts(body)), body, bodies::events);
  }

  @Label("on a worker's checkpoint")
  @Property(tries = TRIES / 3)
  void checkpoint(@ForAll("checkpoints") String body) {
    agree(often(CHECKPOINT.accepts(body)), body, bodies::checkpoint);
  }

  @Label("on each end that a worker makes")
  @Property(tries = TRIES / 3)
  void ends(
      @ForAll("completions") String done,
      @ForAll("failures") String failed,
      @ForAll("releases") String back) {
    agree(often(COMPLETION.accepts(done)), done, bodies::completion);
    agree(FAILURE.accepts(failed), failed, bodies::failure);
    agree(RELEASE.accepts(back), back, bodies::release);
  }

  @Label("on a worker's sign of life")
  @Property(tries = TRIES / 3)
  void heartbeat(@ForAll("heartbeats") String body) {
    agree(often(HEARTBEAT.accepts(body)), body, bodies::heartbeat);
  }

  private static void agree(boolean expected, String body, Consumer<byte[]> parser) {
    assertThat(accepts(parser, body)).as(body).isEqualTo(expected);
  }

  /**
   * A test that hardly ever sees a good body, or a bad one, would show nothing. Of the bodies of a
   * cancellation, which has one field, nine in ten are good.
   */
  private static boolean often(boolean expected) {
    Statistics.collect(expected);
    Statistics.coverage(share -> share.check(true).percentage(p -> p > 10 && p < 95));
    return expected;
  }

  private static boolean accepts(Consumer<byte[]> parser, String body) {
    try {
      parser.accept(bytes(body));
      return true;
    } catch (Refused refused) {
      assertThat(refused.reason()).isEqualTo(Refused.Reason.INVALID);
      assertThat(refused.flaws()).isNotEmpty().hasSizeLessThanOrEqualTo(20).doesNotHaveDuplicates();
      return false;
    }
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** The one rule that JSON Schema cannot say. */
  private static boolean mostIsNotBelowDelay(String body) throws IOException {
    JsonNode backoff = JSON.readTree(body).path("backoff");
    JsonNode most = backoff.path("maxMs");
    return most.isMissingNode() || most.asDouble() >= backoff.path("delayMs").asDouble();
  }

  @Provide
  Arbitrary<String> creates() {
    return Generated.bodies(
        "type",
        Map.ofEntries(
            Map.entry(
                "type",
                field(
                    words("a", "0", "agent", "a.b-c_d", "x".repeat(64)),
                    words("", "A", "-a", "x".repeat(65), "a b", "é", "a\\n", "\\ud800"))),
            Map.entry(
                "input",
                field(
                    List.of("{}", "{ \"a\" : [ ] }", "{\"x\":1.10}", "{\"\":{}}"),
                    List.of("{\"query\":1}", "[{}]", "\"{}\""))),
            Map.entry(
                "query",
                field(
                    words("q", "é", "\\ud800", "a\\u0000", "x".repeat(10_000)),
                    words("", "x".repeat(10_001), "😀".repeat(10_001)))),
            Map.entry(
                "jobId",
                field(
                    words("a", "A.b_c-9", "x".repeat(128)),
                    words("", "-a", "x".repeat(129), "a{b}", "a:b", "a*", "a b", "a\\n"))),
            Map.entry("priority", range(-10, 10)),
            Map.entry("delayMs", range(0, 31_536_000_000L)),
            Map.entry("runAt", instants()),
            Map.entry("maxAttempts", range(1, 100)),
            Map.entry("timeoutMs", range(100, 604_800_000)),
            Map.entry("backoff", backoffs()),
            Map.entry("onDisconnect", field(words("continue", "cancel"), words("", "Cancel"))),
            Map.entry("graceMs", range(0, 3_600_000)),
            Map.entry("tags", tags())));
  }

  private static List<String> instants() {
    return field(
        words(
            "2025-11-20T10:00:00Z",
            "2024-02-29T23:59:59.123456789+17:59",
            "2000-01-01T00:00:00-00:00"),
        words(
            "2025-02-29T10:00:00Z",
            "2025-11-31T10:00:00Z",
            "2025-11-20T10:00Z",
            "2025-11-20",
            "2025-11-20T10:00:00",
            "2025-11-20t10:00:00z",
            "2025-11-20T24:00:00Z",
            "2025-13-01T10:00:00Z",
            "2025-11-20T10:60:00Z",
            "2025-11-20T23:59:60Z",
            "1999-12-31T23:59:59Z",
            "+12025-11-20T10:00:00Z",
            "2025-11-20T10:00:00.Z",
            "2025-11-20T10:00:00+18:00",
            "2025-11-20T10:00:00+01",
            "2025-11-20T10:00:00Z\\n",
            "2025-11-20T10:00:00.1234567890Z",
            "2025-11-20T10:00:00Z[Europe/Paris]"));
  }

  private static List<String> backoffs() {
    return field(
        List.of(
            "{\"kind\":\"fixed\",\"delayMs\":0}",
            "{\"kind\":\"exponential\",\"delayMs\":86400000}",
            "{\"delayMs\":10,\"kind\":\"fixed\",\"maxMs\":10}",
            "{\"kind\":\"fixed\",\"delayMs\":1.0,\"maxMs\":86400000}"),
        List.of(
            "{\"kind\":\"fixed\"}",
            "{\"delayMs\":5}",
            "{\"kind\":\"linear\",\"delayMs\":5}",
            "{\"kind\":\"fixed\",\"delayMs\":5,\"maxMs\":4}",
            "{\"kind\":\"fixed\",\"delayMs\":86400001}",
            "{\"kind\":\"fixed\",\"delayMs\":5,\"maxMs\":86400001}",
            "{\"kind\":\"fixed\",\"delayMs\":5,\"jitter\":1}",
            "{\"kind\":null,\"delayMs\":[]}",
            "{\"kind\":\"fixed\",\"delayMs\":5,\"maxMs\":null}"));
  }

  private static List<String> tags() {
    return field(
        List.of(
            "[]",
            "[\"a\"]",
            list(20, "\"t\""),
            "[\"é ü\",\"" + "x".repeat(64) + "\"]",
            "[\"" + "😀".repeat(64) + "\"]"),
        List.of(
            list(21, "\"t\""),
            "[\"\"]",
            "[\"" + "x".repeat(65) + "\"]",
            "[\"a\\u0000\"]",
            "[\"a\\u0085\"]",
            "[\"\\ud800\"]",
            "[\"\\udc00\\ud800\"]",
            "[null]",
            "[1]",
            "[[\"a\"]]",
            "{\"0\":\"a\"}",
            "[\"a\\n\"]"));
  }

  @Provide
  Arbitrary<List<String>> batches() {
    Arbitrary<List<String>> few = creates().list().ofMinSize(1).ofMaxSize(5);
    Arbitrary<List<String>> many =
        Arbitraries.of(0, 999, 1000, 1001)
            .map(n -> IntStream.range(0, n).mapToObj(i -> "{\"type\":\"a\"}").toList());
    return Arbitraries.frequencyOf(Tuple.of(60, few), Tuple.of(1, many));
  }

  @Provide
  Arbitrary<String> cancellations() {
    return Generated.bodies(
        "",
        Map.of(
            "reason",
            field(
                words("", "x", "a\\u0000\\n", "x".repeat(1000), "😀".repeat(1000)),
                words("x".repeat(1001), "\\ud800"))));
  }

  @Provide
  Arbitrary<String> signals() {
    return Generated.bodies(
        "name signalId",
        Map.of(
            "name",
                field(
                    words("a", "A:b.c-d_9", "x".repeat(128)),
                    words("", ":a", "x".repeat(129), "a b", "a\\n")),
            "signalId",
                field(
                    words("!", "~", "a{b}", "x".repeat(128)),
                    words("", " ", "x".repeat(129), "é", "a\\n", "\\u007f")),
            "payload",
                field(List.of("null", "0", "\"\\ud800\"", "[ { } ]", "1e400"), List.of("{}"))));
  }

  @Provide
  Arbitrary<String> wishes() {
    return Generated.bodies(
        "userId",
        Map.of(
            "userId",
                field(
                    words("a", "*", "é😀", "x".repeat(255), "😀".repeat(255)),
                    words("", "x".repeat(256), "a\\n", "a\\u0000", "\\ud800", "\\u009f")),
            "scopes",
                field(
                    List.of(
                        "[]", "[\"admin\"]", "[\"jobs:read\",\"jobs:write\",\"worker\",\"admin\"]"),
                    List.of(
                        "[\"root\"]",
                        "[\"admin\",\"admin\"]",
                        "\"admin\"",
                        "[null]",
                        "[\"admin\",1]",
                        "[\"jobs:read\",\"jobs:write\",\"worker\",\"admin\",\"admin\"]")),
            "ttlSeconds", range(1, 604_800)));
  }

  @Provide
  Arbitrary<String> streamWishes() {
    return Generated.bodies(
        "jobs user",
        Map.of(
            "jobs",
                field(
                    List.of("[\"a\"]", "[\"A.b_c-9\",\"b\"]", "[" + ids(50) + "]"),
                    List.of(
                        "[]",
                        "[\"\"]",
                        "[\"a b\"]",
                        "[\"a\",\"a\"]",
                        "[null]",
                        "[\"a\",1]",
                        "\"a\"",
                        "[" + ids(51) + "]")),
            "user", field(List.of("true", "false"), List.of("\"true\"", "1", "null")),
            "ttlSeconds", range(1, 3600)));
  }

  @Provide
  Arbitrary<String> claims() {
    return Generated.bodies(
        "types max waitMs worker",
        Map.of(
            "types",
                field(
                    List.of("[\"a\"]", "[\"a.b-c_d\",\"0\"]", "[" + ids(100) + "]"),
                    List.of(
                        "[]", "[\"A\"]", "[\"a\",\"a\"]", "[1]", "\"a\"", "[" + ids(101) + "]")),
            "max", range(1, 100),
            "waitMs", range(0, 30_000),
            "worker",
                field(
                    words("w", "é 😀", "x".repeat(128), "😀".repeat(128)),
                    words("", "x".repeat(129), "a\\n", "\\ud800", "\\u009f")),
            "claimId",
                field(
                    words("!", "~", "x".repeat(128)),
                    words("", " ", "x".repeat(129), "é", "a\\n"))));
  }

  @Provide
  Arbitrary<String> tellings() {
    String event = "{\"type\":\"x:a:v1\",\"data\":{}}";
    return Generated.bodies(
        "lease first events",
        Map.of(
            "lease", leases(),
            "first", range(1, HIGHEST),
            "events",
                field(
                    List.of(
                        "[" + event + "]",
                        "[ { \"data\" : { \"a\" : [ ] }, \"type\" : \"any\" } ]",
                        list(50, event)),
                    List.of(
                        "[]",
                        "{}",
                        "[{}]",
                        "[{\"type\":\"a\"}]",
                        "[{\"data\":{}}]",
                        "[{\"type\":1,\"data\":{}}]",
                        "[{\"type\":\"a\",\"data\":[]}]",
                        "[{\"type\":\"a\",\"data\":{},\"seq\":1}]",
                        "[null]",
                        list(51, event)))));
  }

  @Provide
  Arbitrary<String> checkpoints() {
    return Generated.bodies(
        "lease first data",
        Map.of(
            "lease",
            leases(),
            "first",
            range(1, HIGHEST),
            "data",
            anyValue(),
            "label",
            field(
                words("", "page 7", "a\\n", "x".repeat(200), "😀".repeat(200)),
                words("x".repeat(201), "\\ud800"))));
  }

  @Provide
  Arbitrary<String> completions() {
    return Generated.bodies(
        "lease first", Map.of("lease", leases(), "first", range(1, HIGHEST), "result", anyValue()));
  }

  @Provide
  Arbitrary<String> failures() {
    String error = "{\"code\":\"%s\",\"message\":%s,\"retryable\":%s}";
    return Generated.bodies(
        "lease first error",
        Map.of(
            "lease",
            leases(),
            "first",
            range(1, HIGHEST),
            "error",
            field(
                List.of(
                    error.formatted("a", "\"\"", "true"),
                    error.formatted("x".repeat(128), "\"\\ud800\"", "false")),
                List.of(
                    error.formatted("", "\"\"", "true"),
                    error.formatted("x".repeat(129), "\"\"", "true"),
                    error.formatted("a\\n", "\"\"", "true"),
                    error.formatted("a", "1", "true"),
                    error.formatted("a", "\"\"", "1"),
                    "{\"code\":\"a\",\"message\":\"\"}",
                    "{\"code\":\"a\",\"message\":\"\",\"retryable\":true,\"x\":1}"))));
  }

  @Provide
  Arbitrary<String> releases() {
    return Generated.bodies("lease first", Map.of("lease", leases(), "first", range(1, HIGHEST)));
  }

  @Provide
  Arbitrary<String> heartbeats() {
    return Generated.bodies("lease", Map.of("lease", leases(), "signalsSeen", range(0, HIGHEST)));
  }

  private static List<String> leases() {
    return field(
        words("l", "a b", "é", "x".repeat(128), "😀".repeat(128)),
        words("", "x".repeat(129), "\\ud800"));
  }

  private static List<String> anyValue() {
    return field(List.of("null", "0", "\"\\ud800\"", "[ { } ]", "1e400"), List.of("{}"));
  }

  private static String ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "\"j" + i + "\"").collect(joining(","));
  }

  private static List<String> range(long least, long most) {
    return field(
        List.of("" + least, "" + most, most + ".0", "" + (least + 1)),
        List.of("" + (least - 1), "" + (most + 1), most + ".5", "\"" + least + "\""));
  }

  private static List<String> words(String... words) {
    return List.of(words).stream().map(word -> "\"" + word + "\"").toList();
  }

  private static String list(int count, String element) {
    return "[" + String.join(",", java.util.Collections.nCopies(count, element)) + "]";
  }
}
