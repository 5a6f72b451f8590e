package io.jobwire;

import io.jobwire.config.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

/** One registry for the JVM's numbers, Vert.x's and ours. */
final class Numbers {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  Numbers() {
    // Ours tell more, and these would grow with each reconnect.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.redis"));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("jobwire.build.info", () -> 1)
        .description("Which release this is, and on which Java")
        .tags("version", Version.current(), "java", System.getProperty("java.version"))
        .register(registry);
    collections.bindTo(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Alone, or together with the other members; waits for them. */
  Vertx vertx(Settings settings) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
            // Ours go by route; these by method, of which a stranger can make up any number.
            .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
            .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
            .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
            .addDisabledMetricsCategory(MetricsDomain.NAMED_POOLS);
    VertxOptions options = new VertxOptions().setMetricsOptions(metrics);
    options.getEventBusOptions().setHost(settings.cluster().host());
    VertxBuilder builder =
        Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(registry));
    return settings.cluster().enabled()
        ? Members.join(builder, settings)
            .buildClustered()
            .toCompletionStage()
            .toCompletableFuture()
            .join()
        : builder.build();
  }

  void close() {
    collections.close();
    registry.close();
  }
}
