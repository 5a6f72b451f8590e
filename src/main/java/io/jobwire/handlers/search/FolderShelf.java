package io.jobwire.handlers.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of documents that may change at any time. It is looked through again and again, at once
 * when the system tells of a change; what the system does not tell of, as on network drives, is
 * found by the next look.
 */
final class FolderShelf implements Shelf {
  private static final Logger LOG = LoggerFactory.getLogger(FolderShelf.class);

  /** Between two looks when much goes on: twice what a look takes, but in this range. */
  private static final int BUSY = 2;

  private static final long BUSY_LEAST_MS = 100;
  private static final long BUSY_MOST_MS = 500;

  /** And when nothing is heard of: looking has at most a twentieth of the time of one thread. */
  private static final int QUIET = 20;

  private static final long QUIET_LEAST_MS = 1_000;
  private static final long QUIET_MOST_MS = 10_000;

  private final Path folder;
  private final FolderWatch watch = FolderWatch.open();
  private Path scratch;
  private boolean away;
  private long lookMs;

  FolderShelf(Path folder) {
    this.folder = folder;
  }

  /**
   * On disk, in a folder of its own that goes with the process: nobody knows how much text a folder
   * has, and the memory of the service is for its streams. The system keeps in its cache what is
   * asked for.
   */
  @Override
  public Directory directory() throws IOException {
    removeScratch();
    scratch = Files.createTempDirectory("jobwire-search-");
    return FSDirectory.open(scratch);
  }

  @Override
  public void fill(PassageIndex index, Runnable complete, CountDownLatch closing)
      throws IOException {
    FolderCopy copy = new FolderCopy(index, closing);
    long began = System.nanoTime();
    follow(copy);
    LOG.info(
        "{}: {} documents can be searched, after {} ms", folder, copy.documents(), since(began));
    complete.run();
    while (!pause(closing)) {
      follow(copy);
    }
  }

  private void follow(FolderCopy copy) throws IOException {
    long began = System.nanoTime();
    Optional<FolderLook> look = look();
    lookMs = since(began);
    if (look.isPresent()) {
      copy.follow(look.get());
    }
  }

  private Optional<FolderLook> look() {
    try {
      FolderLook look = FolderLook.over(folder.toRealPath(), watch);
      away = false;
      return Optional.of(look);
    } catch (IOException gone) {
      tellOnce(gone);
      return Optional.empty();
    }
  }

  /** What was there stays searchable while its folder is away. */
  private void tellOnce(IOException gone) {
    if (!away) {
      LOG.warn("The folder of search cannot be read; what is indexed stays: {}", gone.toString());
      away = true;
    }
  }

  /** Whether it is time to close. */
  private boolean pause(CountDownLatch closing) {
    long busy = Math.min(BUSY_MOST_MS, Math.max(BUSY_LEAST_MS, BUSY * lookMs));
    long quiet = Math.min(QUIET_MOST_MS, Math.max(QUIET_LEAST_MS, QUIET * lookMs));
    try {
      if (closing.await(busy, TimeUnit.MILLISECONDS)) {
        return true;
      }
      watch.await(watch.hears() ? quiet : QUIET_LEAST_MS, closing);
      return closing.getCount() == 0;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static long since(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }

  @Override
  public void close() {
    watch.close();
    removeScratch();
  }

  /** Also that of an index that broke, as of a full disk. */
  private void removeScratch() {
    if (scratch != null) {
      try (Stream<Path> files = Files.list(scratch)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(scratch);
        scratch = null;
      } catch (IOException left) {
        LOG.warn("The index of search could not be removed: {}", left.toString());
      }
    }
  }
}
