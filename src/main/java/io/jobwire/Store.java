package io.jobwire;

import io.jobwire.config.RedisUrl;
import io.jobwire.config.Settings;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.StoreLimits;
import io.jobwire.redis.Weights;
import io.jobwire.redis.embedded.EmbeddedRedis;
import io.jobwire.redis.embedded.RedisStartError;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The Redis of this process: one of its own when the settings name none; stopped last. */
final class Store implements AutoCloseable {
  private final RedisAddress address;
  private final Optional<EmbeddedRedis> embedded;

  private Store(RedisAddress address, Optional<EmbeddedRedis> embedded) {
    this.address = address;
    this.embedded = embedded;
  }

  static Store open(Settings settings, Consumer<String> progress) throws StartError {
    if (settings.redis().address().isPresent()) {
      RedisUrl url = settings.redis().address().get();
      refuseBlindWaiting(settings, url);
      progress.accept(
          "Redis at the configured "
              + url.mode().name().toLowerCase(java.util.Locale.ROOT)
              + " address");
      return new Store(address(url).trusting(settings.redis().ca()), Optional.empty());
    }
    try {
      EmbeddedRedis redis = EmbeddedRedis.start(settings.data().folder());
      progress.accept(
          "Redis " + redis.version() + " embedded, its data in " + settings.data().folder());
      return new Store(RedisAddress.single(redis.uri()), Optional.of(redis));
    } catch (RedisStartError failed) {
      throw new StartError(failed.getMessage());
    }
  }

  RedisAccess access(Settings settings) {
    Settings.Redis redis = settings.redis();
    StoreLimits limits =
        new StoreLimits(
            settings.backlog().events(),
            settings.backlog().bytes(),
            settings.jobs().lease().toMillis(),
            settings.limits().outputBytes(),
            settings.backlog().userEvents(),
            new Weights(settings.limits().shares()));
    return new RedisAccess(
        address,
        new Keys(redis.prefix(), redis.partitions()),
        limits,
        redis.timeout(),
        redis.waitReplicas());
  }

  String uri() {
    return address.endpoints().get(0);
  }

  /** Tells once when the embedded server has ended by itself. */
  void onLost(Consumer<String> listener) {
    embedded.ifPresent(redis -> redis.exited().thenAccept(listener));
  }

  @Override
  public void close() {
    embedded.ifPresent(EmbeddedRedis::close);
  }

  /** In a Cluster WAIT would ask whichever node comes first, and its word would mean nothing. */
  private static void refuseBlindWaiting(Settings settings, RedisUrl url) throws StartError {
    if (settings.redis().waitReplicas() > 0 && url.mode() == RedisUrl.Mode.CLUSTER) {
      throw new StartError(
          "redis.waitReplicas: works with a single server or Sentinel, not with a Cluster; set it"
              + " to 0.");
    }
  }

  private static RedisAddress address(RedisUrl url) {
    List<String> endpoints = url.endpoints();
    return switch (url.mode()) {
      case SINGLE -> RedisAddress.single(endpoints.get(0));
      case SENTINEL -> new RedisAddress(RedisAddress.Mode.SENTINEL, endpoints, url.masterName());
      case CLUSTER -> RedisAddress.cluster(endpoints);
    };
  }
}
