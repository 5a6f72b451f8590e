package io.jobwire.http.auth;

import static io.jobwire.http.auth.Given.assertDenied;
import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@DisplayName("The file of keys")
class JwksFileTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String RSA_SET = Forge.jwks(Forge.rsaJwk("rsa", Forge.RSA));
  private static final String EC_SET = Forge.jwks(Forge.ecJwk("ec", Forge.EC));

  @TempDir Path folder;
  private Path path;
  private Vertx vertx;
  private LogTap log;

  @BeforeEach
  void prepare(Vertx vertx) throws IOException {
    this.vertx = vertx;
    path = folder.resolve("jwks.json");
    Files.writeString(path, RSA_SET);
    log = LogTap.on(JwksFile.class.getName(), Level.INFO);
  }

  @AfterEach
  void release() {
    log.close();
  }

  private JwksFile open(Duration every) throws Exception {
    return await(JwksFile.open(vertx, path, every));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Tokens tokens(JwksFile file) {
    return new Tokens(file, Given.POLICY, Given.CLOCK);
  }

  private static String user(JwksFile file, String token) {
    return tokens(file).verify(token).user();
  }

  @Test
  @DisplayName("is read anew on demand: the new key is in, the old one is out")
  void reload() throws Exception {
    JwksFile file = open(NEVER);
    assertThat(user(file, Forge.rs256(claims()))).isEqualTo("alice");
    assertDenied(Denial.ALGORITHM, tokens(file), Forge.es256(claims()));

    Files.writeString(path, EC_SET);
    await(file.reload());

    assertThat(user(file, Forge.es256(claims()))).isEqualTo("alice");
    assertDenied(Denial.ALGORITHM, tokens(file), Forge.rs256(claims()));
  }

  @Test
  @DisplayName("is looked at by itself, and read anew when it has changed")
  void watched() throws Exception {
    JwksFile file = open(Duration.ofMillis(10));
    KeyRing first = file.get();
    replaceBy(EC_SET);

    Promise<Void> changed = Promise.promise();
    long poll = vertx.setPeriodic(5, tick -> tell(changed, file.get() != first));
    await(changed.future());
    vertx.cancelTimer(poll);

    assertThat(user(file, Forge.es256(claims()))).isEqualTo("alice");
    file.close();
  }

  /** As it should be done: a reader sees the old file or the new one, and nothing in between. */
  private void replaceBy(String content) throws IOException {
    Path other = folder.resolve("new.json");
    Files.writeString(other, content);
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void tell(Promise<Void> promise, boolean done) {
    if (done) {
      promise.tryComplete();
    }
  }

  @Test
  @DisplayName("is left alone when it has not changed")
  void unchanged() throws Exception {
    JwksFile file = open(NEVER);
    KeyRing first = file.get();
    await(file.check());
    assertThat(file.get()).isSameAs(first);
    await(file.reload());
    assertThat(file.get()).isNotSameAs(first);
  }

  @Test
  @DisplayName("keeps the old keys when the new ones are broken, and complains once")
  void broken() throws Exception {
    JwksFile file = open(NEVER);
    KeyRing first = file.get();
    Files.writeString(path, "{\"keys\":[");

    assertThatThrownBy(() -> await(file.check())).hasCauseInstanceOf(KeyError.class);
    assertThatThrownBy(() -> await(file.check())).hasCauseInstanceOf(KeyError.class);
    assertThatThrownBy(() -> await(file.reload())).hasCauseInstanceOf(KeyError.class);

    assertThat(file.get()).isSameAs(first);
    assertThat(user(file, Forge.rs256(claims()))).isEqualTo("alice");
    assertThat(log.lines())
        .containsExactly(
            "WARN The keys stay as they are: auth.jwks ("
                + path
                + ") is not a JWK set: a JSON object with a list named keys.");
  }

  @Test
  @DisplayName("keeps the old keys when it is gone, and is taken up again when it is back")
  void gone() throws Exception {
    JwksFile file = open(NEVER);
    Files.delete(path);
    assertThatThrownBy(() -> await(file.check())).hasCauseInstanceOf(KeyError.class);
    assertThatThrownBy(() -> await(file.check())).hasCauseInstanceOf(KeyError.class);
    assertThat(user(file, Forge.rs256(claims()))).isEqualTo("alice");
    assertThat(log.lines())
        .containsExactly(
            "WARN The keys stay as they are: auth.jwks (" + path + ") cannot be read.");

    Files.writeString(path, EC_SET);
    await(file.check());
    assertThat(user(file, Forge.es256(claims()))).isEqualTo("alice");
  }

  @Test
  @DisplayName("that changes to no keys does not open the door to unsigned tokens")
  void noKeys() throws Exception {
    JwksFile file = open(NEVER);
    Files.writeString(path, "{\"keys\":[]}");
    assertThatThrownBy(() -> await(file.check())).hasCauseInstanceOf(KeyError.class);
    String unsigned =
        Forge.base64("{\"alg\":\"none\"}") + "." + Forge.base64(claims().encode()) + ".";
    assertDenied(Denial.UNREADABLE, tokens(file), unsigned);
    assertDenied(Denial.ALGORITHM, tokens(file), unsigned + "AAAA");
  }

  @Test
  @DisplayName("must be there and usable at the start")
  void start() throws Exception {
    Files.writeString(path, "{}");
    assertThatThrownBy(() -> open(NEVER))
        .hasCauseInstanceOf(KeyError.class)
        .cause()
        .hasMessageStartingWith("auth.jwks (" + path + ") is not a JWK set");
    Files.delete(path);
    assertThatThrownBy(() -> open(NEVER))
        .cause()
        .hasMessage("auth.jwks (" + path + ") cannot be read.");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  @DisplayName("asked for twice at once is read in the order asked for")
  void twice() throws Exception {
    JwksFile file = open(NEVER);
    Files.writeString(path, EC_SET);
    Future<Void> first = file.reload();
    Future<Void> second = file.reload();
    await(second);
    assertThat(first.succeeded()).isTrue();
    assertThat(user(file, Forge.es256(claims()))).isEqualTo("alice");
  }
}
