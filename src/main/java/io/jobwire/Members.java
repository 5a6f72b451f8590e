package io.jobwire;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.jobwire.config.Settings;
import io.vertx.core.VertxBuilder;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;

/**
 * The processes that share one event bus. Nothing that has to be right depends on it: what it loses
 * is only slower. In a class of its own, so that without a cluster nothing of it is loaded.
 */
final class Members {
  private static final List<String> THIS_MACHINE = List.of("127.0.0.1");

  private Members() {}

  static VertxBuilder join(VertxBuilder builder, Settings settings) {
    return builder.withClusterManager(manager(settings));
  }

  private static ClusterManager manager(Settings settings) {
    Settings.Cluster cluster = settings.cluster();
    Config config = ConfigUtil.loadConfig();
    // Two services on one network are two clusters, as they are two sets of keys in one Redis.
    config.setClusterName("jobwire-" + settings.redis().prefix());
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.local.localAddress", cluster.host());
    config.getNetworkConfig().setPort(cluster.port()).setPortAutoIncrement(true);
    config.getNetworkConfig().getInterfaces().setEnabled(false);
    join(config.getNetworkConfig().getJoin(), cluster);
    return new HazelcastClusterManager(config);
  }

  private static void join(JoinConfig join, Settings.Cluster cluster) {
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (cluster.kubernetes().isPresent()) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", cluster.kubernetes().get());
    } else {
      join.getTcpIpConfig()
          .setEnabled(true)
          .setMembers(cluster.members().isEmpty() ? THIS_MACHINE : cluster.members());
    }
  }
}
