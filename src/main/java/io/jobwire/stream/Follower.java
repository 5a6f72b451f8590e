package io.jobwire.stream;

import io.jobwire.model.JobState;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.stream.Logs.Replay;
import io.jobwire.stream.StreamName.OfUser;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One viewer on his way to the present: told where he stands, given what he missed page by page as
 * his socket takes it, then handed to the stream to be live. When he falls behind he is back here.
 * Belongs to one event loop.
 */
final class Follower implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final long READ_AGAIN_MS = 200;
  private static final int LOOK_BYTES = 1 << 10;
  private static final long NONE = -1;

  private final StreamHub hub;
  private final Stream stream;
  private final Follow wish;
  private final Viewer viewer;
  private final Flow flow;

  private Start start;
  private Position at;
  private JobState state;
  private int hearing;
  private long replayed;
  private long pause = NONE;
  private boolean opened;
  private boolean noticesMissed;
  private boolean closed;

  /** Where it stands in the stream's list of those who are live; -1 when it is not. */
  int liveIndex = -1;

  Follower(StreamHub hub, Stream stream, Follow wish, Viewer viewer) {
    this.hub = hub;
    this.stream = stream;
    this.wish = wish;
    this.viewer = viewer;
    this.flow = viewer.flow();
  }

  /** Not for one who holds all there is of a stream that is over. */
  static Future<Boolean> hasNews(Logs logs, Follow wish) {
    Start start = Start.of(wish);
    return logs.page(
            wish.stream(), wish.owner(), start.position(), start.wantsSnapshot(), LOOK_BYTES)
        .map(Replay::page)
        .map(
            page ->
                page.reason() != null
                    || !page.events().isEmpty()
                    || page.state() == null
                    || !page.state().isTerminal());
  }

  /** The channel is heard: now the log can be read. */
  void begin() {
    start = Start.of(wish);
    at = start.position();
    if (viewer.allowance().waitMs() > 0) {
      look();
    }
    read(start.wantsSnapshot());
  }

  /**
   * Who has to wait is given nothing yet, but is there: a job that is cancelled without viewers has
   * one, and who follows what is not there hears so now.
   */
  private void look() {
    hub.logs()
        .page(stream.name(), wish.owner(), at, false, LOOK_BYTES)
        .onSuccess(replay -> watchIf(replay.page().watched() && !closed))
        .onFailure(failure -> failed(failure, () -> {}));
    hub.wake();
  }

  private void watchIf(boolean watched) {
    if (watched) {
      hub.watch(stream.name());
    }
  }

  Position at() {
    return at;
  }

  /** Which hearing of the channel its last read belongs to. */
  int hearing() {
    return hearing;
  }

  Flow flow() {
    return flow;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isOpen() {
    return opened;
  }

  /** Open, and not yet or no longer live. */
  boolean isOnItsWay() {
    return opened && liveIndex < 0;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      hub.notLater(pause);
      stream.leave(this);
    }
  }

  void refuse(Refused why) {
    if (!closed) {
      close();
      viewer.refused(why);
    }
  }

  void missedNotice() {
    noticesMissed = true;
  }

  /** Tells that the stream opens again, where a notice was missed; true when one was. */
  boolean reopens() {
    boolean missed = noticesMissed;
    if (missed) {
      noticesMissed = false;
      give(List.of(stream.reopening()));
    }
    return missed;
  }

  /** One that fails at taking stops nobody else. */
  void give(Parcel parcel) {
    try {
      viewer.take(parcel);
      parcel.taken();
      hub.touch(flow);
    } catch (RuntimeException broken) {
      LOG.error("A viewer of {} cannot take what comes", stream.name().address(), broken);
      refuse(Refused.because(Reason.INTERNAL, "What came could not be written."));
    }
  }

  private void give(List<Frame> frames) {
    if (!frames.isEmpty()) {
      give(hub.parcel(stream.name(), frames));
    }
  }

  /** What was read for him, and counts. */
  private void giveRead(Parcel parcel) {
    viewer.allowance().had(parcel);
    give(parcel);
  }

  /** It left the present at this position, and reads from there as its socket takes it. */
  void fallBack(Position position) {
    at = position;
    read();
  }

  void read() {
    read(false);
  }

  private void read(boolean snapshot) {
    whenFree(() -> page(snapshot));
  }

  /**
   * Once he may have more and his socket has room. Who waits for the first is not looked after as
   * one whose socket is stuck: he can do nothing about it.
   */
  private void whenFree(Runnable read) {
    long wait = viewer.allowance().waitMs();
    if (wait > 0) {
      pause = hub.later(wait, () -> whenFree(read));
    } else {
      flow.whenRoom(read);
      hub.serve(flow);
    }
  }

  private void page(boolean snapshot) {
    if (closed) {
      flow.read();
      return;
    }
    hearing = stream.hearing();
    pageFromHere(snapshot)
        .onSuccess(replay -> whileOpen(() -> take(replay)))
        .onFailure(failure -> whileOpen(() -> failed(failure, () -> read(snapshot))));
  }

  /**
   * Who comes to a user's stream without a position has seen nothing of it, and wants what comes.
   */
  private Future<Replay> pageFromHere(boolean snapshot) {
    return !opened && wish.after() == null && stream.name() instanceof OfUser user
        ? hub.logs().now(user)
        : hub.logs().page(stream.name(), wish.owner(), at, snapshot, flow.page());
  }

  /** The answer to one read of its own; the socket has room for another afterwards. */
  private void whileOpen(Runnable step) {
    flow.read();
    if (!closed) {
      step.run();
    }
    hub.serve(flow);
  }

  private void failed(Throwable failure, Runnable again) {
    if (Refused.is(failure, Reason.UNAVAILABLE) && opened) {
      hub.later(READ_AGAIN_MS, again);
    } else if (failure instanceof Refused refused) {
      refuse(refused);
    } else {
      LOG.error("{} cannot be read", stream.name().address(), failure);
      refuse(Refused.because(Reason.INTERNAL, "The stream cannot be read."));
    }
  }

  private void take(Replay replay) {
    LogPage page = replay.page();
    state = page.state();
    watchIf(page.watched());
    if (!opened || page.reason() != null) {
      open(page);
    }
    if (closed) {
      return;
    }
    if (page.snapshot() != null) {
      new Text(page).next();
      return;
    }
    replayed += replay.frames().size();
    if (!replay.frames().isEmpty()) {
      giveRead(hub.parcel(stream.name(), replay));
    }
    at = replay.frames().isEmpty() ? standsAt(page) : replay.end();
    if (isAt(page.top())) {
      stream.join(this);
    } else {
      read();
    }
  }

  /** Without a single event: at the present, where all before it is lost or was not wanted. */
  private Position standsAt(LogPage page) {
    boolean anew = page.state() == null && (page.reason() != null || at == null);
    return anew ? Position.parse(page.top()).orElse(null) : at;
  }

  private void open(LogPage page) {
    List<Frame> head = new ArrayList<>();
    String reason = opened ? page.reason() : start.reason(page);
    Opening opening = Opening.of(page, start.isUnknown() && !opened ? null : at, reason);
    hub.attached(opening);
    head.add(opening.frame());
    if (page.snapshot() != null) {
      head.add(Frame.snapshot(page.snapshot()));
    }
    opened = true;
    giveRead(hub.parcel(stream.name(), head));
  }

  private boolean isAt(String top) {
    return at == null ? top.equals("0") : at.toString().equals(top);
  }

  /** It has joined those who are live, over these frames; what it is told first. */
  void isLive(List<Frame> way) {
    hub.replayed(replayed);
    replayed = 0;
    List<Frame> frames = new ArrayList<>(way);
    if (noticesMissed) {
      noticesMissed = false;
      frames.add(stream.reopening());
    }
    frames.add(stream.liveFrame());
    if (!way.isEmpty()) {
      way.get(way.size() - 1).end().ifPresent(frames::add);
    } else if (state != null && state.isTerminal()) {
      frames.add(Frame.end(state, at));
    }
    give(frames);
  }

  /** The output of a snapshot, part by part. */
  private final class Text {
    private static final int PART = 64 << 10;

    private final LogPage page;
    private final Position top;
    private long from;
    private long offset;

    Text(LogPage page) {
      this.page = page;
      this.top = Position.parse(page.top()).orElseThrow();
    }

    void next() {
      if (page.outputBytes() == 0) {
        part("", true);
      } else {
        whenFree(this::ask);
      }
    }

    private void ask() {
      if (closed) {
        flow.read();
        return;
      }
      long to = Math.min(from + Math.min(PART, flow.page()), page.outputBytes());
      hub.logs()
          .part(page.snapshot().id(), top.epoch(), page.attempt(), from, to)
          .onSuccess(bytes -> whileOpen(() -> take(bytes, to == page.outputBytes())))
          .onFailure(failure -> whileOpen(() -> failed(failure, this::next)));
    }

    /** Empty when another attempt has cut the text meanwhile: then the stream opens again. */
    private void take(Optional<byte[]> bytes, boolean last) {
      if (bytes.isEmpty()) {
        read(true);
        return;
      }
      int whole = last ? bytes.get().length : Utf8.wholeCharacters(bytes.get());
      from += whole;
      part(new String(bytes.get(), 0, whole, StandardCharsets.UTF_8), last);
    }

    private void part(String text, boolean last) {
      Frame part = Frame.output(offset, text, last ? top : null);
      giveRead(hub.parcel(stream.name(), List.of(part)));
      offset += text.length();
      if (closed) {
        return;
      }
      if (last) {
        at = top;
        read();
      } else {
        next();
      }
    }
  }

  /** From where a viewer wants to start, as far as he holds something that can be a position. */
  private record Start(Follow wish, Position position, boolean invalid) {
    private static final String BEGINNING = "0";

    /** A position of nobody: a user's stream has no snapshot, and gives all it has instead. */
    private static final Position NOWHERE = new Position("0", 1, "0");

    static Start of(Follow wish) {
      String after = wish.after();
      if (after == null || after.equals(BEGINNING)) {
        return new Start(wish, null, false);
      }
      Optional<Position> given =
          Position.parse(after).filter(position -> wish.stream().mayHold(position));
      Position otherwise = wish.stream() instanceof OfUser ? NOWHERE : null;
      return new Start(wish, given.orElse(otherwise), given.isEmpty());
    }

    boolean isUnknown() {
      return position == NOWHERE;
    }

    boolean wantsSnapshot() {
      return wish.snapshot() || invalid;
    }

    /** Why he is told that what follows is not simply what follows his position. */
    String reason(LogPage page) {
      if (wish.snapshot()) {
        return page.reason();
      }
      if (invalid) {
        return "position-invalid";
      }
      return position == null ? "first" : page.reason();
    }
  }
}
