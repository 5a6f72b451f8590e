package io.jobwire.handlers.search;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.apache.lucene.store.Directory;

/** Where the documents come from, and where their index is to be. */
interface Shelf {

  Directory directory() throws IOException;

  /**
   * Puts all documents into the index, says once that it is complete, and keeps it as the documents
   * are, if they can change, until it is to close. May block; has a thread of its own.
   */
  void fill(PassageIndex index, Runnable complete, CountDownLatch closing) throws IOException;

  /** Takes away what the index leaves behind; ends a {@link #fill} that waits. */
  void close();
}
