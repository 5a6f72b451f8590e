package io.jobwire.handlers.search;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** Our own documentation, which is in the jar: half a dozen pages that never change. */
final class ShippedShelf implements Shelf {
  private static final String FOLDER = "/documentation/";

  /** A jar has no folders to list: one page a line. */
  private static final String LIST = FOLDER + "pages.txt";

  /** In memory: it is small, and a start with nothing configured leaves nothing behind. */
  @Override
  public Directory directory() {
    return new ByteBuffersDirectory();
  }

  @Override
  public void fill(PassageIndex index, Runnable complete, CountDownLatch closing)
      throws IOException {
    for (String page : read(LIST).lines().toList()) {
      Format format = Format.of(page).orElseThrow();
      index.put(page, format.passages(page, read(FOLDER + page)));
    }
    index.show();
    complete.run();
  }

  @Override
  public void close() {}

  private static String read(String resource) throws IOException {
    try (InputStream in = ShippedShelf.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
