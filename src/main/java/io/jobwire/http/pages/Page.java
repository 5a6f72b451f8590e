package io.jobwire.http.pages;

import io.jobwire.model.Sha256;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * Something to be served as it is, plain or packed; {@code etag} in its quotes. What {@code lasts}
 * is never another under the same name.
 */
public record Page(String contentType, String etag, Buffer content, Buffer packed, boolean lasts) {
  private static final int ETAG_BYTES = 12;

  static Page of(String contentType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Page(contentType, etag(bytes), Buffer.buffer(bytes), gzip(bytes), false);
  }

  Page lasting() {
    return new Page(contentType, etag, content, packed, true);
  }

  /** The packed form is another representation, and has a tag of its own. */
  public String packedEtag() {
    return etag.substring(0, etag.length() - 1) + "-gzip\"";
  }

  private static Buffer gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return Buffer.buffer(packed.toByteArray());
  }

  private static String etag(byte[] bytes) {
    return '"' + HexFormat.of().formatHex(Sha256.begun().digest(bytes), 0, ETAG_BYTES) + '"';
  }
}
