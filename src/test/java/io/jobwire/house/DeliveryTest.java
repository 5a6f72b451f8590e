package io.jobwire.house;

import static io.jobwire.house.HouseYaml.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.config.Settings;
import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import io.jobwire.http.Service;
import io.jobwire.http.limit.Proxies;
import io.jobwire.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be run here is held to what can be known: settings, ports, paths, names, numbers. */
@DisplayName("The files to put it onto a machine")
class DeliveryTest {
  private static final Path KUBERNETES = Path.of("conf/kubernetes");
  private static final String SECRET = "a secret that is long enough for a test";
  private static final int PRE_STOP_SECONDS = 5;

  @TempDir Path folder;

  private static Map<?, ?> document(String kind, String name) throws IOException {
    List<Map<?, ?>> found =
        documents().stream()
            .filter(each -> kind.equals(each.get("kind")))
            .filter(each -> name.equals(at(each, "metadata", "name")))
            .collect(Collectors.toList());
    assertThat(found).as("%s %s", kind, name).hasSize(1);
    return found.get(0);
  }

  private static List<Map<?, ?>> documents() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file)).append("\n---\n");
      }
    }
    return Stream.of(all.toString().split("(?m)^---$"))
        .filter(part -> part.lines().anyMatch(line -> line.startsWith("kind:")))
        .<Map<?, ?>>map(HouseYaml::parse)
        .toList();
  }

  private static Map<?, ?> pod() throws IOException {
    return (Map<?, ?>) at(document("Deployment", "jobwire"), "spec", "template", "spec");
  }

  private static Map<?, ?> container() throws IOException {
    return (Map<?, ?>) ((List<?>) pod().get("containers")).get(0);
  }

  private static Map<String, Integer> ports() throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (Object port : (List<?>) container().get("ports")) {
      Map<?, ?> one = (Map<?, ?>) port;
      ports.put(one.get("name").toString(), (Integer) one.get("containerPort"));
    }
    return ports;
  }

  /** As the pod starts it: the image's variables, then the pod's. */
  private Settings settingsOfThePod() throws Exception {
    Map<String, String> variables = imageVariables();
    ((Map<?, ?>) document("ConfigMap", "jobwire").get("data"))
        .forEach((name, value) -> variables.put(name.toString(), (String) value));
    for (Object one : (List<?>) container().get("env")) {
      assertThat(at((Map<?, ?>) one, "valueFrom", "fieldRef", "fieldPath"))
          .isEqualTo("status.podIP");
      variables.put(((Map<?, ?>) one).get("name").toString(), "10.1.2.3");
    }
    return loaded(variables);
  }

  private static Map<String, String> imageVariables() throws IOException {
    return Pattern.compile("(?m)^ENV (\\w+)=(\\S+)$")
        .matcher(Files.readString(Path.of("Dockerfile")))
        .results()
        .collect(
            Collectors.toMap(
                env -> env.group(1), env -> env.group(2), (a, b) -> b, LinkedHashMap::new));
  }

  /** Files of secrets stand in a folder of ours. */
  private Settings loaded(Map<String, String> variables) throws Exception {
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (variable.getKey().endsWith("_FILE")) {
        Path file = folder.resolve(Path.of(variable.getValue()).getFileName());
        variable.setValue(Files.writeString(file, SECRET).toString());
      }
    }
    Settings settings = Settings.load(Optional.empty(), variables, folder);
    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.developmentMode()).isFalse();
    return settings;
  }

  @Test
  @DisplayName("start a pod with settings that there are, on the ports that it names")
  void podSettings() throws Exception {
    Settings settings = settingsOfThePod();
    assertThat(settings.verticles().api().port()).isEqualTo(ports().get("http"));
    assertThat(settings.management().port()).isEqualTo(ports().get("management"));
    assertThat(settings.management().host()).isEqualTo("0.0.0.0");
    assertThat(settings.cluster().port()).isEqualTo(ports().get("members"));
    assertThat(settings.redis().address()).isPresent();
    assertCallersAreTold(settings);
    // Who applies the file again would undo what the autoscaler has set.
    assertThat(at(document("Deployment", "jobwire"), "spec", "replicas")).isNull();
    int seconds = (Integer) pod().get("terminationGracePeriodSeconds");
    assertThat(seconds).isGreaterThan((int) settings.drain().toSeconds() + PRE_STOP_SECONDS + 5);
    assertThat(at(container(), "lifecycle", "preStop", "exec", "command"))
        .isEqualTo(List.of("sleep", Integer.toString(PRE_STOP_SECONDS)));
  }

  @Test
  @DisplayName("ask for health and scale by numbers that the service has")
  void live() throws Exception {
    try (Service service = Service.start(Map.of("jobs.sweepMs", 100))) {
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertThat(at(container(), probe, "httpGet", "port")).isEqualTo("management");
        String path = at(container(), probe, "httpGet", "path").toString();
        assertThat(service.management(path).statusCode()).as(path).isEqualTo(200);
      }
      service.as("ada").waiting();
      Map<?, ?> scaler = document("HorizontalPodAutoscaler", "jobwire");
      Map<?, ?> metric = (Map<?, ?>) ((List<?>) at(scaler, "spec", "metrics")).get(0);
      String name = at(metric, "external", "metric", "name").toString();
      String rules =
          at(document("ConfigMap", "jobwire-adapter-rules"), "data", "config.yaml").toString();
      Map<?, ?> rule = (Map<?, ?>) ((List<?>) HouseYaml.parse(rules).get("externalRules")).get(0);
      assertThat(at(rule, "name", "as")).isEqualTo(name);
      // By those that wait alone, an instance would go once they run, and hand them back.
      String query = rule.get("metricsQuery").toString();
      for (String number : List.of("jobwire_queue_waiting", "jobwire_queue_running")) {
        assertThat(query).contains("sum(max by (type) (" + number + "{<<.LabelMatchers>>}))");
        assertTold(service, number);
      }
      assertThat(rule.get("seriesQuery").toString()).startsWith("jobwire_queue_waiting{");
    }
  }

  private static void assertTold(Service service, String name) {
    Pattern line = Pattern.compile("(?m)^" + name + "\\{type=\"");
    Eventually.holds(name, Duration.ofSeconds(20), () -> line.matcher(service.metrics()).find());
  }

  @Test
  @DisplayName("refer to each other by names that there are")
  void names() throws Exception {
    Object labels = at(document("Deployment", "jobwire"), "spec", "template", "metadata", "labels");
    assertThat(at(document("Deployment", "jobwire"), "spec", "selector", "matchLabels"))
        .isEqualTo(labels);
    assertThat(at(document("PodDisruptionBudget", "jobwire"), "spec", "selector", "matchLabels"))
        .isEqualTo(labels);
    assertThat(at(document("NetworkPolicy", "jobwire"), "spec", "podSelector", "matchLabels"))
        .isEqualTo(labels);
    for (String service : List.of("jobwire", "jobwire-members")) {
      Map<?, ?> spec = (Map<?, ?>) document("Service", service).get("spec");
      assertThat(spec.get("selector")).isEqualTo(labels);
      for (Object port : (List<?>) spec.get("ports")) {
        assertThat(ports()).containsKey((String) ((Map<?, ?>) port).get("targetPort"));
      }
    }
    String members = settingsOfThePod().cluster().kubernetes().orElseThrow();
    assertThat(at(document("Service", members), "spec", "clusterIP")).isEqualTo("None");
    Map<?, ?> target =
        (Map<?, ?>) at(document("HorizontalPodAutoscaler", "jobwire"), "spec", "scaleTargetRef");
    Map<?, ?> scaled = document(target.get("kind").toString(), target.get("name").toString());
    assertThat(scaled.get("apiVersion")).isEqualTo(target.get("apiVersion"));
    assertThat(container().get("envFrom").toString()).isEqualTo("[{configMapRef={name=jobwire}}]");
  }

  @Test
  @DisplayName("mount the secrets where the settings look for them, and what is written, elsewhere")
  void volumes() throws Exception {
    Map<String, Map<?, ?>> volumes = byName((List<?>) pod().get("volumes"));
    Map<String, Map<?, ?>> mounts = byName((List<?>) container().get("volumeMounts"));
    assertThat(mounts.keySet()).isEqualTo(volumes.keySet());
    String secret = at(volumes.get("secrets"), "secret", "secretName").toString();
    Set<?> keys = ((Map<?, ?>) document("Secret", secret).get("stringData")).keySet();
    String path = mounts.get("secrets").get("mountPath") + "/";
    Map<?, ?> data = (Map<?, ?>) document("ConfigMap", "jobwire").get("data");
    Set<String> files =
        data.entrySet().stream()
            .filter(entry -> entry.getKey().toString().endsWith("_FILE"))
            .map(entry -> entry.getValue().toString())
            .collect(Collectors.toSet());
    assertThat(files).isEqualTo(keys.stream().map(key -> path + key).collect(Collectors.toSet()));
    assertThat(mounts.get("data").get("mountPath"))
        .isEqualTo(imageVariables().get("JOBWIRE_DATA_FOLDER"));
    assertThat(mounts.get("tmp").get("mountPath")).isEqualTo("/tmp");
  }

  private static Map<String, Map<?, ?>> byName(List<?> entries) {
    Map<String, Map<?, ?>> named = new LinkedHashMap<>();
    entries.forEach(
        entry -> named.put(((Map<?, ?>) entry).get("name").toString(), (Map<?, ?>) entry));
    return named;
  }

  @Test
  @DisplayName("give a pod no right that it does not need")
  void rights() throws Exception {
    assertThat(at(pod(), "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(pod().get("automountServiceAccountToken")).isEqualTo(false);
    Map<?, ?> context = (Map<?, ?>) container().get("securityContext");
    assertThat(context.get("readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(context.get("allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(context, "capabilities", "drop")).isEqualTo(List.of("ALL"));
    String image = Files.readString(Path.of("Dockerfile"));
    Object user = at(pod(), "securityContext", "runAsUser");
    assertThat(image).contains("\nUSER " + user + ":");
  }

  @Test
  @DisplayName(
      "let Compose run two members of one cluster, with a root that is not written, behind the proxy")
  void compose() throws Exception {
    Map<?, ?> file = HouseYaml.parse(Files.readString(Path.of("compose.yaml")));
    for (String one : List.of("one", "two")) {
      Map<?, ?> service = (Map<?, ?>) at(file, "services", one);
      Map<String, String> variables = new LinkedHashMap<>(imageVariables());
      ((Map<?, ?>) service.get("environment"))
          .forEach(
              (name, value) ->
                  variables.put(
                      name.toString(),
                      value
                          .toString()
                          .replaceAll("\\$\\{\\w+:-([^}]*)}", "$1")
                          .replaceAll("\\$\\{\\w+:\\?[^}]*}", SECRET)));
      Settings settings = loaded(variables);
      assertThat(settings.cluster().enabled()).isTrue();
      assertThat(settings.cluster().host()).isEqualTo(one);
      assertThat(settings.cluster().members()).containsExactly("one", "two");
      assertThat(service.get("read_only")).isEqualTo(true);
      assertThat(service.get("tmpfs")).isEqualTo(List.of("/tmp"));
      assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
      assertThat(at(service, "healthcheck", "test"))
          .isEqualTo(List.of("CMD", "bash", "healthy", "ready"));
      assertCallersAreTold(settings);
      for (String proxy : List.of("nginx.conf", "Caddyfile")) {
        assertThat(Files.readString(Path.of("conf/proxy", proxy)))
            .contains(one + ":" + settings.verticles().api().port());
      }
    }
    // Without a limit the mark from which on jobs are refused would never be reached.
    assertThat(at(file, "services", "redis", "command").toString()).contains("--maxmemory, 512mb");
    String mounted = ((List<?>) at(file, "services", "proxy", "volumes")).get(0).toString();
    assertThat(Path.of(mounted.substring(0, mounted.indexOf(':')))).isRegularFile();
  }

  /** Behind a proxy that is not trusted, all callers would be one address, with one limit. */
  private static void assertCallersAreTold(Settings settings) {
    Proxies trusted = new Proxies(settings.http().trustedProxies());
    assertThat(List.of("10.1.2.3", "172.18.0.4", "192.168.3.2")).allMatch(trusted::trusts);
    assertThat(trusted.trusts("203.0.113.9")).isFalse();
  }

  @Test
  @DisplayName("ask in a container, with nothing but bash, whether it lives or is ready")
  void healthy() throws Exception {
    try (Service service = Service.start(Map.of())) {
      for (String[] command : List.of(new String[] {}, new String[] {"ready"})) {
        assertThat(healthy(service.managementPort(), command)).isZero();
      }
      assertThat(healthy(service.managementPort(), "none")).isEqualTo(1);
    }
  }

  private static int healthy(int port, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "scripts/healthy"));
    command.addAll(List.of(arguments));
    ProcessBuilder program = new ProcessBuilder(command);
    program.environment().put("JOBWIRE_MANAGEMENT_PORT", Integer.toString(port));
    return program.start().waitFor();
  }

  @Test
  @DisplayName("lay out the classes on the very image that starts with them, and leave room in it")
  void archive() throws IOException {
    String image = Files.readString(Path.of("Dockerfile"));
    assertThat(image)
        .contains("\nFROM runtime AS archive\n", "\nFROM runtime\n", "\nRUN bash archive-classes\n")
        .contains("COPY --from=archive /opt/jobwire/jobwire.jsa jobwire.jsa")
        .contains("COPY --from=archive /opt/jobwire/jobwire.jar jobwire.jar");
    // What is built once for all platforms is built on that of the builder.
    assertThat(image.lines().filter(line -> line.startsWith("FROM ")))
        .allMatch(
            line ->
                line.contains("--platform=$BUILDPLATFORM") == line.matches(".* AS (web|build)"));
    String limit =
        Files.readString(KUBERNETES.resolve("jobwire.yaml"))
            .replaceFirst("(?s).*limits: \\{ memory: (\\d+)Gi }.*", "$1");
    long megabytes = Long.parseLong(limit) * 1024;
    long heap = megabytes * seconds(image, "MaxRAMPercentage=(\\d+)") / 100;
    long direct = seconds(image, "MaxDirectMemorySize=(\\d+)m");
    assertThat(heap + direct + 200).isLessThan(megabytes);
  }

  @Test
  @DisplayName("have a dashboard that shows the queues, whichever instance tells of them")
  void queues() throws IOException {
    String dashboard = Files.readString(Path.of("conf/grafana-dashboard.json"));
    assertThat(dashboard.lines().filter(line -> line.contains("jobwire_queue_")))
        .hasSizeGreaterThan(3)
        .noneMatch(line -> line.contains("instance"));
  }

  @Test
  @DisplayName("have proxies that wait longer than streams are silent, and hold nothing back")
  void proxies() throws Exception {
    Settings defaults = Settings.defaults();
    String nginx = Files.readString(Path.of("conf/proxy/nginx.conf"));
    String caddy = Files.readString(Path.of("conf/proxy/Caddyfile"));
    long silent = Math.max(30, defaults.bridge().heartbeat().toSeconds());
    assertThat(seconds(nginx, "proxy_read_timeout (\\d+)s;")).isGreaterThan(2 * silent);
    assertThat(seconds(caddy, "read_timeout (\\d+)s")).isGreaterThan(2 * silent);
    assertThat(nginx)
        .contains(
            "proxy_buffering off;",
            "proxy_http_version 1.1;",
            "proxy_set_header Upgrade $http_upgrade;",
            "proxy_set_header Host $http_host;",
            "proxy_set_header X-Forwarded-For $remote_addr;",
            "error_log /var/log/nginx/error.log crit;",
            "server one:8080 resolve;",
            "server two:8080 resolve;")
        .doesNotContain("$request_uri");
    // Caddy's words about a request that failed come from its global log: the tokens go there.
    assertThat(caddy.substring(0, caddy.indexOf("example.com"))).contains("delete access_token");
    // 503 from all of them is an answer, and no reason to ask nobody.
    assertThat(caddy).contains("flush_interval -1").doesNotContain("\thealth_");
    long megabytes = defaults.limits().batchBytes() >> 20;
    assertThat(seconds(nginx, "client_max_body_size (\\d+)m;")).isGreaterThan(megabytes);
    assertThat(seconds(caddy, "max_size (\\d+)MB")).isGreaterThanOrEqualTo(megabytes + 1);
  }

  private static long seconds(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  @DisplayName(
      "have a unit of systemd that starts with settings that there are, and waits for the drain")
  void unit() throws Exception {
    String unit = Files.readString(Path.of("conf/systemd/jobwire.service"));
    Map<String, String> variables = new LinkedHashMap<>();
    Pattern.compile("(?m)^Environment=(\\w+)=(\\S+)$")
        .matcher(unit)
        .results()
        .forEach(found -> variables.put(found.group(1), found.group(2)));
    assertThat(variables).containsEntry("JWT_SECRET_FILE", "%d/secret");
    assertThat(unit).contains("LoadCredential=secret:").contains("RestartPreventExitStatus=2");
    Settings settings = loaded(variables);
    assertThat(seconds(unit, "TimeoutStopSec=(\\d+)"))
        .isGreaterThan(settings.drain().toSeconds() + 5);
  }

  @Test
  @DisplayName("have a release whose scripts are there, and whose notes the changelog has")
  void release() throws Exception {
    String text = Files.readString(Path.of(".github/workflows/release.yml"));
    Map<?, ?> workflow = HouseYaml.parse(text);
    assertThat(((Map<?, ?>) workflow.get("jobs")).keySet().toString())
        .isEqualTo("[files, draft, package, image, publish]");
    assertThat(at(workflow, "jobs", "publish", "needs")).isEqualTo(List.of("package", "image"));
    assertThat(text)
        .contains("gh release create \"$GITHUB_REF_NAME\" --draft ", "--draft=false")
        .contains("npm publish --provenance --access public ./release/")
        .contains("npm pkg set repository.type=git");
    assertNoOthersMayWrite(workflow);
    Pattern.compile("(?:run: |\\s)((?:scripts|\\.ci)/[a-z-]+)")
        .matcher(text)
        .results()
        .forEach(script -> assertThat(Path.of(script.group(1))).isExecutable());
    String version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Process notes =
        new ProcessBuilder("scripts/release-notes", version).redirectErrorStream(true).start();
    assertThat(new String(notes.getInputStream().readAllBytes())).contains("### Added", "- ");
    assertThat(notes.waitFor()).isZero();
    Process none = new ProcessBuilder("scripts/release-notes", "99.9.9").start();
    assertThat(none.waitFor()).isEqualTo(1);
    assertThat(Files.readString(KUBERNETES.resolve("jobwire.yaml")))
        .contains("image: jobwire:" + version);
  }

  /** Actions stand by tags, which their owners can move. */
  private static void assertNoOthersMayWrite(Map<?, ?> workflow) {
    for (Object job : ((Map<?, ?>) workflow.get("jobs")).values()) {
      for (Object step : (List<?>) ((Map<?, ?>) job).get("steps")) {
        Object action = ((Map<?, ?>) step).get("uses");
        assertThat(action == null || action.toString().startsWith("actions/"))
            .as("%s", action)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName(
      "have a reason and a day for each known hole that does not concern us, and tell of it")
  void holes() throws IOException {
    String file = Files.readString(Path.of("osv-scanner.toml"));
    String security = Files.readString(Path.of("SECURITY.md"));
    List<String> entries = List.of(file.split("\\[\\[IgnoredVulns]]\n"));
    assertThat(entries).hasSizeGreaterThan(1);
    for (String entry : entries.subList(1, entries.size())) {
      assertThat(entry)
          .matches(
              "(?s)id = \"[A-Z0-9-]+\"\nignoreUntil = \\d{4}-\\d\\d-\\d\\d\nreason = \"[^\"]+\"\n.*");
      assertThat(security).contains(entry.replaceFirst("(?s)id = \"(.*?)\".*", "$1"));
    }
  }

  @Test
  @DisplayName(
      "name among their parts what no list of Maven's has: React, and the Redis that NOTICE names")
  @DisabledIfSystemProperty(named = "skip.web", matches = "true")
  void parts() throws Exception {
    parts("npm", folder.toString());
    String locked = Files.readString(folder.resolve("package-lock.json"));
    assertThat(locked).contains("node_modules/react-dom\"", "node_modules/scheduler\"");
    assertThat(locked).doesNotContain("vite", "\"dev\"");
    Path list =
        Files.writeString(
            folder.resolve("bom.json"),
            "{\"metadata\":{\"component\":{\"bom-ref\":\"us\"}},\"components\":[],"
                + "\"dependencies\":[{\"ref\":\"us\"}]}");
    parts("sbom", folder.toString(), list.toString());
    String version =
        Files.readString(Path.of("NOTICE")).replaceFirst("(?s).*?Redis server ([\\d.]+),.*", "$1");
    assertThat(Files.readString(list))
        .contains("pkg:npm/react@", "pkg:npm/react-dom@", "pkg:npm/scheduler@")
        .contains("pkg:generic/redis@" + version + "\"", "cpe:2.3:a:redis:redis:" + version + ":")
        .contains("redis-server-" + version + "-linux-arm64");
    Path asked = folder.resolve("redis.json");
    parts("redis", asked.toString());
    assertThat(Files.readString(asked)).contains("\"Bitnami\"", "\"" + version + "\"");
  }

  private static void parts(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", "scripts/parts.mjs"));
    command.addAll(List.of(arguments));
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(program.getInputStream().readAllBytes());
    assertThat(program.waitFor()).as(said).isZero();
  }

  @Test
  @DisplayName("name nothing to install by what is newest today")
  void versions() throws IOException {
    for (String workflow : List.of("ci.yml", "release.yml")) {
      assertThat(Files.readString(Path.of(".github/workflows", workflow)))
          .doesNotContain("@latest", ":latest", "@main", "@master");
    }
  }

  @Test
  @DisplayName("send into the image's build all that its steps name")
  void context() throws IOException {
    List<String> kept = Files.readAllLines(Path.of(".dockerignore"));
    Pattern.compile("(?m)(?:/src/|\\.\\./)(scripts/[a-z-]+)")
        .matcher(Files.readString(Path.of("Dockerfile")))
        .results()
        .forEach(script -> assertThat(kept).contains("!" + script.group(1)));
    // A jar without them would have no documentation, and no search in it.
    for (Document document : Documents.load().all()) {
      String folder = document.file().replaceFirst("(^src/main|[^/]*)/.*", "$1/");
      assertThat(kept).containsAnyOf("!" + document.file(), "!" + folder);
    }
  }
}
