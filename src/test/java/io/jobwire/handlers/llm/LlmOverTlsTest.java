package io.jobwire.handlers.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A model server behind TLS")
class LlmOverTlsTest {
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private Path store;
  private HttpServer server;

  /** With a certificate for localhost that it signed itself. */
  @BeforeEach
  void start() throws Exception {
    store = folder.resolve("store.p12");
    makeCertificate();
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
    server =
        got(
            vertx
                .createHttpServer(options)
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      request.response().end(ModelServer.wholeStream("safe"));
                    })
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST + "Password");
    got(vertx.close());
  }

  private void makeCertificate() throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String command =
        "-genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost -storetype"
            + " PKCS12 -storepass %s -keystore %s".formatted(PASSWORD, store);
    List<String> words = new java.util.ArrayList<>(List.of(keytool));
    words.addAll(List.of(command.split(" ")));
    Process made = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes());
    assertThat(made.waitFor()).as(said).isZero();
  }

  /** As an operator trusts an authority of his own: by what the JVM is told. */
  private void trust() {
    System.setProperty(TRUST, store.toString());
    System.setProperty(TRUST + "Password", PASSWORD);
  }

  private String ask(String host) {
    URI url = URI.create("https://" + host + ":" + server.actualPort());
    ChatPlan plan = new ChatPlan(url, "m", Optional.of("key"), false, Patience.USUAL);
    StringBuilder said = new StringBuilder();
    Asked question = new Asked(List.of(new Asked.Message("user", "a")), null, null, null, "");
    got(
        new ChatServer(vertx, plan)
            .answer(question, piece -> add(said, piece), Promise.<Void>promise().future()));
    return said.toString();
  }

  private static Future<Void> add(StringBuilder said, String piece) {
    said.append(piece);
    return Future.succeededFuture();
  }

  private static <T> T got(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private void isRefused(String host) {
    assertThatThrownBy(() -> ask(host))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            JobFailure.class, told -> assertThat(told.code()).isEqualTo("model_unreachable"));
    assertThat(asked).hasValue(0);
  }

  @Test
  @DisplayName("is asked when the JVM trusts it")
  void trusted() {
    trust();
    assertThat(ask("localhost")).isEqualTo("safe");
  }

  @Test
  @DisplayName("is not told the key when nobody vouches for it, or only for another name")
  void untrusted() {
    isRefused("localhost");
    trust();
    isRefused("127.0.0.1");
  }
}
