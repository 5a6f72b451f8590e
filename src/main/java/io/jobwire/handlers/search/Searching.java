package io.jobwire.handlers.search;

import io.vertx.core.Vertx;

/** The finder that the settings ask for, from its beginning to its end. */
public final class Searching implements AutoCloseable {
  private final Finder finder;
  private final Runnable begin;
  private final Runnable close;

  private Searching(Finder finder, Runnable begin, Runnable close) {
    this.finder = finder;
    this.begin = begin;
    this.close = close;
  }

  public static Searching open(Vertx vertx, SearchPlan plan) {
    if (plan.server().isPresent()) {
      SearxngFinder server = new SearxngFinder(vertx, plan.server().get());
      return new Searching(server, () -> {}, server::close);
    }
    Shelf shelf = plan.folder().<Shelf>map(FolderShelf::new).orElseGet(ShippedShelf::new);
    IndexFinder index = new IndexFinder(vertx, shelf);
    return new Searching(index, index::begin, index::close);
  }

  /** May be asked at once; what is asked before {@link #begin} waits for it. */
  public Finder finder() {
    return finder;
  }

  /** Starts to make the index: when everything else is up, which needs the processor first. */
  public void begin() {
    begin.run();
  }

  /** Comes back when nothing of it is left; may block. */
  @Override
  public void close() {
    close.run();
  }
}
