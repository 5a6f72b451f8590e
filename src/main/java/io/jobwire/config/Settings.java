package io.jobwire.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings. This tree is the table too: a component here is a key in the file, a variable, a
 * line of {@code --check-config} and an entry of conf/jobwire.yaml, in this order.
 */
public record Settings(
    @Setting(
            is = "127.0.0.1",
            shape = "[A-Za-z0-9.:_-]+|\\[[0-9A-Fa-f:.]+]",
            mayBe = "an address or a host name",
            main = true,
            why = "Where the service listens; without a key in auth on loopback only.")
        String host,
    Verticles verticles,
    Management management,
    Tls tls,
    Data data,
    Redis redis,
    Auth auth,
    @Setting(
            shape =
                "http://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::(?!80$)[1-9][0-9]{0,4})?"
                    + "|https://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::(?!443$)[1-9][0-9]{0,4})?",
            mayBe =
                "exact origins as browsers send them, such as https://app.example.com: no path,"
                    + " no capitals, no default port, neither * nor null",
            main = true,
            why = "Pages that may call us besides our own, such as https://app.example.com.")
        List<String> origins,
    Http http,
    Jobs jobs,
    @Setting(
            max = 10_000,
            why = "Slots of single job types in this process: { resize: { concurrency: 4 } }")
        Map<String, Integer> workers,
    Backlog backlog,
    Limits limits,
    @Setting(
            is = "20000",
            max = 3_600_000,
            why = "After SIGTERM running jobs have this long before they are handed back.")
        Duration drain,
    Bridge bridge,
    Handlers handlers,
    Search search,
    Llm llm,
    Cluster cluster,
    Log log,
    Errors errors,
    List<String> warnings) {
  private static final String IN_CODE = "given in code";

  public Settings {
    origins = List.copyOf(origins);
    workers = Collections.unmodifiableMap(new LinkedHashMap<>(workers));
    warnings = List.copyOf(warnings);
  }

  /** What runs in this process, and how many times; 0 turns it off here. */
  public record Verticles(
      Api api,
      Bridge bridge,
      Jobs jobs,
      Subscriber subscriber,
      Worker worker,
      Scheduler scheduler) {

    public record Api(
        @Setting(
                is = "2",
                max = 64,
                why = "The HTTP API and its pages; 0 here: not in this process.")
            int instances,
        @Setting(
                is = "8080",
                max = 65_535,
                main = true,
                why = "The port of the service; 0 is any free one.")
            int port) {}

    public record Bridge(
        @Setting(is = "2", max = 64, why = "WebSocket and SockJS sessions.") int instances,
        @Setting(
                is = "8080",
                max = 65_535,
                why = "Where they listen; with the api's port they share its listener.")
            int port) {}

    public record Jobs(
        @Setting(is = "2", max = 64, why = "Carries out the commands that api and bridge send.")
            int instances) {}

    public record Subscriber(
        @Setting(
                is = "1",
                max = 64,
                why = "Connections that hear Redis for this process's viewers.")
            int instances) {}

    public record Worker(
        @Setting(is = "2", max = 64, why = "Event loops that claim and run jobs.") int instances) {}

    public record Scheduler(
        @Setting(is = "1", max = 64, why = "Every process may have one; a lock lets one act.")
            int instances) {}
  }

  /** Metrics and health, apart from the public port. */
  public record Management(
      @Setting(
              max = 65_535,
              example = "8081",
              why = "Without it the port of the api plus 1; 0 is any free one, printed.")
          int port,
      @Setting(
              is = "127.0.0.1",
              shape = "[A-Za-z0-9.:_-]+|\\[[0-9A-Fa-f:.]+]",
              mayBe = "an address or a host name",
              why = "Metrics and health have no token: open it to the inner network at most.")
          String host) {}

  /** With both, what we listen on speaks TLS. */
  public record Tls(
      @Setting(
              example = "/etc/jobwire/tls.crt",
              mayBe = "a PEM file",
              main = true,
              why = "The certificate, with its chain, as PEM; with it and a key we speak https.")
          Optional<Path> certificate,
      @Setting(
              example = "/etc/jobwire/tls.key",
              mayBe = "a PEM file",
              main = true,
              why = "Its private key as PEM, without a password. Metrics and health stay plain.")
          Optional<Path> key) {

    public boolean isOn() {
      return certificate.isPresent();
    }
  }

  public record Data(
      @Setting(
              is = "./data",
              mayBe = "a folder",
              main = true,
              why = "Where the embedded Redis keeps its data; one process a folder.")
          Path folder) {}

  public record Redis(
      @Setting(
              example = "redis://127.0.0.1:6379",
              mayBe =
                  "redis://, rediss:// or unix://, redis+sentinel://host:port,host:port/master"
                      + " or redis+cluster://host:port,host:port",
              main = true,
              why =
                  "Without it an embedded Redis starts. Also redis+sentinel:// and redis+cluster://.")
          Optional<RedisUrl> url,
      @Setting(
              example = "/run/secrets/redis",
              mayBe = "a UTF-8 file that can be read",
              why = "The file that holds the password; instead of one in the url.")
          Optional<SecretFile> passwordFile,
      @Setting(
              example = "/etc/jobwire/redis-ca.crt",
              mayBe = "a PEM file",
              why =
                  "Who signed the certificate of a rediss:// server; without it, whom Java trusts.")
          Optional<Path> ca,
      @Setting(
              is = "1",
              min = 1,
              max = 1_024,
              why = "Fixed by the first start on a Redis; 64 suits a Cluster.")
          int partitions,
      @Setting(
              is = "0",
              max = 10,
              why = "Replicas that must have a create, a checkpoint or an end before it counts.")
          int waitReplicas,
      @Setting(
              is = "90",
              max = 100,
              why = "At this share of Redis's maxmemory new jobs are refused with 503; 0 is never.")
          int watermarkPercent,
      @Setting(
              is = "jw",
              shape = "[A-Za-z0-9_-]{1,32}",
              mayBe = "1 to 32 letters, digits, _ or -",
              why = "All our keys and channels start with it, so that services can share a Redis.")
          String prefix,
      @Setting(
              is = "1500",
              min = 50,
              max = 60_000,
              why = "A command without an answer for this long has failed.")
          Duration timeout) {

    /** Where it is, with the password, wherever that was given. */
    public Optional<RedisUrl> address() {
      return url.map(
          plain -> passwordFile.map(file -> plain.withPassword(file.content())).orElse(plain));
    }
  }

  /** Whose tokens hold. Without any key the service is in development mode. */
  public record Auth(
      @Setting(
              example = "\"at least 32 bytes\"",
              mayBe = "a text",
              why = "The HMAC secret of the tokens, at least 32 bytes; a file is safer.")
          Optional<Secret> secret,
      @Setting(
              example = "/run/secrets/jobwire",
              mayBe = "a UTF-8 file that can be read",
              main = true,
              why = "The file that holds the secret; instead of secret.")
          Optional<SecretFile> secretFile,
      @Setting(
              example = "/etc/jobwire/jwks.json",
              mayBe = "a file",
              main = true,
              why = "The file with the public keys of who issues the tokens (JWKS).")
          Optional<Path> jwks,
      @Setting(
              example = "https://login.example.com",
              mayBe = "a text",
              why = "Tokens must name this issuer (iss).")
          Optional<String> issuer,
      @Setting(
              example = "jobwire",
              mayBe = "a text",
              why = "Tokens must be made for this audience (aud).")
          Optional<String> audience,
      @Setting(
              is = "5",
              max = 300,
              seconds = true,
              why = "How far the clock of the issuer may be from ours.")
          Duration leeway,
      @Setting(
              is = "604800",
              min = 60,
              max = 31_536_000,
              seconds = true,
              why = "Tokens that hold longer than this, 7 days, are refused.")
          Duration maxTtl) {

    public boolean hasKey() {
      return hmacKey().isPresent() || jwks.isPresent();
    }

    /** The secret itself, wherever it was given. */
    public Optional<Secret> hmacKey() {
      return secret.or(() -> secretFile.map(SecretFile::content));
    }
  }

  public record Http(
      @Setting(
              shape =
                  "(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$|/)|(?=$|/))){4}"
                      + "(?:/(?:3[0-2]|[12]?[0-9]))?"
                      + "|(?=[^/]*:[^/]*:)[0-9A-Fa-f:.]+(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?",
              mayBe = "addresses and networks, such as 10.0.0.0/8 or ::1",
              why = "Proxies whose X-Forwarded-For tells who calls; nobody else's is read.")
          List<String> trustedProxies,
      @Setting(
              is = "30000",
              min = 100,
              max = 3_600_000,
              why =
                  "A request's head is whole by then, and its body, unless it brings 1 KiB a second.")
          Duration request) {

    public Http {
      trustedProxies = List.copyOf(trustedProxies);
    }
  }

  public record Jobs(
      @Setting(
              is = "86400000",
              min = 1_000,
              max = 315_360_000_000L,
              why = "An ended job can be read for this long, 24 h, then it is purged.")
          Duration retention,
      @Setting(
              is = "15000",
              min = 100,
              max = 3_600_000,
              why = "A worker silent for this long loses its job; it reports at a third of it.")
          Duration lease,
      @Setting(
              is = "5000",
              min = 10,
              max = 1_200_000,
              why = "How often lost, due and old jobs are looked for; at most a third of leaseMs.")
          Duration sweep,
      @Setting(
              is = "16",
              min = 1,
              max = 10_000,
              main = true,
              why = "Jobs of one type at the same time in one process.")
          int concurrency) {}

  /** What a returning viewer can be told event by event. */
  public record Backlog(
      @Setting(is = "200", min = 1, max = 100_000, why = "Events kept of each job.") int events,
      @Setting(
              is = "1048576",
              min = 1_024,
              max = 268_435_456,
              why = "Bytes kept of each job; the newest event always stays.")
          int bytes,
      @Setting(is = "500", min = 1, max = 100_000, why = "Events kept of each user's own stream.")
          int userEvents) {}

  /** What one caller may ask of us. Sizes in bytes. */
  public record Limits(
      @Setting(
              is = "262144",
              min = 1_024,
              max = 67_108_864,
              why = "The input of a job; what is larger is refused with 413.")
          int inputBytes,
      @Setting(
              is = "65536",
              min = 1_024,
              max = 16_777_216,
              why = "The data of an event; long text belongs into several.")
          int eventBytes,
      @Setting(
              is = "1048576",
              min = 1_024,
              max = 67_108_864,
              why = "The result of a job; larger ones belong into a store, and their address here.")
          int resultBytes,
      @Setting(
              is = "262144",
              min = 1_024,
              max = 67_108_864,
              why = "A checkpoint; it is read and written whole.")
          int checkpointBytes,
      @Setting(
              is = "4194304",
              min = 1_024,
              max = 268_435_456,
              why = "The streamed text of a job in UTF-8; beyond it the job fails.")
          int outputBytes,
      @Setting(
              is = "1048576",
              min = 1_024,
              max = 268_435_456,
              why = "The body of a request; no more of it is read.")
          int bodyBytes,
      @Setting(
              is = "16777216",
              min = 1_024,
              max = 268_435_456,
              why = "The body of a batch, which may have 1000 jobs.")
          int batchBytes,
      @Setting(is = "256", min = 1, max = 100_000, why = "Addresses one socket may register.")
          int subscriptionsPerSocket,
      @Setting(is = "0", max = 10_000_000, why = "Addresses a user may follow; 0 is no limit.")
          int subscriptionsPerUser,
      @Setting(is = "0", max = 1_000_000, why = "Connections from one address; 0 is no limit.")
          int connectionsPerAddress,
      @Setting(
              is = "0",
              max = 1_000_000,
              why = "Requests from one address in a second; 0 is no limit.")
          int requestsPerSecond,
      @Setting(
              is = "600",
              max = 1_000_000,
              why = "Answers 401 to one address in a minute, then it gets 429; 0 is no limit.")
          int failuresPerMinute,
      @Setting(
              is = "100",
              min = 1,
              max = 100_000,
              why = "Frames a client may send in a second on one socket.")
          int framesPerSecond,
      @Setting(
              is = "0",
              max = 1_000_000,
              why = "Frames a user may send in a second from all his sockets; 0 is no limit.")
          int framesPerUser,
      @Setting(
              is = "0",
              max = 1_073_741_824,
              why = "Bytes of logs and snapshots a user is given in a second; 0 is no limit.")
          int replayBytesPerSecond,
      @Setting(
              is = "600",
              max = 1_000_000,
              why = "Jobs a user may create in a minute; 0 is no limit.")
          int createsPerMinute,
      @Setting(is = "200", min = 1, max = 1_000_000, why = "Jobs a user may create at once.")
          int createBurst,
      @Setting(
              is = "0",
              max = 1_000_000_000_000_000L,
              why = "Bytes that the jobs of a user may hold; then creates get 413. 0 is no limit.")
          long storedBytesPerUser,
      @Setting(
              is = "10",
              min = -10,
              max = 10,
              why =
                  "The highest priority a user may give who is no admin; 0 keeps the higher ones.")
          int priority,
      @Setting(
              is = "1000",
              max = 1_000_000,
              why = "Types that may be known before workers can bring no other; 0 is no limit.")
          int types,
      @Setting(
              shape = "\\P{Cntrl}+=(?:[1-9]|[1-5][0-9]|6[0-4])",
              mayBe = "users with their weights from 1 to 64, such as ada=4",
              why = "Starts that a user has in each of his turns; who is not named has one: ada=4.")
          List<String> weights,
      @Setting(
              is = "262144",
              min = 4_096,
              max = 67_108_864,
              why = "Unread bytes at which a socket is no longer pushed to.")
          int socketBufferBytes) {

    public Limits {
      weights = List.copyOf(weights);
    }

    /** The weights by user; of a user named twice the last one counts. */
    public Map<String, Integer> shares() {
      Map<String, Integer> shares = new LinkedHashMap<>();
      for (String weight : weights) {
        int cut = weight.lastIndexOf('=');
        shares.put(weight.substring(0, cut), Integer.valueOf(weight.substring(cut + 1)));
      }
      return shares;
    }
  }

  public record Bridge(
      @Setting(is = "false", why = "SockJS may fall back to XHR where WebSockets are blocked.")
          boolean xhr,
      @Setting(
              is = "10000",
              min = 50,
              max = 60_000,
              why = "How often viewers hear where their stream stands, read from Redis.")
          Duration heartbeat,
      @Setting(
              is = "20",
              max = 1_000,
              why =
                  "Writes to more than 100 sockets are kept so far apart; what waits goes together.")
          Duration quiet) {}

  public record Handlers(
      @Setting(is = "false", why = "The load.* job types, for measuring and for tests.")
          boolean load) {}

  public record Search(
      @Setting(
              example = "./documents",
              mayBe = "a folder",
              why = "The folder whose documents search finds; without it our own documentation.")
          Optional<Path> folder,
      @Setting(
              example = "http://127.0.0.1:8888",
              mayBe = "an http or https address without a password in it",
              why = "A server to ask instead, one that answers as SearXNG does in JSON.")
          Optional<URI> url) {}

  public record Llm(
      @Setting(
              example = "http://127.0.0.1:11434/v1",
              mayBe = "an http or https address without a password in it",
              why = "An OpenAI-compatible server, up to /chat/completions; without it no llm.")
          Optional<URI> url,
      @Setting(
              example = "qwen3",
              mayBe = "a text",
              why = "The model to ask for, where a job names none.")
          Optional<String> model,
      @Setting(
              example = "sk-0123",
              shape = "[!-~]+",
              mayBe = "a text without spaces",
              why = "The key of the server, if it wants one; better by JOBWIRE_LLM_KEY than here.")
          Optional<Secret> key,
      @Setting(
              is = "false",
              why = "The server goes on from the part of an answer: llama.cpp and vLLM do.")
          boolean continues) {}

  public record Cluster(
      @Setting(
              is = "false",
              why = "One event bus over several processes, so that they can have different parts.")
          boolean enabled,
      @Setting(
              is = "127.0.0.1",
              shape = "[A-Za-z0-9.:_-]+|\\[[0-9A-Fa-f:.]+]",
              mayBe = "an address or a host name",
              why = "The address at which the others reach this process; the inner network's.")
          String host,
      @Setting(
              is = "5701",
              min = 1,
              max = 65_535,
              why = "The port of the members; taken already, the next free one of a hundred.")
          int port,
      @Setting(
              shape = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[1-9][0-9]{0,4})?",
              mayBe = "hosts or host:port",
              why = "Where the others are, host or host:port; without any on this machine.")
          List<String> members,
      @Setting(
              example = "jobwire.default.svc.cluster.local",
              shape = "[A-Za-z0-9.-]{1,253}",
              mayBe = "the DNS name of a headless service",
              why = "On Kubernetes the members are found by this service instead.")
          Optional<String> kubernetes) {

    public Cluster {
      members = List.copyOf(members);
    }
  }

  public record Log(
      @Setting(is = "text", why = "text for people, json for collectors.") Format format,
      @Setting(is = "info", why = "error, warn, info, debug or trace.") Level level,
      @Setting(is = "true", why = "A line for each request: route, status, duration; no content.")
          boolean requests,
      @Setting(is = "true", why = "A line for each step of a job's life; no content.")
          boolean jobs) {

    public enum Format {
      TEXT,
      JSON
    }

    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }
  }

  /** Who is told of failed jobs and of faults. */
  public record Errors(
      @Setting(
              shape = "https?://[^\\s#]+",
              mayBe = "an address that begins with http:// or https://",
              example = "https://hooks.example.com/jobwire",
              why = "Gets a POST for each failed job and each fault, at most one a second.")
          Optional<Secret> webhook) {}

  /** Later sources win: defaults, file, well-known variables, our own variables. */
  public static Settings load(
      Optional<Path> configFile, Map<String, String> environment, Path workingFolder)
      throws SettingsError {
    return load(configFile, environment, workingFolder, new Changes(List.of(), Map.of()));
  }

  /** What the program itself puts in the place of what was said. */
  public record Changes(List<String> withoutSections, Map<String, Object> values) {}

  public static Settings load(
      Optional<Path> configFile,
      Map<String, String> environment,
      Path workingFolder,
      Changes changes)
      throws SettingsError {
    Environment variables = Environment.read(environment);
    Map<String, Given> given = new LinkedHashMap<>(SettingsFile.read(configFile, workingFolder));
    given.putAll(variables.given());
    for (String section : changes.withoutSections()) {
      given.keySet().removeIf(path -> path.startsWith(section + "."));
    }
    changes.values().forEach((path, value) -> given.put(path, new Given(plain(value), IN_CODE)));
    return checked(given, workingFolder, variables.warnings());
  }

  /** What a start with no configuration at all has. */
  public static Settings defaults() {
    try {
      return of(Map.of());
    } catch (SettingsError broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** The defaults but for these, by dotted path: numbers, booleans, texts, and lists of texts. */
  public static Settings of(Map<String, Object> overrides) throws SettingsError {
    Map<String, Given> given = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : overrides.entrySet()) {
      String path = entry.getKey();
      if (path.equals("workers")) {
        path = KnownSettings.concurrencyOf("<type>");
        throw new SettingsError("workers (" + IN_CODE + ") must be given singly, as " + path + ".");
      } else if (KnownSettings.at(path).isEmpty()) {
        throw KnownSettings.unknown(path, IN_CODE);
      }
      given.put(path, new Given(plain(entry.getValue()), IN_CODE));
    }
    return checked(given, Path.of(""), new ArrayList<>());
  }

  private static Object plain(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    return value instanceof Boolean || value instanceof Collection ? value : value.toString();
  }

  private static Settings checked(Map<String, Given> said, Path folder, List<String> warnings)
      throws SettingsError {
    Map<String, Given> given = KnownSettings.defaults();
    given.putAll(said);
    given.computeIfAbsent("management.port", port -> besides(given.get("verticles.api.port")));
    Settings settings = Tree.build(new Reading(given, folder), warnings);
    new Consistency(settings, given).check();
    return settings;
  }

  /** The management port that nobody chose: beside the api's, or like it any free one. */
  private static Given besides(Given api) {
    boolean free = Long.valueOf(0).equals(api.value());
    Object port = api.value() instanceof Long number && !free ? (Object) (number + 1) : api.value();
    return new Given(port, "verticles.api.port plus 1");
  }

  /** No key to check tokens by: a service for this machine alone, with a secret of its own. */
  public boolean developmentMode() {
    return !auth.hasKey();
  }

  /** How many jobs of a type this process runs at the same time. */
  public int concurrencyOf(String type) {
    return workers.getOrDefault(type, jobs.concurrency());
  }

  /** The settings in force as YAML, in the order of conf/jobwire.yaml, secrets masked. */
  public String describe() {
    return SettingsText.effective(this);
  }
}
