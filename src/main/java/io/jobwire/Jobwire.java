package io.jobwire;

import io.jobwire.config.Settings;
import io.jobwire.worker.JobHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A Jobwire in this process. {@code main} starts one from the command line; a program of its own
 * starts one with its handlers:
 *
 * <pre>{@code
 * Jobwire.builder().handler("thumbnail", job -> …).start();
 * }</pre>
 */
public final class Jobwire implements AutoCloseable {
  private final Node node;

  private Jobwire(Node node) {
    this.node = node;
  }

  public static void main(String[] args) {
    CommandLine.run(args);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Those that the class path brings, each under the types it says it serves. */
  static Map<String, JobHandler> foundHandlers() {
    Map<String, JobHandler> handlers = new LinkedHashMap<>();
    for (JobHandler found : ServiceLoader.load(JobHandler.class)) {
      found.types().forEach(type -> handlers.put(type, found));
    }
    return handlers;
  }

  /** Where the API listens. */
  public int port() {
    return node.port();
  }

  /** Where sockets are opened; the API's own port unless the settings say otherwise. */
  public int bridgePort() {
    return node.bridgePort();
  }

  /** Where metrics and health are. */
  public int managementPort() {
    return node.managementPort();
  }

  /** Takes no more work, lets what runs finish or hands it back, then ends. */
  @Override
  public void close() {
    node.stop();
  }

  /** Gathers what a process runs. */
  public static final class Builder {
    private final Map<String, JobHandler> handlers = new LinkedHashMap<>();
    private Settings settings = Settings.defaults();

    private Builder() {
      handlers.putAll(foundHandlers());
    }

    public Builder settings(Settings given) {
      settings = given;
      return this;
    }

    /** The work of one type of job; takes the place of one that the service loader found. */
    public Builder handler(String type, JobHandler handler) {
      handlers.put(type, handler);
      return this;
    }

    /** Comes back when everything serves. */
    public Jobwire start() throws StartError {
      Logs.configureUnlessChosen(settings.log());
      return new Jobwire(Node.start(settings, handlers, progress -> {}));
    }
  }
}
