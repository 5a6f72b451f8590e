package io.jobwire.handlers.search;

import static io.jobwire.handlers.search.Awaited.await;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A folder of documents")
class FolderTest {
  /** The promise is two seconds; a machine that does much else at the time gets more. */
  private static final long PATIENCE_MS = 15_000;

  private static Vertx vertx;

  @TempDir Path outside;
  private Path folder;
  private Searching searching;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @AfterEach
  void close() {
    if (searching != null) {
      searching.close();
    }
  }

  private Path write(String path, String text) throws IOException {
    Path file = folder().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path folder() {
    if (folder == null) {
      folder = outside.resolve("documents");
    }
    return folder;
  }

  private void open() throws IOException {
    Files.createDirectories(folder());
    searching = Searching.open(vertx, new SearchPlan(Optional.of(folder), Optional.empty()));
    searching.begin();
  }

  private List<String> found(String query) {
    return await(searching.finder().find(query, 20)).stream().map(Hit::url).toList();
  }

  /** Asks again and again until just these are found. */
  private void awaitFound(String query, String... urls) {
    long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
    List<String> found = found(query);
    while (!found.equals(List.of(urls)) && System.nanoTime() < deadline) {
      found = found(query);
    }
    assertThat(found).as(query).containsExactly(urls);
  }

  @Test
  @DisplayName("is followed: what is changed, added, renamed or removed, in new folders too")
  void freshness() throws IOException {
    write("a.md", "# A\nwalnut");
    write("sub/b.txt", "hazelnut");
    open();
    assertThat(found("walnut")).containsExactly("a.md#a");
    assertThat(found("hazelnut")).containsExactly("sub/b.txt");

    write("a.md", "# A\nalmond");
    awaitFound("almond", "a.md#a");
    assertThat(found("walnut")).isEmpty();

    write("sub/new/deep/c.md", "cashew");
    awaitFound("cashew", "sub/new/deep/c.md");
    write("sub/new/deep/d.md", "pistachio");
    awaitFound("pistachio", "sub/new/deep/d.md");

    Files.move(folder.resolve("sub/new"), folder.resolve("moved"));
    awaitFound("cashew", "moved/deep/c.md");
    write("moved/deep/c.md", "pecan");
    awaitFound("pecan", "moved/deep/c.md");

    Files.delete(folder.resolve("a.md"));
    awaitFound("almond");
    assertThat(found("hazelnut")).containsExactly("sub/b.txt");
  }

  @Test
  @DisplayName(
      "is followed also when a change leaves the time and the length of a file as they were")
  void sameTimeSameLength() throws IOException {
    write("a.md", "walnut");
    open();
    assertThat(found("walnut")).containsExactly("a.md");
    FileTime now = FileTime.fromMillis(System.currentTimeMillis());
    for (String nut : List.of("almond", "cashew", "peanut")) {
      Files.setLastModifiedTime(write("a.md", nut), now);
    }
    awaitFound("peanut", "a.md");
  }

  @Test
  @DisplayName("is followed also where the time of a file was put back after it was changed")
  void timePutBack() throws IOException {
    FileTime past = FileTime.from(Instant.now().minusSeconds(3_600));
    Files.setLastModifiedTime(write("a.md", "walnut"), past);
    open();
    assertThat(found("walnut")).containsExactly("a.md");
    Path other = Files.writeString(outside.resolve("other"), "almond");
    Files.setLastModifiedTime(other, past);
    Files.move(other, folder.resolve("a.md"), StandardCopyOption.REPLACE_EXISTING);
    awaitFound("almond", "a.md");
  }

  /** Between the look and the reading. */
  @Test
  @DisplayName("is not waited for where a pipe, or a link, has taken the place of what was seen")
  void replacedWhenRead() throws Exception {
    write("pipe.md", "walnut");
    write("sub/a.md", "walnut");
    write("good.md", "walnut");
    FolderWatch watch = FolderWatch.open();
    FolderLook look = FolderLook.over(folder.toRealPath(), watch);
    Files.delete(folder.resolve("pipe.md"));
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe.md").toString()).start().waitFor())
        .isZero();
    Path moved = Files.move(folder.resolve("sub"), outside.resolve("moved"));
    Files.createSymbolicLink(folder.resolve("sub"), moved);
    try (PassageIndex index = new PassageIndex(new ByteBuffersDirectory())) {
      FolderCopy copy = new FolderCopy(index, new CountDownLatch(1));
      Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> copy.follow(look));
      assertThat(index.best("walnut", 9)).extracting(Hit::url).containsExactly("good.md");
    } finally {
      watch.close();
    }
  }

  @Test
  @DisplayName("of more documents than are looked at is looked at as far as that")
  void tooMany() throws IOException {
    for (String nut : List.of("walnut", "almond", "cashew")) {
      write(nut + ".md", nut);
    }
    FolderWatch watch = FolderWatch.open();
    FolderLook some = FolderLook.over(folder.toRealPath(), watch, 2);
    FolderLook all = FolderLook.over(folder.toRealPath(), watch, 3);
    watch.close();
    assertThat(some.documents()).hasSize(2);
    assertThat(some.isCut()).isTrue();
    assertThat(all.documents()).hasSize(3);
    assertThat(all.isCut()).isFalse();
  }

