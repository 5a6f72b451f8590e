package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The guided minute")
class DemoIT {
  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("goes as it says, also where the port is taken, stays up, and leaves nothing behind")
  void goesWell() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Program demo =
          services
              .in(folder)
              .with("PORT", taken.getLocalPort())
              .with("JAVA_TOOL_OPTIONS", "-Djobwire.demo.pace=5")
              .program("--demo");
      Path data = Path.of(demo.says("its data in (.+)").group(1));
      URI address = URI.create(demo.says("^Open  (.+)").group(1));
      assertThat(address.getPort()).isNotEqualTo(taken.getLocalPort());
      demo.says("^6 of 6 ");
      demo.says("kill -9 \\d+: it is gone");
      demo.says("^The service stays up: press Ctrl-C to end it");
      assertThat(demo.hasSaid("All 6 went as expected\\.")).as(demo.transcript()).isTrue();
      assertThat(status(address)).isEqualTo(200);
      demo.term();
      assertThat(demo.exitStatus()).isZero();
      assertThat(data.getParent()).doesNotExist();
      assertThat(folder).isEmptyDirectory();
    }
  }

  private static int status(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/health")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
