package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A body")
class HostileBodyTest {
  @RegisterExtension static final Doors doors = Doors.of(Service::start);

  private static final String GOOD = "{\"type\":\"load.noop\"}";
  private static final int MIB = 1 << 20;
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static Reply posted(byte[] body) {
    return ada.send("POST", "/api/jobs", body, "Content-Type", "application/json");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // what it says it is

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json-patch+json",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "*/*",
        "json"
      })
  @DisplayName("of another content type is refused with 415")
  void wrongType(String type) {
    ada.send("POST", "/api/jobs", bytes(GOOD), "Content-Type", type)
        .isProblem(415, "unsupported_media_type");
    ada.send("PATCH", "/api/jobs/" + ada.waiting() + "/cancel", bytes("{}"), "Content-Type", type)
        .isProblem(415, "unsupported_media_type");
  }

  @Test
  @DisplayName("without a content type is refused with 415, also an empty one where one is needed")
  void noType() {
    ada.send("POST", "/api/jobs", bytes(GOOD)).isProblem(415, "unsupported_media_type");
    ada.send("POST", "/api/jobs", new byte[0]).isProblem(415, "unsupported_media_type");
    ada.post("/api/jobs").isProblem(415, "unsupported_media_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
        "application/json ; charset=UTF-8"
      })
  @DisplayName("is taken as JSON in UTF-8 however that is spelled")
  void goodType(String type) {
    ada.send("POST", "/api/jobs", bytes(GOOD), "Content-Type", type).is(201);
  }

  @Test
  @DisplayName("may be left out or empty where nothing is required")
  void optional() {
    ada.patch("/api/jobs/" + ada.waiting() + "/cancel").is(200);
    ada.send("PATCH", "/api/jobs/" + ada.waiting() + "/cancel", new byte[0]).is(200);
    ada.sendJson("PATCH", "/api/jobs/" + ada.waiting() + "/cancel", "{}").is(200);
  }

  // what it is

  static Stream<byte[]> noJson() {
    byte[] latin1 = "{\"type\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] surrogate = bytes("{\"type\":\"abc\"}");
    System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, surrogate, 9, 3);
    byte[] overlong = bytes("{\"type\":\"ab\"}");
    System.arraycopy(new byte[] {(byte) 0xc0, (byte) 0xaf}, 0, overlong, 9, 2);
    return Stream.concat(
        Stream.of(latin1, surrogate, overlong, new byte[] {(byte) 0xff, (byte) 0xfe}),
        Stream.of(
                "",
                " ",
                GOOD.substring(0, GOOD.length() - 1),
                GOOD.substring(0, 9),
                GOOD + GOOD,
                GOOD + "x",
                GOOD + "\u0000",
                "\uFEFF" + GOOD,
                "{'type':'load.noop'}",
                "{type:\"load.noop\"}",
                "{\"type\":\"load.noop\",}",
                "{\"type\":\"load.noop\",\"type\":\"load.noop\"}",
                "{\"type\":\"load.noop\",\"\\u0074ype\":\"load.noop\"}",
                "{\"type\":\"load.noop\",\"input\":{\"a\":1,\"a\":2}}",
                "{\"type\":\"load.noop\",\"priority\":NaN}",
                "{\"type\":\"load.noop\",\"priority\":Infinity}",
                "{\"type\":\"load.noop\",\"priority\":-}",
                "{\"type\":\"load.noop\",\"priority\":01}",
                "{\"type\":\"load.noop\",\"priority\":+1}",
                "{\"type\":\"load.noop\",\"priority\":0x1}",
                "{\"type\":\"load.noop\",\"priority\":" + "9".repeat(1_001) + "}",
                "{\"type\":\"a\nb\"}",
                "{\"type\":\"\\x41\"}",
                "{\"type\":\"\\ud8\"}",
                "/* hi */" + GOOD,
                "undefined",
                "<job/>")
            .map(HostileBodyTest::bytes));
  }

  @ParameterizedTest
  @MethodSource("noJson")
  @DisplayName("that is no strict JSON is refused with 400")
  void malformed(byte[] body) {
    posted(body).isProblem(400, "malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "1", "\"load.noop\"", "true", "[{\"type\":\"load.noop\"}]"})
  @DisplayName("that is JSON, but no object, is refused with 422")
  void noObject(String body) {
    ada.post("/api/jobs", body).isInvalidAt("body");
  }

  @ParameterizedTest
  @CsvSource({"63, 201", "64, 400", "1000, 400", "200000, 400"})
  @DisplayName("may nest 64 deep; deeper is refused with 400, quickly")
  void depth(int inner, int status) {
    String deep = "{\"a\":".repeat(inner / 2) + "[".repeat(inner - inner / 2);
    String closed = deep + "]".repeat(inner - inner / 2) + "}".repeat(inner / 2);
    long start = System.nanoTime();
    Reply reply = ada.post("/api/jobs", "{\"type\":\"load.noop\",\"input\":" + closed + "}");
    if (status == 400) {
      reply.isProblem(400, "malformed");
      ada.post("/api/jobs", deep).isProblem(400, "malformed");
      ada.post("/api/jobs/batch", deep).isProblem(400, "malformed");
    } else {
      reply.is(status);
    }
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(3_000);
  }

  @Test
  @DisplayName("with thousands of wrong fields is refused with the first twenty named")
  void manyFlaws() {
    StringBuilder body = new StringBuilder("{\"type\":\"load.noop\"");
    for (int i = 0; i < 5_000; i++) {
      body.append(",\"<script>").append(i).append("\":1");
    }
    assertThat(ada.post("/api/jobs", body + "}").isProblem(422, "invalid").list("errors"))
        .hasSize(20);
  }

  @Test
  @DisplayName("in gzip is not unpacked")
  void gzip() throws Exception {
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
      out.write(bytes("{\"type\":\"" + "x".repeat(5 * MIB) + "\"}"));
    }
    ada.send(
            "POST",
            "/api/jobs",
            packed.toByteArray(),
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip")
        .isProblem(400, "malformed");
  }

  // how large it is

  @Test
  @DisplayName("of a mebibyte is read, one byte more refused with 413")
  void limit() {
    byte[] most = new byte[MIB];
    Arrays.fill(most, (byte) ' ');
    System.arraycopy(bytes(GOOD), 0, most, 0, GOOD.length());
    posted(most).is(201);
    posted(Arrays.copyOf(most, MIB + 1)).isProblem(413, "too_large");
  }

  private static String headOf(String path, String... more) {
    String[] headers = Arrays.copyOf(more, more.length + 2);
    headers[more.length] = "Authorization: Bearer " + ada.token();
    headers[more.length + 1] = "Content-Type: application/json";
    return Wire.head(ada, "POST " + path, headers);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/jobs, 1048577",
    "/api/jobs, 5000000000",
    "/api/jobs, 9223372036854775807",
    "/api/jobs/batch, 16777217",
    "/api/dev/token, 16385"
  })
  @DisplayName("announced as too large is refused with 413 before any of it is sent")
  void announced(String path, String length) {
    try (Wire wire = Wire.to(ada)) {
      wire.say(headOf(path, "Content-Length: " + length));
      wire.reply("POST " + path).isProblem(413, "too_large");
    }
  }

  @Test
  @DisplayName("announced as too large can be half sent: the 413 is there to be read all the same")
  void halfSent() {
    try (Wire wire = Wire.to(ada)) {
      wire.say(headOf("/api/jobs", "Content-Length: 50000000")).say(new byte[MIB]);
      Reply reply = wire.reply("POST /api/jobs").isProblem(413, "too_large");
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  @DisplayName("of unknown length is refused with 413 as soon as it passes the limit")
  void chunked() {
    try (Wire wire = Wire.to(ada)) {
      wire.say(headOf("/api/jobs", "Transfer-Encoding: chunked"));
      byte[] chunk = new byte[64 << 10];
      for (int i = 0; i < 17; i++) {
        wire.say(Integer.toHexString(chunk.length) + "\r\n").say(chunk).say("\r\n");
      }
      wire.reply("POST /api/jobs").isProblem(413, "too_large");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  @DisplayName("is not read at all without a token: 401 comes first, however large it is")
  void tokenFirst() {
    try (Wire wire = Wire.to(ada)) {
      wire.say(
          Wire.head(
              ada, "POST /api/jobs", "Content-Type: application/json", "Content-Length: 50000000"));
      wire.reply("POST /api/jobs").isProblem(401, "unauthorized");
    }
  }

  @Test
  @DisplayName("refused and small leaves the connection as it was: the next request is answered")
  void goesOn() {
    try (Wire wire = Wire.to(ada)) {
      for (int i = 0; i < 3; i++) {
        String head =
            Wire.head(ada, "POST /api/jobs", "Content-Type: text/plain", "Content-Length: 5");
        wire.say(head + "hello").reply("POST /api/jobs").isProblem(401, "unauthorized");
        wire.say(headOf("/api/jobs", "Content-Length: 3") + "{,}");
        wire.reply("POST /api/jobs").isProblem(400, "malformed");
      }
    }
  }

  @Test
  @DisplayName("whose sender waits to be told to go on is told so, or refused at once")
  void expectContinue() {
    try (Wire wire = Wire.to(ada)) {
      wire.say(headOf("/api/jobs", "Content-Length: 50000000", "Expect: 100-continue"));
      wire.reply("POST /api/jobs").isProblem(413, "too_large");
    }
    try (Wire wire = Wire.to(ada)) {
      wire.say(headOf("/api/jobs", "Content-Length: " + GOOD.length(), "Expect: 100-continue"));
      wire.goOn().say(GOOD);
      wire.reply("POST /api/jobs").is(201);
    }
  }
}