  @Test
  @DisplayName("is heard of in the folder that has taken the place of another, and in a moved one")
  void swapped() throws Exception {
    Path place = Files.createDirectories(folder().resolve("place"));
    FolderWatch watch = FolderWatch.open();
    FolderLook.over(folder, watch);
    Files.move(place, folder.resolve("moved"));
    Files.createDirectories(place);
    FolderLook.over(folder, watch);
    watch.on(folder.resolve("gone"));
    assertThat(watch.hears()).isTrue();
    for (String path : List.of("place/a.md", "moved/b.md")) {
      heard(watch, 1);
      Thread waiting = new Thread(() -> heard(watch, TimeUnit.HOURS.toMillis(1)));
      waiting.start();
      write(path, "walnut");
      waiting.join(PATIENCE_MS);
      assertThat(waiting.isAlive()).as(path).isFalse();
    }
    watch.close();
  }

  private static void heard(FolderWatch watch, long mostMs) {
    try {
      watch.await(mostMs, new CountDownLatch(1));
    } catch (InterruptedException hurried) {
      throw new AssertionError(hurried);
    }
  }

  @Test
  @DisplayName("is read without what is hidden, too large, no text, or elsewhere")
  void passedOver() throws IOException {
    write("good.md", "walnut");
    write(".hidden.md", "walnut");
    write(".git/notes.md", "walnut");
    write("program.sh", "walnut");
    write("large.txt", "walnut ".repeat(FolderCopy.MOST_BYTES / 7 + 1));
    write("picture.txt", "walnut\0\0\1");
    Files.createDirectories(folder.resolve("folder.md"));
    Path secret = Files.writeString(outside.resolve("secret.md"), "walnut");
    Files.createSymbolicLink(folder.resolve("link.md"), secret);
    Files.createSymbolicLink(folder.resolve("dots.md"), Path.of("../secret.md"));
    Files.createSymbolicLink(folder.resolve("outside"), outside);
    Files.createSymbolicLink(folder.resolve("circle"), folder);
    Files.createSymbolicLink(folder.resolve("nowhere.md"), folder.resolve("gone.md"));
    write("..data/mounted.md", "walnut");
    Files.createSymbolicLink(folder.resolve("mounted.md"), Path.of("..data/mounted.md"));
    open();
    assertThat(found("walnut")).containsExactlyInAnyOrder("good.md", "mounted.md");
  }

  @Test
  @DisplayName("is searched also when some of it cannot be read, which is found when it can")
  void unreadable() throws IOException {
    write("good.md", "walnut");
    Path closed = write("closed.md", "hazelnut");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    open();
    assertThat(found("walnut")).containsExactly("good.md");
    // Who may do everything reads it at once, which is right too.
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
    awaitFound("hazelnut", "closed.md");
  }

  @Test
  @DisplayName("that goes away keeps what is known of it, and is followed again when it is back")
  void away() throws IOException {
    write("a.md", "walnut");
    open();
    assertThat(found("walnut")).containsExactly("a.md");
    Path elsewhere = outside.resolve("elsewhere");
    Files.move(folder, elsewhere);
    Files.writeString(elsewhere.resolve("b.md"), "hazelnut", CREATE_NEW);
    Files.move(elsewhere, folder);
    awaitFound("hazelnut", "b.md");
    assertThat(found("walnut")).containsExactly("a.md");
  }

  @Test
  @DisplayName("of 10,000 files is indexed whole, answers a query at once, and is still followed")
  void tenThousand() throws IOException {
    for (int i = 0; i < 100; i++) {
      Path sub = Files.createDirectories(folder().resolve("part" + i));
      for (int j = 0; j < 100; j++) {
        Files.writeString(
            sub.resolve(j + ".md"), "# Page " + j + "\nnumber" + (100 * i + j) + " nut");
      }
    }
    open();
    assertThat(found("number0")).containsExactly("part0/0.md#page-0");
    assertThat(found("number9999")).containsExactly("part99/99.md#page-99");
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      long began = System.nanoTime();
      assertThat(found("page number" + i * 400 + " nut").get(0))
          .startsWith("part" + i * 4 + "/0.md");
      times.add((System.nanoTime() - began) / 1_000_000);
    }
    times.sort(null);
    assertThat(times.get(10)).as("half of the answers within, in ms").isLessThan(1_000);
    write("part50/50.md", "fresh");
    awaitFound("fresh", "part50/50.md");
    Files.delete(folder.resolve("part50/50.md"));
    awaitFound("fresh");
  }

  @Test
  @DisplayName("leaves nothing behind when it is closed, and answers what waits")
  void closing() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> before = indexes(temporary);
    write("a.md", "walnut");
    open();
    assertThat(found("walnut")).containsExactly("a.md");
    List<Path> during = indexes(temporary);
    during.removeAll(before);
    assertThat(during).isNotEmpty();
    searching.close();
    assertThat(during).allMatch(index -> !Files.exists(index));

    searching = Searching.open(vertx, new SearchPlan(Optional.of(folder), Optional.empty()));
    Future<List<Hit>> waiting = searching.finder().find("walnut", 1);
    searching.close();
    assertThat(waiting.isComplete()).isTrue();
    assertThat(waiting.cause()).hasMessage("This process ends.");
  }

  private static List<Path> indexes(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return new ArrayList<>(
          all.filter(path -> path.getFileName().toString().startsWith("jobwire-search-")).toList());
    }
  }
}
