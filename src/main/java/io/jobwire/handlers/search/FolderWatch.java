package io.jobwire.handlers.search;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears that something changed in one of many folders; what it was, the next look tells. A system
 * that does not tell, or not of so many, is no error: then the looks are all there is.
 */
final class FolderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final WatchEvent.Kind<?>[] ANYTHING = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_MODIFY,
    StandardWatchEventKinds.ENTRY_DELETE
  };

  private static final int LONGEST_TOLD = 300;

  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();

  /** Of folders whose place another one has taken. */
  private final Set<WatchKey> replaced = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean deaf;

  private FolderWatch(WatchService service) {
    this.service = service;
  }

  static FolderWatch open() {
    try {
      return new FolderWatch(FileSystems.getDefault().newWatchService());
    } catch (IOException none) {
      LOG.info(
          "This system does not tell of changes; folders are looked through: {}", none.toString());
      return new FolderWatch(null);
    }
  }

  /**
   * To be called before the folder is listed: what comes in between would be missed. At each look,
   * as another folder may have taken the place; the key of the one before stays valid then.
   */
  void on(Path folder) {
    if (hears()) {
      try {
        replace(folder, folder.register(service, ANYTHING));
      } catch (NoSuchFileException | NotDirectoryException gone) {
        LOG.debug("A folder is gone again", gone);
      } catch (IOException full) {
        deaf = true;
        LOG.info("Not all changes are told of; folders are looked through: {}", told(full));
      }
    }
  }

  private void replace(Path folder, WatchKey key) {
    WatchKey before = keys.put(folder, key);
    if (before != null && before != key) {
      replaced.add(before);
    }
  }

  private static String told(IOException full) {
    return PlainText.line(full.toString(), LONGEST_TOLD);
  }

  /** Whether the system tells of all folders, as far as it says itself. */
  boolean hears() {
    return service != null && !deaf;
  }

  /** Those that are gone need not be heard any more; one that was moved has its key still. */
  void only(Set<Path> folders) {
    Set<WatchKey> over = Collections.newSetFromMap(new IdentityHashMap<>());
    over.addAll(keys.values());
    over.addAll(replaced);
    keys.keySet().retainAll(folders);
    keys.values().forEach(over::remove);
    over.forEach(WatchKey::cancel);
    replaced.clear();
  }

  /** Comes back at a change, after this time, or when closed. */
  void await(long mostMs, CountDownLatch closing) throws InterruptedException {
    if (service == null) {
      closing.await(mostMs, TimeUnit.MILLISECONDS);
      return;
    }
    try {
      WatchKey key = service.poll(mostMs, TimeUnit.MILLISECONDS);
      while (key != null) {
        key.pollEvents();
        key.reset();
        key = service.poll();
      }
    } catch (ClosedWatchServiceException closed) {
      LOG.debug("No more changes are waited for");
    }
  }

  void close() {
    if (service != null) {
      try {
        service.close();
      } catch (IOException odd) {
        LOG.debug("The end of watching folders was not clean", odd);
      }
    }
  }
}
