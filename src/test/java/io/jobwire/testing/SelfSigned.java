package io.jobwire.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for localhost and 127.0.0.1 that nobody has signed, with its key: two PEM files.
 */
public record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";
  private static final String NAME = "test";

  /** By the JDK's own keytool. */
  public static SelfSigned in(Path folder) {
    Path store = folder.resolve("store.p12");
    try {
      generate(store);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream file = Files.newInputStream(store)) {
        keys.load(file, PASSWORD.toCharArray());
      }
      byte[] key = keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded();
      byte[] certificate = keys.getCertificate(NAME).getEncoded();
      return new SelfSigned(
          Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", certificate)),
          Files.writeString(folder.resolve("tls.key"), pem("PRIVATE KEY", key)));
    } catch (IOException | GeneralSecurityException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void generate(Path store) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
