package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each secret is a marker; all that is ever printed or answered is searched for every one. */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A secret")
class SecretsIT {
  private static final String KEY = "marker-key-0123456789-0123456789-0123";
  private static final String PASSWORD = "marker-password";
  private static final String MODEL = "marker-model";
  private static final List<String> MARKERS = List.of("marker-key", PASSWORD, MODEL);

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private Launch launch;

  @BeforeEach
  void launch() {
    launch = services.in(folder).with("JOBWIRE_LLM_KEY", MODEL);
  }

  @ParameterizedTest(name = "given by {0}")
  @DisplayName("is not printed by --check-config, not by a wrong setting beside it,")
  @ValueSource(strings = {"variables", "files", "settings"})
  void checked(String way) throws IOException {
    Launch given = given(way, "redis://127.0.0.1:1");
    List<String> options = new ArrayList<>(List.of("--check-config"));
    if (way.equals("settings")) {
      options.addAll(List.of("--config", "mine.yaml"));
    }
    Program right = given.program(options.toArray(String[]::new));
    assertThat(right.exitStatus()).isZero();
    assertThat(String.join("\n", right.words())).contains("redis://");
    assertSilent(right);
    Program wrong = given.with("JOBWIRE_DRAIN_MS", "soon").program(options.toArray(String[]::new));
    assertThat(wrong.exitStatus()).isEqualTo(2);
    assertSilent(wrong);
  }

  @ParameterizedTest(name = "given by {0}")
  @DisplayName("is neither logged nor answered while everything goes wrong,")
  @ValueSource(strings = {"variables", "files"})
  void running(String way) throws IOException {
    try (RedisServer redis =
        RedisServer.startOwn(
            folder.resolve("redis"), "user ada on >" + PASSWORD + " ~* &* +@all")) {
      Service service =
          given(way, redis.uri().replace("//", "//ada@"))
              .with("JOBWIRE_LOG_LEVEL", "debug")
              .service();
      String address = service.program().says("Open  (http://\\S+)/").group(1);
      List<String> answers = new ArrayList<>();
      for (String path : List.of("/api/me", "/api/jobs?access_token=" + KEY, "/none")) {
        answers.add(get(address + path, "Bearer " + KEY));
      }
      redis.cli("ACL", "SETUSER", "ada", "resetpass", ">another");
      redis.cli("CLIENT", "KILL", "USER", "ada");
      service.program().warns("Cannot connect to Redis: .*WRONGPASS");
      answers.add(get(address + "/health", "Bearer none"));
      assertThat(answers).allMatch(SecretsIT::isSilent);
      service.program().term();
      service.program().exitStatus();
      assertSilent(service.program());
    }
  }

  @Test
  @DisplayName("is not told when it is the thing that is wrong")
  void wrongItself() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "JWT_SECRET", "marker-key",
                "REDIS_URL", "http://ada:marker-password@redis",
                "JOBWIRE_LLM_URL", "http://ada:marker-model@models/")
            .entrySet()) {
      Program program = launch.with(wrong.getKey(), wrong.getValue()).program();
      assertThat(program.exitStatus()).isEqualTo(2);
      assertSilent(program);
    }
  }

  private Launch given(String way, String redis) throws IOException {
    return switch (way) {
      case "variables" -> launch.with("JWT_SECRET", KEY).with("REDIS_URL", withPassword(redis));
      case "files" -> {
        Path key = Files.writeString(folder.resolve("key"), KEY + "\n");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        yield launch
            .with("JWT_SECRET_FILE", key)
            .with("REDIS_URL", redis)
            .with("JOBWIRE_REDIS_PASSWORD_FILE", password);
      }
      default -> {
        JsonObject settings =
            new JsonObject()
                .put("auth", new JsonObject().put("secret", KEY))
                .put("redis", new JsonObject().put("url", withPassword(redis)))
                .put("llm", new JsonObject().put("key", MODEL));
        Files.writeString(folder.resolve("mine.yaml"), settings.encode());
        yield launch;
      }
    };
  }

  private static String get(String url, String authorization) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString()).join();
    return answer.headers().map() + answer.body();
  }

  private static String withPassword(String redis) {
    return redis.contains("@")
        ? redis.replace("@", ":" + PASSWORD + "@")
        : redis.replace("//", "//:" + PASSWORD + "@");
  }

  private static void assertSilent(Program program) {
    List<String> all = new ArrayList<>(program.words());
    all.addAll(program.complaints());
    assertThat(all).isNotEmpty().allMatch(SecretsIT::isSilent);
  }

  private static boolean isSilent(String text) {
    return MARKERS.stream().noneMatch(text::contains);
  }
}
