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

  /** Between two looks, however much goes on; and the longest without a word. */
  private static final long LEAST_MS = 100;

  private static final long MOST_MS = 1_000;

  /** Looking takes at most so much of the time of one thread: a fifth when much goes on, … */
  private static final int BUSY = 4;

  /** … and a twenty-fifth when nothing does. 10,000 files take 50 ms or less. */
  private static final int IDLE = 24;

  private final Path folder;
  private final FolderWatch watch = FolderWatch.open();
  private Path scratch;
  private boolean away;

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
    scratch = Files.createTempDirectory("jobwire-search-");
    return FSDirectory.open(scratch);
  }

  @Override
  public void fill(PassageIndex index, Runnable complete, CountDownLatch closing)
      throws IOException {
    FolderCopy copy = new FolderCopy(index, closing);
    long took = look(copy);
    LOG.info("{}: {} documents can be searched, after {} ms", folder, copy.documents(), took);
    complete.run();
    while (!pause(closing, took)) {
      took = look(copy);
    }
  }

  private long look(FolderCopy copy) throws IOException {
    long began = System.nanoTime();
    Optional<FolderLook> look = look();
    if (look.isPresent()) {
      copy.follow(look.get());
    }
    return (System.nanoTime() - began) / 1_000_000;
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
  private boolean pause(CountDownLatch closing, long tookMs) {
    try {
      if (closing.await(Math.max(LEAST_MS, BUSY * tookMs), TimeUnit.MILLISECONDS)) {
        return true;
      }
      watch.await(Math.max(MOST_MS, IDLE * tookMs), closing);
      return closing.getCount() == 0;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    watch.close();
    if (scratch != null) {
      try (Stream<Path> files = Files.list(scratch)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(scratch);
      } catch (IOException left) {
        LOG.warn("The index of search could not be removed: {}", left.toString());
      }
    }
  }
}
