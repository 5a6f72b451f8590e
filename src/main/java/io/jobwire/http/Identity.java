package io.jobwire.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;

/** The certificate that our listeners show, with its chain, and the key that proves it ours. */
public record Identity(Path certificate, Path key) {

  /** HTTP/1.1 alone is offered: sockets are upgraded from it, and one form is enough to guard. */
  void show(HttpServerOptions options) {
    options.setSsl(true).setUseAlpn(false).setKeyCertOptions(pem());
  }

  /** Fails when the files are not what they should be. */
  public Future<Void> read(Vertx vertx) {
    return vertx.executeBlocking(() -> pem().getKeyManagerFactory(vertx)).mapEmpty();
  }

  private PemKeyCertOptions pem() {
    return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
  }
}
