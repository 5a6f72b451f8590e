package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwire.http.auth.LogTap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The service that a class of hostile tests attacks, with a canary beside them. After the last of
 * them: the canary has noticed nothing, each refusal is counted and stands in one line of the log
 * without a token or a payload, and nothing failed that nobody foresaw.
 */
public final class Doors implements BeforeAllCallback, AfterAllCallback {
  /** {@code ./mvnw test -Dgroups=doors} runs all that is tried against the service. */
  public static final String TAG = "doors";

  /** What bad requests hold where the log must not: any token, and this word. */
  public static final String PAYLOAD = "hunter2";

  private static final String REFUSED = "jobwire_http_refused_total";
  private static final Pattern COUNTER = Pattern.compile("(\\w+)\\{([^}]*)\\} ([0-9.E]+)");
  private static final Pattern CODE = Pattern.compile("code=\"(\\w+)\"");
  private static final Pattern LINE = Pattern.compile("[A-Z]+ [!-~…]+ refused: [a-z0-9_]+");
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]+");

  private final Supplier<Service> start;
  private final List<String> uncaught = new CopyOnWriteArrayList<>();
  private String counter = REFUSED;
  private String label = "";
  private Thread.UncaughtExceptionHandler before;
  private LogTap log;
  private int services;
  private Service service;
  private Canary canary;
  private double counted;

  private Doors(Supplier<Service> start) {
    this.start = start;
  }

  public static Doors of(Supplier<Service> start) {
    return new Doors(start);
  }

  /** Where what is tried is no request: the number that must have grown instead. */
  public Doors counting(String counter, String label) {
    this.counter = counter;
    this.label = label;
    return this;
  }

  public Service service() {
    return service;
  }

  /** What is counted up to now. */
  public double count(String counter, String label) {
    return COUNTER
        .matcher(service.metrics())
        .results()
        .filter(row -> row.group(1).equals(counter) && row.group(2).contains(label))
        .mapToDouble(row -> Double.parseDouble(row.group(3)))
        .sum();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(thread + ": " + e));
    log = LogTap.on("ROOT", Level.INFO);
    services = Service.started();
    service = start.get();
    canary = Canary.in(service);
    counted = count(counter, label);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    try (Service attacked = service) {
      canary.close();
      assertThat(count(counter, label)).as("%s{%s}", counter, label).isGreaterThan(counted);
      if (Service.started() - services == 1) {
        assertEachInOneLine();
      }
      assertThat(attacked.port()).isPositive();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
      log.close();
    }
    assertNothingFailed();
  }

  /** A line is written when its request is over, which may be after the answer has arrived. */
  private void assertEachInOneLine() {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!told().equals(refusals()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(told()).as("lines in the log, against what is counted").isEqualTo(refusals());
  }

  private Map<String, Long> told() {
    Map<String, Long> lines = new TreeMap<>();
    log.events().stream()
        .filter(event -> event.getLoggerName().equals(RequestTally.NAME))
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(" refused: "))
        .forEach(line -> lines.merge(line.substring(line.lastIndexOf(' ') + 1), 1L, Long::sum));
    return lines;
  }

  private Map<String, Long> refusals() {
    Map<String, Long> codes = new TreeMap<>();
    COUNTER
        .matcher(service.metrics())
        .results()
        .filter(row -> row.group(1).equals(REFUSED))
        .forEach(
            row ->
                CODE.matcher(row.group(2))
                    .results()
                    .forEach(
                        code -> codes.put(code.group(1), (long) Double.parseDouble(row.group(3)))));
    return codes;
  }

  private void assertNothingFailed() {
    assertThat(uncaught).as("caught by nobody").isEmpty();
    for (ILoggingEvent event : log.events()) {
      String line = event.getFormattedMessage();
      assertThat(event.getLevel().isGreaterOrEqual(Level.ERROR)).as(line).isFalse();
      assertThat(event.getThrowableProxy()).as("a stack trace: %s", line).isNull();
      assertThat(TOKEN.matcher(line).find()).as("a token: %s", line).isFalse();
      assertThat(line).doesNotContain(PAYLOAD);
      if (line.contains(" refused: ")) {
        assertThat(line).matches(LINE);
      }
    }
  }
}
