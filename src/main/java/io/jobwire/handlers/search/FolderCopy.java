package io.jobwire.handlers.search;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.jobwire.handlers.search.FolderLook.Sight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the index has of a folder's documents; follows each look with what changed since the last.
 */
final class FolderCopy {
  private static final Logger LOG = LoggerFactory.getLogger(FolderCopy.class);

  /** Larger ones are no pages for people. */
  static final int MOST_BYTES = 1 << 20;

  /** A later write within the same tick of the clock leaves no trace in a file's time. */
  private static final long TICK_MS = 50;

  /** A name can be longer, and have ends of lines, to write more into a log than its file. */
  private static final int LONGEST_TOLD = 300;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final PassageIndex index;
  private final CountDownLatch closing;
  private final Map<String, Sight> known = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean changed;
  private boolean cut;

  FolderCopy(PassageIndex index, CountDownLatch closing) {
    this.index = index;
    this.closing = closing;
  }

  int documents() {
    return known.size();
  }

  void follow(FolderLook look) throws IOException {
    look.unreadable().forEach((path, why) -> tellOnce(path, why.toString()));
    tellOfMore(look);
    for (Map.Entry<String, Sight> document : look.documents().entrySet()) {
      if (closing.getCount() == 0) {
        return;
      }
      if (!document.getValue().equals(known.get(document.getKey()))) {
        take(document.getKey(), document.getValue());
      }
    }
    for (String path : List.copyOf(known.keySet())) {
      if (!look.documents().containsKey(path)) {
        drop(path);
      }
    }
    if (changed) {
      index.show();
      changed = false;
    }
  }

  private void take(String path, Sight sight) throws IOException {
    boolean settled = isPast(sight.written()) && isPast(sight.changed());
    List<Passage> passages;
    try {
      passages = passages(path, sight);
    } catch (IOException unreadable) {
      tellOnce(path, unreadable.toString());
      drop(path);
      return;
    }
    index.put(path, passages);
    changed = true;
    known.put(path, settled ? sight : sight.unsettled());
  }

  private static boolean isPast(FileTime time) {
    return Math.abs(System.currentTimeMillis() - time.toMillis()) > TICK_MS;
  }

  private void drop(String path) throws IOException {
    if (known.remove(path) != null) {
      index.remove(path);
      changed = true;
    }
  }

  /** Until it is a document that can be read. */
  private void tellOnce(String path, String why) {
    if (told.add(path)) {
      LOG.warn("Search passes over {}: {}", told(path), told(why));
    }
  }

  private static String told(String words) {
    return PlainText.line(words, LONGEST_TOLD);
  }

  private void tellOfMore(FolderLook look) {
    if (look.isCut() && !cut) {
      LOG.warn("Search passes over all but {} documents of its folder", look.documents().size());
      cut = true;
    }
  }

  private List<Passage> passages(String path, Sight sight) throws IOException {
    byte[] bytes = sight.size() > MOST_BYTES ? new byte[0] : read(sight);
    if (Math.max(bytes.length, sight.size()) > MOST_BYTES) {
      tellOnce(path, "it is larger than " + MOST_BYTES + " bytes");
      return List.of();
    }
    if (!Addresses.fits(path)) {
      tellOnce(path, "its address would be too long");
      return List.of();
    }
    String content = new String(bytes, StandardCharsets.UTF_8);
    // Pictures and programs by a wrong name: text has no zeros.
    if (content.indexOf('\0') >= 0) {
      tellOnce(path, "it is no text");
      return List.of();
    }
    told.remove(path);
    return Format.of(path).orElseThrow().passages(path, withoutMark(content));
  }

  private static String withoutMark(String content) {
    boolean marked = !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK;
    return marked ? content.substring(1) : content;
  }

  /** Only the very file that was seen, and no link that has taken its place. */
  private static byte[] read(Sight sight) throws IOException {
    Path file = sight.file();
    // To open a pipe would wait for who writes to it.
    if (!Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile()) {
      throw moved();
    }
    try (InputStream in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
      // The folder that it is in may be a link by now.
      if (!file.toRealPath().equals(file)) {
        throw moved();
      }
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private static IOException moved() {
    return new IOException("another thing has taken its place");
  }
}
