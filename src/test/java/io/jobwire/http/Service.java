package io.jobwire.http;

import io.jobwire.Jobwire;
import io.jobwire.StartError;
import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import io.jobwire.testing.RedisServer;
import io.jobwire.worker.JobHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real service in this JVM, on free loopback ports and under a prefix of its own in the shared
 * Redis. In development mode unless {@code auth.secret} is given, or {@code auth.jwks} with it.
 */
public final class Service implements AutoCloseable {
  public static final String SECRET = "a secret of the tests, 32 or more";

  private static final AtomicInteger STARTED = new AtomicInteger();

  private final Map<String, Object> settings;
  private final Map<String, JobHandler> handlers;
  private final Jobwire jobwire;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  private Service(Map<String, Object> settings, Map<String, JobHandler> handlers) {
    this.settings = settings;
    this.handlers = handlers;
    STARTED.incrementAndGet();
    try {
      Jobwire.Builder builder = Jobwire.builder().settings(Settings.of(settings));
      handlers.forEach(builder::handler);
      jobwire = builder.start();
    } catch (SettingsError | StartError broken) {
      throw new IllegalStateException(broken);
    }
  }

  public static Service start() {
    return start(Map.of());
  }

  public static Service start(Map<String, Object> settings) {
    return start(settings, Map.of());
  }

  /** Settings beyond those of every test, and the handlers beyond {@code load.*}. */
  public static Service start(Map<String, Object> settings, Map<String, JobHandler> handlers) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("verticles.api.port", 0);
    all.put("verticles.bridge.port", 0);
    all.put("management.port", 0);
    all.put("redis.url", RedisServer.shared().uri());
    all.put("redis.prefix", RedisServer.shared().freshPrefix());
    all.put("handlers.load", true);
    all.put("limits.createsPerMinute", 0);
    all.put("drainMs", 100);
    all.putAll(settings);
    return new Service(all, handlers);
  }

  /** A second instance on the same Redis. */
  public Service another() {
    return another(Map.of(), handlers);
  }

  public Service another(Map<String, Object> changes, Map<String, JobHandler> itsHandlers) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.putAll(changes);
    return new Service(all, itsHandlers);
  }

  /** How many there were in this JVM. */
  static int started() {
    return STARTED.get();
  }

  public int port() {
    return jobwire.port();
  }

  public int managementPort() {
    return jobwire.managementPort();
  }

  /** What the management port answers to this. */
  public HttpResponse<String> management(String path) {
    URI address = URI.create("http://127.0.0.1:" + managementPort() + path);
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .join();
  }

  /** All its numbers. */
  public String metrics() {
    return management("/metrics").body();
  }

  public String prefix() {
    return settings.get("redis.prefix").toString();
  }

  /** A user who may read and write jobs. */
  public Client as(String user) {
    return as(user, "jobs:read", "jobs:write");
  }

  public Client as(String user, String... scopes) {
    return anonymous().with(token(user, scopes));
  }

  public Client admin() {
    return as("root", "jobs:read", "jobs:write", "admin");
  }

  public Client anonymous() {
    return new Client(jobwire.port());
  }

  public String token(String user, String... scopes) {
    String words = String.join(" ", scopes);
    return tokens.computeIfAbsent(user + " " + words, fresh -> freshToken(user, scopes));
  }

  private String freshToken(String user, String... scopes) {
    return settings.containsKey("auth.secret") || settings.containsKey("auth.jwks")
        ? Jwt.of(user, String.join(" ", scopes)).sign(SECRET)
        : anonymous().devToken(user, scopes);
  }

  @Override
  public void close() {
    jobwire.close();
  }
}
