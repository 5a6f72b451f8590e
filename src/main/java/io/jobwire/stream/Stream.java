package io.jobwire.stream;

import io.jobwire.model.EventType;
import io.jobwire.model.Position;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobStore;
import io.jobwire.stream.Logs.Replay;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream on one event loop, and all who follow it there. Those who are live stand at one place,
 * so what comes is judged once and goes to all of them; when it is not simply the next, the log is
 * read once for all. The others are on their way. Belongs to one event loop.
 */
final class Stream implements Ear.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

  /** So much may wait for the end of a turn: no stream holds up the others for long. */
  private static final int MOST_WAITING = 1_024;

  private static final long MOST_WAITING_BYTES = 256 << 10;
  private static final int PAGE = 256 << 10;
  private static final long MEND_AGAIN_MS = 200;
  private static final String REWOUND = "history-rewound";

  private final StreamHub hub;
  private final StreamName name;
  private final Ear.Listening listening;
  private final Set<Follower> followers = new LinkedHashSet<>();
  private final ArrayList<Follower> live = new ArrayList<>();
  private final Recent recent = new Recent();

  /** They have read more of the log than was heard yet. */
  private final List<Follower> ahead = new ArrayList<>();

  /** Where those who are live stand. */
  private final Cursor cursor = new Cursor(null);

  private List<Frame> inbox = new ArrayList<>();
  private long inboxBytes;
  private boolean armed;

  /** Counts up each time something may have been missed: who read before must read again. */
  private int hearing;

  private Object mending;

  /**
   * The newest of the frames that were kept when the log was asked last; null when there were none.
   */
  private Frame keptBefore;

  private boolean beats;

  Stream(StreamHub hub, StreamName name, String channel, Ear ear) {
    this.hub = hub;
    this.name = name;
    this.listening = ear.listen(channel, this);
  }

  StreamName name() {
    return name;
  }

  int hearing() {
    return hearing;
  }

  int size() {
    return followers.size();
  }

  boolean hasLive() {
    return !live.isEmpty();
  }

  boolean isArmed() {
    return armed;
  }

  void end() {
    listening.end();
  }

  // those who follow

  Follower follow(Follow wish, Viewer viewer) {
    Follower follower = new Follower(hub, this, wish, viewer);
    followers.add(follower);
    if (armed) {
      follower.begin();
    }
    return follower;
  }

  void leave(Follower follower) {
    followers.remove(follower);
    ahead.remove(follower);
    removeLive(follower);
    if (followers.isEmpty()) {
      hub.forget(this);
    }
  }

  void refuseAll(Refused why) {
    List.copyOf(followers).forEach(follower -> follower.refuse(why));
  }

  /** It has read the log to its top: is that where the live ones are? */
  void join(Follower follower) {
    if (follower.hearing() != hearing) {
      follower.read();
    } else if (live.isEmpty()) {
      List<Frame> kept = recent.take();
      cursor.moveTo(follower.at());
      addLive(follower, List.of());
      apply(kept);
    } else if (cursor.isAt(follower.at())) {
      addLive(follower, List.of());
    } else {
      joinElsewhere(follower);
    }
  }

  private void joinElsewhere(Follower follower) {
    List<Frame> way = recent.between(follower.at(), cursor.at());
    if (way != null) {
      addLive(follower, way);
    } else if (isBehind(follower.at())) {
      follower.read();
    } else {
      // Mostly what it read is about to be heard; when it was lost, or all is another, the log
      // tells.
      ahead.add(follower);
      hub.later(MEND_AGAIN_MS, () -> mendFor(follower));
    }
  }

  private boolean isBehind(Position position) {
    Position at = cursor.at();
    return position == null
        || at != null && position.epoch().equals(at.epoch()) && position.seq() <= at.seq();
  }

  private void mendFor(Follower follower) {
    if (ahead.contains(follower)) {
      if (hasLive()) {
        mend();
      } else {
        settleAhead();
      }
    }
  }

  private void settleAhead() {
    if (!ahead.isEmpty()) {
      List<Follower> waiting = List.copyOf(ahead);
      ahead.clear();
      waiting.forEach(this::settle);
    }
  }

  private void settle(Follower follower) {
    boolean another = cursor.at() != null && !cursor.at().epoch().equals(follower.at().epoch());
    if (!follower.isClosed()) {
      if (another && hasLive()) {
        follower.read();
      } else {
        join(follower);
      }
    }
  }

  private void addLive(Follower follower, List<Frame> way) {
    follower.liveIndex = live.size();
    live.add(follower);
    if (mending == null && !hasReaders()) {
      recent.clear();
    }
    follower.isLive(way);
  }

  private void removeLive(Follower follower) {
    int index = follower.liveIndex;
    if (index < 0) {
      return;
    }
    follower.liveIndex = -1;
    Follower last = live.remove(live.size() - 1);
    if (last != follower) {
      live.set(index, last);
      last.liveIndex = index;
    }
    if (live.isEmpty()) {
      mending = null;
      if (!ahead.isEmpty()) {
        hub.soon(this::settleAhead);
      }
    }
  }

  // what is heard

  @Override
  public void armed() {
    armed = true;
    List.copyOf(followers).forEach(Follower::begin);
  }

  @Override
  public void heard(Frame frame) {
    if (inbox.size() >= MOST_WAITING || inboxBytes > MOST_WAITING_BYTES) {
      missed();
      return;
    }
    inbox.add(frame);
    inboxBytes += frame.json().length;
    hub.due(this);
  }

  @Override
  public void missed() {
    inbox = new ArrayList<>();
    inboxBytes = 0;
    recent.clear();
    hearing++;
    if (name instanceof StreamName.OfUser) {
      followers.stream().filter(Follower::isOpen).forEach(Follower::missedNotice);
    }
    mending = null;
    mend();
    settleAhead();
  }

  /** At the end of a turn: all that was heard in it. */
  void deliver() {
    List<Frame> frames = inbox;
    inbox = new ArrayList<>(Math.min(frames.size(), 64));
    inboxBytes = 0;
    if (mending != null || live.isEmpty() && hasReaders()) {
      keep(frames);
    } else if (!live.isEmpty()) {
      apply(frames);
    }
  }

  private void keep(List<Frame> frames) {
    for (Frame frame : frames) {
      if (frame.isNotice()) {
        notice(frame);
      } else {
        recent.add(frame);
      }
    }
  }

  private boolean hasReaders() {
    return followers.size() > live.size();
  }

  private void apply(List<Frame> frames) {
    if (frames.isEmpty()) {
      settleAhead();
      return;
    }
    Position before = cursor.at();
    List<Frame> next = new ArrayList<>(frames.size() + 1);
    int i = 0;
    boolean known = true;
    while (i < frames.size() && known) {
      known = applyOne(frames.get(i++), next);
    }
    send(next, before);
    if (known) {
      settleAhead();
    } else {
      hub.healed();
      keep(frames.subList(i - 1, frames.size()));
      mend();
    }
  }

  private boolean applyOne(Frame frame, List<Frame> next) {
    if (frame.isNotice()) {
      next.add(frame);
      followers.stream().filter(Follower::isOnItsWay).forEach(Follower::missedNotice);
      return true;
    }
    switch (cursor.judge(frame)) {
      case NEXT -> {
        cursor.moveTo(frame.position());
        next.add(frame);
        if (hasReaders()) {
          recent.add(frame);
        }
        return true;
      }
      case HELD -> {
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private void notice(Frame frame) {
    followers.stream().filter(Follower::isOnItsWay).forEach(Follower::missedNotice);
    send(List.of(frame), cursor.at());
  }

  /** To all who are live; who cannot take it is on his way again, from where he stood before. */
  private void send(List<Frame> frames, Position before) {
    if (frames.isEmpty() || live.isEmpty()) {
      return;
    }
    frames.get(frames.size() - 1).end().ifPresent(frames::add);
    Parcel parcel = hub.parcel(name, frames);
    for (int i = live.size() - 1; i >= 0; i--) {
      if (i >= live.size()) {
        continue;
      }
      Follower follower = live.get(i);
      if (follower.flow().isFull()) {
        removeLive(follower);
        hub.pulled();
        if (frames.stream().anyMatch(Frame::isNotice)) {
          follower.missedNotice();
        }
        follower.fallBack(before);
      } else {
        follower.give(parcel);
      }
    }
  }

  // what the log says

  /** The newest position as Redis has it; empty when there is no such stream any more. */
  void heartbeat(String top) {
    if (live.isEmpty() || mending != null) {
      return;
    }
    if (top.equals(at())) {
      sendAside(liveFrame());
    } else {
      beats = true;
      mend();
    }
  }

  private String at() {
    return cursor.at() == null ? "0" : cursor.at().toString();
  }

  Frame liveFrame() {
    long seq = cursor.seq();
    return Frame.control(
        EventType.STREAM_LIVE,
        out -> {
          out.writeNumberField("seq", seq);
          out.writeStringField("id", at());
        });
  }

  /** Says that the stream opens again although nothing is missing of what is numbered. */
  Frame reopening() {
    return Frame.reopening(cursor.seq(), at());
  }

  private void sendAside(Frame frame) {
    send(new ArrayList<>(List.of(frame)), cursor.at());
  }

  /** Reads the log for all who are live, from where they stand; meanwhile frames are kept. */
  private void mend() {
    if (live.isEmpty() || mending != null) {
      return;
    }
    Object mine = new Object();
    mending = mine;
    keptBefore = recent.newest();
    hub.logs()
        .page(name, JobStore.ANYBODY, cursor.at(), false, PAGE)
        .onSuccess(replay -> whileMine(mine, () -> mended(replay)))
        .onFailure(failure -> whileMine(mine, () -> notMended(failure)));
    hub.wake();
  }

  private void whileMine(Object mine, Runnable step) {
    if (mending == mine) {
      mending = null;
      step.run();
    }
  }

  private void notMended(Throwable failure) {
    if (Refused.is(failure, Reason.UNAVAILABLE)) {
      Object mine = new Object();
      mending = mine;
      hub.later(MEND_AGAIN_MS, () -> whileMine(mine, this::mend));
    } else if (failure instanceof Refused refused) {
      refuseAll(refused);
    } else {
      LOG.error("{} cannot be read", name.address(), failure);
      refuseAll(Refused.because(Reason.INTERNAL, "The stream cannot be read."));
    }
  }

  private void mended(Replay replay) {
    if (replay.page().reason() != null) {
      if (REWOUND.equals(replay.page().reason())) {
        hub.rewound();
      }
      resetAll();
      return;
    }
    List<Frame> kept = recent.take();
    Position before = cursor.at();
    List<Frame> next = new ArrayList<>(replay.frames());
    if (!next.isEmpty()) {
      cursor.moveTo(replay.end());
    }
    send(next, before);
    if (!at().equals(replay.page().top())) {
      keep(kept);
      mend();
      return;
    }
    tellAfterMending();
    apply(confirmed(kept));
  }

  /**
   * What was heard before the log was read to its top and is not in it is dropped: asked again, the
   * log would say the same again.
   */
  private List<Frame> confirmed(List<Frame> kept) {
    int before = keptBefore == null ? 0 : kept.indexOf(keptBefore) + 1;
    List<Frame> confirmed = new ArrayList<>();
    for (Frame frame : kept.subList(0, before)) {
      if (frame.isNotice() || cursor.judge(frame) != Cursor.Verdict.UNKNOWN) {
        confirmed.add(frame);
      }
    }
    confirmed.addAll(kept.subList(before, kept.size()));
    return confirmed;
  }

  private void tellAfterMending() {
    boolean reopened = false;
    for (Follower follower : List.copyOf(live)) {
      reopened |= follower.reopens();
    }
    if (reopened || beats) {
      sendAside(liveFrame());
    }
    beats = false;
  }

  /** The log does not hold where they stand: each reads for himself, and is told so. */
  private void resetAll() {
    Position stood = cursor.at();
    List<Follower> all = List.copyOf(live);
    all.forEach(this::removeLive);
    recent.clear();
    all.forEach(follower -> follower.fallBack(stood));
    settleAhead();
  }
}
