package io.jobwire.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwire.model.Backoff;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The body of a request")
class BodiesTest {
  private final Bodies bodies = new Bodies(100, 50);

  @Test
  @DisplayName("becomes a job with the defaults filled in")
  void defaults() {
    assertThat(job("{\"type\":\"a\"}"))
        .isEqualTo(
            new NewJob(
                "a",
                JsonText.EMPTY_OBJECT,
                null,
                0,
                0,
                null,
                3,
                null,
                Backoff.DEFAULT,
                false,
                30_000,
                List.of()));
  }

  @Test
  @DisplayName("becomes a job with all that was asked for")
  void everything() {
    String body =
        "{\"type\":\"a\",\"input\":{\"x\": [ ] },\"jobId\":\"j\",\"priority\":-10,\"runAt\":\"2025-11-20T10:00:00.5+01:00\",\"maxAttempts\":1,"
            + "\"timeoutMs\":100,\"backoff\":{\"maxMs\":7,\"delayMs\":7,\"kind\":\"fixed\"},\"onDisconnect\":\"cancel\",\"graceMs\":0,\"tags\":[\"b\",\"a\",\"b\"]}";
    assertThat(job(body))
        .isEqualTo(
            new NewJob(
                "a",
                new JsonText("{\"x\":[]}"),
                new JobId("j"),
                -10,
                0,
                Instant.parse("2025-11-20T09:00:00.5Z").toEpochMilli(),
                1,
                100L,
                new Backoff(Backoff.Kind.FIXED, 7, 7),
                true,
                0,
                List.of("b", "a", "b")));
  }

  @ParameterizedTest
  @DisplayName("that names no longest wait gets a minute, or the first wait if that is longer")
  @CsvSource({"0,60000", "60000,60000", "60001,60001", "86400000,86400000"})
  void longestWait(long delayMs, long maxMs) {
    NewJob job =
        job("{\"type\":\"a\",\"backoff\":{\"kind\":\"exponential\",\"delayMs\":" + delayMs + "}}");
    assertThat(job.backoff()).isEqualTo(new Backoff(Backoff.Kind.EXPONENTIAL, delayMs, maxMs));
  }

