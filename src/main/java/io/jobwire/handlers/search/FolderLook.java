package io.jobwire.handlers.search;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One look through a folder: which documents are there, and how each stands. Hidden ones are passed
 * over, and so are links that lead out of the folder, or to folders.
 */
final class FolderLook extends SimpleFileVisitor<Path> {
  /** More are no folder of pages for people, and each is looked at again and again. */
  private static final int MOST_DOCUMENTS = 200_000;

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private final Path root;
  private final FolderWatch watch;
  private final Map<String, Sight> documents = new LinkedHashMap<>();
  private final Map<String, IOException> unreadable = new HashMap<>();
  private final Set<Path> folders = new HashSet<>();
  private final int most;
  private boolean cut;

  private FolderLook(Path root, FolderWatch watch, int most) {
    this.root = root;
    this.watch = watch;
    this.most = most;
  }

  /**
   * A document as it stands: where it really is, when it was last written, and how long it is.
   * Times can be set, so also which file it is, and where the system tells, when that was changed;
   * elsewhere this is when it was written.
   */
  record Sight(Path file, FileTime written, long size, Optional<Object> key, FileTime changed) {
    /** No look sees one like it. */
    Sight unsettled() {
      return new Sight(file, written, -1, key, changed);
    }
  }

  static FolderLook over(Path root, FolderWatch watch) throws IOException {
    return over(root, watch, MOST_DOCUMENTS);
  }

  static FolderLook over(Path root, FolderWatch watch, int most) throws IOException {
    FolderLook look = new FolderLook(root, watch, most);
    Files.walkFileTree(root, look);
    watch.only(look.folders);
    return look;
  }

  /** By path below the folder, with slashes. */
  Map<String, Sight> documents() {
    return documents;
  }

  /** Whether there are more documents than are looked at. */
  boolean isCut() {
    return cut;
  }

  Map<String, IOException> unreadable() {
    return unreadable;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes how) {
    if (!folder.equals(root) && isHidden(folder)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    folders.add(folder);
    watch.on(folder);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes how) {
    if (!isHidden(file) && Format.of(file.getFileName().toString()).isPresent()) {
      if (how.isSymbolicLink()) {
        follow(file);
      } else if (how.isRegularFile()) {
        see(file, file, how);
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /** As files are mounted on Kubernetes: links to files beside them. */
  private void follow(Path link) {
    try {
      Path target = link.toRealPath();
      BasicFileAttributes how = Files.readAttributes(target, BasicFileAttributes.class);
      if (target.startsWith(root) && how.isRegularFile()) {
        see(link, target, how);
      }
    } catch (IOException broken) {
      unreadable.put(name(link), broken);
    }
  }

  private void see(Path place, Path file, BasicFileAttributes how) {
    if (documents.size() == most) {
      cut = true;
      return;
    }
    try {
      documents.put(name(place), sight(file, how));
    } catch (IOException gone) {
      unreadable.put(name(place), gone);
    }
  }

  private static Sight sight(Path file, BasicFileAttributes how) throws IOException {
    FileTime written = how.lastModifiedTime();
    FileTime changed = UNIX ? changed(file) : written;
    return new Sight(file, written, how.size(), Optional.ofNullable(how.fileKey()), changed);
  }

  private static FileTime changed(Path file) throws IOException {
    return (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
  }

  /** A folder that is gone meanwhile, or that we may not list. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
    if (file.equals(root)) {
      throw why;
    }
    unreadable.put(name(file), why);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException why) {
    if (why != null) {
      unreadable.put(name(folder), why);
    }
    return FileVisitResult.CONTINUE;
  }

  private String name(Path place) {
    return root.relativize(place).toString().replace('\\', '/');
  }

  private static boolean isHidden(Path place) {
    return place.getFileName().toString().startsWith(".");
  }
}
