package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.Jobwire;
import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.testing.RedisServer;
import io.jobwire.testing.SelfSigned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With a certificate")
class TlsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static SelfSigned own;
  private static Service service;
  private static HttpClient http;
  private static String token;
  private static int redisPort;
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    own = SelfSigned.in(folder);
    redisPort = redisBehindTls();
    service =
        Service.start(
            Map.of(
                "auth.secret",
                Service.SECRET,
                "tls.certificate",
                own.certificate(),
                "tls.key",
                own.key(),
                // and its Redis is reached over TLS too
                "redis.url",
                "rediss://127.0.0.1:" + redisPort,
                "redis.ca",
                own.certificate()));
    token = service.token("ada", "jobs:read", "jobs:write");
    http = VERTX.createHttpClient(new HttpClientOptions().setSsl(true).setTrustOptions(trust()));
  }

  @AfterAll
  static void stop() {
    service.close();
    got(VERTX.close());
    redis.close();
  }

  @Test
  @DisplayName("calls and event streams are served over https")
  void https() {
    String id = create();
    String events = body("/api/jobs/" + id + "/events", HttpMethod.GET, null);
    assertThat(events).contains("stream:open:v1", "job:completed:v1", "stream:end:v1");
  }

  @Test
  @DisplayName("sockets are served over wss, replay and all")
  void wss() throws InterruptedException {
    String id = create();
    WebSocketClient sockets =
        VERTX.createWebSocketClient(
            new WebSocketClientOptions().setSsl(true).setTrustOptions(trust()));
    WebSocketConnectOptions where =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(service.port())
            .setURI("/eventbus/websocket")
            .addHeader("Authorization", "Bearer " + token);
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    JsonObject register = new JsonObject().put("type", "register").put("address", "job." + id);
    got(
        sockets
            .connect(where)
            .onSuccess(socket -> socket.textMessageHandler(frames::add))
            .compose(socket -> socket.writeTextMessage(register.encode())));
    String frame;
    do {
      frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).isNotNull();
    } while (!frame.contains("stream:end:v1"));
    got(sockets.close());
  }

  @Test
  @DisplayName("browsers are told to stay with https, but for names that are everybody's")
  void stays() {
    assertThat(staying("/health", "jobwire.example.com")).isEqualTo("max-age=31536000");
    assertThat(staying("/none", "jobwire.example.com:8443")).isEqualTo("max-age=31536000");
    assertThat(staying("/health", "localhost")).isNull();
    assertThat(staying("/health", "127.0.0.1:8443")).isNull();
  }

  private static String staying(String path, String host) {
    return got(http.request(options(path).addHeader("Host", host)).compose(asked -> asked.send()))
        .getHeader("Strict-Transport-Security");
  }

  @Test
  @DisplayName("who speaks plain HTTP gets no answer")
  void plain() {
    HttpClient plain = VERTX.createHttpClient();
    assertThatThrownBy(() -> got(plain.request(options("/health")).compose(asked -> asked.send())))
        .isNotNull();
    got(plain.close());
  }

  @Test
  @DisplayName("a certificate that is none ends the start with a line that names it")
  void nonsense() throws Exception {
    Path none = Files.writeString(folder.resolve("none.crt"), "not a certificate\n");
    Settings settings = settings("tls.certificate", none, "tls.key", own.key());
    assertThatThrownBy(() -> Jobwire.builder().settings(settings).start())
        .hasMessageStartingWith("tls.certificate and tls.key must be PEM files");
  }

  @Test
  @DisplayName("its key has to be there too, and each has to be a file")
  void half() {
    assertThatThrownBy(() -> settings("tls.certificate", own.certificate()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("tls.key");
    assertThatThrownBy(
            () -> settings("tls.certificate", own.certificate(), "tls.key", folder.resolve("no")))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("tls.key");
  }

  @Test
  @DisplayName("a Redis whose certificate nobody vouches for is not spoken to")
  void strangeRedis() throws IOException {
    Path stranger = SelfSigned.in(Files.createDirectories(folder.resolve("other"))).certificate();
    RedisAddress where = RedisAddress.single("rediss://127.0.0.1:" + redisPort);
    RedisLink trusting =
        new RedisLink(VERTX, where.trusting(Optional.of(own.certificate())), PATIENCE);
    RedisLink other = new RedisLink(VERTX, where.trusting(Optional.of(stranger)), PATIENCE);
    RedisLink nobody = new RedisLink(VERTX, where, PATIENCE);
    got(trusting.open());
    assertThatThrownBy(() -> got(other.open())).isNotNull();
    assertThatThrownBy(() -> got(nobody.open())).isNotNull();
    got(Future.join(trusting.close(), other.close(), nobody.close()));
  }

  private static Settings settings(Object... pairs) throws SettingsError {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("verticles.api.port", 0);
    all.put("verticles.bridge.port", 0);
    all.put("management.port", 0);
    all.put("redis.url", RedisServer.shared().uri());
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i].toString(), pairs[i + 1]);
    }
    return Settings.of(all);
  }

  private static String create() {
    JsonObject job = new JsonObject().put("type", "load.noop");
    return new JsonObject(body("/api/jobs", HttpMethod.POST, job)).getString("jobId");
  }

  private static String body(String path, HttpMethod method, JsonObject sent) {
    RequestOptions options =
        options(path)
            .setMethod(method)
            .addHeader("Authorization", "Bearer " + token)
            .addHeader("Accept", sent == null ? "text/event-stream" : "application/json");
    if (sent != null) {
      options.addHeader("Content-Type", "application/json");
    }
    return got(
        http.request(options)
            .compose(asked -> sent == null ? asked.send() : asked.send(sent.toBuffer()))
            .compose(answer -> answer.body())
            .map(Buffer::toString));
  }

  private static RequestOptions options(String path) {
    return new RequestOptions().setHost("127.0.0.1").setPort(service.port()).setURI(path);
  }

  private static PemTrustOptions trust() {
    return new PemTrustOptions().addCertPath(own.certificate().toString());
  }

  /** The bundled server knows no TLS: what comes encrypted goes on to one without a password. */
  private static int redisBehindTls() {
    redis = RedisServer.startOwn(folder.resolve("redis"));
    int port = URI.create(redis.uri()).getPort();
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(own.certificate().toString())
                    .addKeyPath(own.key().toString()));
    return got(VERTX.createNetServer(options).connectHandler(from -> join(from, port)).listen())
        .actualPort();
  }

  private static void join(NetSocket from, int port) {
    from.pause();
    VERTX
        .createNetClient()
        .connect(port, "127.0.0.1")
        .onSuccess(to -> from.pipeTo(to))
        .onSuccess(to -> to.pipeTo(from))
        .onFailure(refused -> from.close());
  }

  private static <T> T got(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).toCompletionStage().toCompletableFuture().join();
  }
}