  @ParameterizedTest
  @DisplayName("has its query put into the input")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'a','query':'x'}|{'query':'x'}",
        "{'type':'a','query':'x','input':{}}|{'query':'x'}",
        "{'type':'a','input':{'a':1,'b':[]},'query':'x'}|{'query':'x','a':1,'b':[]}",
        "{'type':'a','input':{'a':{'query':1}},'query':'x'}|{'query':'x','a':{'query':1}}",
        "{'type':'a','query':'\\ud800é\\u0000\\n\"'}|{'query':'\\ud800é\\u0000\\n\"'}"
      },
      quoteCharacter = '`')
  void query(String body, String input) {
    assertThat(job(quoted(body)).input().text()).isEqualTo(quoted(input));
  }

  @ParameterizedTest
  @DisplayName("is relayed with every digit, every empty list and every escape that is needed")
  @ValueSource(
      strings = {
        "{'a':1.10,'b':1e400,'c':-0,'d':-0.0,'e':1E+2}",
        "{'a':123456789012345678901234567890}",
        "{'a':[],'b':{},'c':[[],{}]}",
        "{'a':null,'b':true,'c':false}",
        "{'a':'\\ud800','b':'\\udc00\\ud800','c':'x\\udfff'}",
        "{'a':'\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\'}",
        "{'a\\n':'\u2028\u2029'}",
        "{'':'é😀\u007f','😀':['😀']}",
        "{'a':[{'b':[1,'2',[3]]},4]}"
      })
  void relay(String input) {
    NewJob job =
        job(
            "{\"type\":\"a\", \"input\": "
                + quoted(input).replace(",", " ,\n\t").replace(":", " : ")
                + "}");
    assertThat(job.input().text()).isEqualTo(quoted(input));
  }

  @Test
  @DisplayName("is relayed without escapes that need not be")
  void needlessEscapes() {
    assertThat(
            job("{\"type\":\"a\",\"input\":{\"\\u0061\":\"\\/\\u00e9\\ud83d\\ude00\\u003c\"}}")
                .input()
                .text())
        .isEqualTo("{\"a\":\"/é😀<\"}");
  }

  @Test
  @DisplayName("tells of all flaws, each with its place")
  void flaws() {
    String body =
        "{\"owner\":\"x\",\"priority\":11,\"delayMs\":1,\"runAt\":\"2025-11-20T10:00:00Z\",\"backoff\":{\"kind\":1,\"jitter\":[{}]},"
            + "\"tags\":[\"a\",\"\",\"b\",{\"c\":1}],\"input\":[],\"__proto__\":{\"a\":1}}";
    assertThat(refusal(() -> job(body)).flaws())
        .extracting(Flaw::path)
        .containsExactly(
            "owner",
            "priority",
            "backoff.kind",
            "backoff.jitter",
            "backoff.delayMs",
            "tags[1]",
            "tags[3]",
            "input",
            "__proto__",
            "type",
            "runAt");
  }

  @Test
  @DisplayName("says what each field must be")
  void messages() {
    Refused refused =
        refusal(() -> job("{\"type\":\"A\",\"priority\":\"high\",\"onDisconnect\":\"stop\"}"));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID);
    assertThat(refused.flaws())
        .containsExactly(
            new Flaw("type", "must match [a-z0-9][a-z0-9._-]{0,63}"),
            new Flaw("priority", "must be a whole number from -10 to 10"),
            new Flaw("onDisconnect", "must be continue or cancel"));
  }

  @Test
  @DisplayName("tells of twenty flaws at most, and of strange names only the harmless part")
  void manyFlaws() {
    String fields =
        String.join(",", IntStream.range(0, 100).mapToObj(i -> "\"f" + i + "\":0").toList());
    assertThat(refusal(() -> job("{" + fields + "}")).flaws()).hasSize(20);
    String name = "\\u0000\\n" + "😀".repeat(5000);
    assertThat(refusal(() -> job("{\"type\":\"a\",\"" + name + "\":0}")).flaws())
        .extracting(Flaw::path)
        .containsExactly("\uFFFD\uFFFD" + "😀".repeat(62));
  }

  @ParameterizedTest
  @DisplayName("that is JSON but no object is invalid")
  @ValueSource(strings = {"[]", "null", "1", "\"type\"", "[{\"type\":\"a\"}]", "true"})
  void noObject(String body) {
    assertThat(refusal(() -> job(body)).flaws())
        .containsExactly(new Flaw("body", "must be an object"));
  }

  @Test
  @DisplayName("may have an input up to the limit, counted in UTF-8 without white space")
  void inputLimit() {
    String fits = "x".repeat(100 - 8);
    assertThat(job("{\"type\":\"a\",\"input\":{   \"a\":\"" + fits + "\"}}").input().text())
        .hasSize(100);
    assertThat(refusal(() -> job("{\"type\":\"a\",\"input\":{\"a\":\"" + fits + "y\"}}")))
        .hasMessage("input may have at most 100 bytes.")
        .extracting(Refused::reason)
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal(() -> job("{\"type\":\"a\",\"query\":\"" + "x".repeat(89) + "\"}")).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(job("{\"type\":\"a\",\"input\":{\"a\":\"" + "😀".repeat(23) + "\"}}").input().text())
        .hasSize(54);
    assertThat(
            refusal(() -> job("{\"type\":\"a\",\"input\":{\"a\":\"" + "😀".repeat(24) + "\"}}"))
                .reason())
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  @DisplayName("with many jobs gives a verdict for each")
  void batch() {
    List<Verdict<NewJob>> verdicts =
        bodies.newJobs(
            bytes(
                "{\"jobs\":[{\"type\":\"a\"},{\"type\":1,\"tags\":[0]},[],{\"type\":\"b\",\"query\":\""
                    + "x".repeat(100)
                    + "\"},{}]}"));
    assertThat(verdicts)
        .extracting(Verdict::isRefused)
        .containsExactly(false, true, true, true, true);
    assertThat(verdicts.get(0).value().type()).isEqualTo("a");
    assertThat(verdicts.get(1).refusal().flaws())
        .extracting(Flaw::path)
        .containsExactly("jobs[1].type", "jobs[1].tags[0]");
    assertThat(verdicts.get(2).refusal().flaws())
        .containsExactly(new Flaw("jobs[2]", "must be an object"));
    assertThat(verdicts.get(3).refusal().reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(verdicts.get(4).refusal().flaws())
        .containsExactly(new Flaw("jobs[4].type", "is missing"));
  }

  @ParameterizedTest
  @DisplayName("with many jobs is refused as a whole only when it is wrong as a whole")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|jobs|is missing", "{'jobs':null}|jobs|must be a list",
            "{'jobs':[]}|jobs|must have at least one entry",
        "{'jobs':{}}|jobs|must be a list",
            "{'jobs':[{'type':'a'}],'more':[{}]}|more|is not known here",
            "[]|body|must be an object"
      })
  void wholeBatch(String body, String path, String message) {
    assertThat(refusal(() -> bodies.newJobs(bytes(quoted(body)))).flaws())
        .containsExactly(new Flaw(path, message));
  }

  @Test
  @DisplayName("may be left out of a cancellation")
  void cancel() {
    assertThat(bodies.cancelReason(null)).isEmpty();
    assertThat(bodies.cancelReason(new byte[0])).isEmpty();
    assertThat(bodies.cancelReason(bytes("{}"))).isEmpty();
    assertThat(bodies.cancelReason(bytes("{\"reason\":\"no\"}"))).isEqualTo(Optional.of("no"));
    assertThat(refusal(() -> bodies.cancelReason(bytes(" "))).reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal(() -> bodies.cancelReason(bytes("null"))).reason())
        .isEqualTo(Reason.INVALID);
  }

  @Test
  @DisplayName("becomes a signal, whose payload may be any JSON within the limit")
  void signal() {
    assertThat(bodies.newSignal(bytes("{\"name\":\"n\",\"signalId\":\"s\"}")))
        .isEqualTo(new NewSignal("s", "n", new JsonText("null")));
    assertThat(
            bodies
                .newSignal(bytes("{\"name\":\"n\",\"payload\": [ 1.0 ] ,\"signalId\":\"s\"}"))
                .payload()
                .text())
        .isEqualTo("[1.0]");
    assertThat(
            bodies
                .newSignal(bytes("{\"name\":\"n\",\"payload\":\"\\ud800\",\"signalId\":\"s\"}"))
                .payload()
                .text())
        .isEqualTo("\"\\ud800\"");
    String large = "{\"name\":\"n\",\"signalId\":\"s\",\"payload\":\"" + "x".repeat(49) + "\"}";
    assertThat(refusal(() -> bodies.newSignal(bytes(large))))
        .hasMessage("payload may have at most 50 bytes.");
  }

  @Test
  @DisplayName("becomes a wish for a token")
  void devToken() {
    assertThat(bodies.devToken(bytes("{\"userId\":\"ada\"}")))
        .isEqualTo(
            new DevTokenRequest(
                "ada", Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE), Duration.ofDays(1)));
    assertThat(bodies.devToken(bytes("{\"userId\":\"ada\",\"scopes\":[],\"ttlSeconds\":60}")))
        .isEqualTo(new DevTokenRequest("ada", Set.of(), Duration.ofMinutes(1)));
  }

  private NewJob job(String body) {
    return bodies.newJob(bytes(body));
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return text.replace("\\\"", "\u0001")
        .replace('"', '\u0001')
        .replace('\'', '"')
        .replace("\u0001", "\\\"");
  }

  private static Refused refusal(ThrowingCallable call) {
    return catchThrowableOfType(Refused.class, call);
  }
}
