package io.jobwire.handlers.search;

import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/**
 * Our own documentation, which is in the jar and never changes. A hit's address is the one under
 * which this service shows the page.
 */
final class ShippedShelf implements Shelf {

  /** In memory: it is small, and a start with nothing configured leaves nothing behind. */
  @Override
  public Directory directory() {
    return new ByteBuffersDirectory();
  }

  @Override
  public void fill(PassageIndex index, Runnable complete, CountDownLatch closing)
      throws IOException {
    for (Document page : Documents.load().pages()) {
      Format format = Format.of(page.file()).orElseThrow();
      index.put(page.file(), format.passages(page.path(), page.text()));
    }
    index.show();
    complete.run();
  }

  @Override
  public void close() {}
}
