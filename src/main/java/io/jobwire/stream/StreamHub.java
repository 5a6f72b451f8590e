package io.jobwire.stream;

import io.jobwire.model.JobId;
import io.jobwire.model.Position;
import io.jobwire.model.Refused;
import io.jobwire.ops.Journeys.Journey;
import io.jobwire.ops.Meters;
import io.jobwire.ops.StreamMeters;
import io.jobwire.redis.JobLog;
import io.jobwire.redis.Keys;
import io.jobwire.redis.Presence;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.UserLog;
import io.jobwire.redis.Viewings;
import io.jobwire.redis.Visits;
import io.jobwire.stream.StreamName.OfJob;
import io.jobwire.stream.StreamName.OfUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All streams that the sockets of one event loop follow: each is heard and read once, for however
 * many viewers. What comes in one turn of the loop goes out at its end, each socket flushed once.
 */
public final class StreamHub {
  /** While somebody's socket is too full to read for, so often it is looked at. */
  private static final long LOOK_MS = 20;

  /** When Redis has not confirmed a channel by then, it is away. */
  private static final long ARM_MS = 1_500;

  /** So many positions are asked for in one step. */
  private static final int MOST_TOPS = 200;

  /** Turns that touch more sockets than this are kept apart. */
  private static final int MANY = 100;

  private final Vertx vertx;
  private final Pace pace;
  private final StreamMeters meters;
  private final Keys keys;
  private final RedisLink link;
  private final JobLog jobs;
  private final UserLog users;
  private final PresenceDesk presence;
  private final Watch watch;
  private final VisitDesk visits;
  private final SharedReads reads = new SharedReads();
  private final Logs logs;
  private final Ear ear;
  private final StreamReader reader;
  private final Map<StreamName, Stream> streams = new HashMap<>();

  private final Set<Stream> due = new LinkedHashSet<>();
  private final List<Flow> touched = new ArrayList<>();
  private final List<Parcel> parcels = new ArrayList<>();
  private final Set<Flow> full = new LinkedHashSet<>();
  private long heartbeat;
  private boolean turnEnds;
  private boolean delivers;
  private long lastWide;

  public StreamHub(
      Vertx vertx, RedisAccess redis, Switchboard switchboard, Pace pace, Meters meters) {
    this.vertx = vertx;
    this.pace = pace;
    this.meters = meters.streams();
    keys = redis.keys();
    link = redis.link(vertx);
    jobs = new JobLog(link, keys);
    users = new UserLog(link, keys, redis.limits());
    presence = new PresenceDesk(vertx, new Presence(link, keys, redis.limits()));
    watch = new Watch(vertx, new Viewings(link, keys));
    visits = new VisitDesk(vertx, new Visits(link, keys), redis.limits().leaseMs());
    logs = new Logs(jobs, users, reads);
    ear = new Ear(vertx, switchboard);
    reader = new StreamReader(vertx, redis.store(link, link), keys, ear, meters.streams());
  }

  /**
   * How often viewers hear that they are up to date, and how far apart turns are kept that touch
   * many sockets.
   */
  public record Pace(long heartbeatMs, long quietMs) {}

  public Future<Void> open() {
    heartbeat = vertx.setPeriodic(pace.heartbeatMs, tick -> beat());
    presence.open();
    watch.open();
    visits.open();
    return link.open();
  }

  public boolean isUp() {
    return link.isUp();
  }

  public Future<Void> close() {
    vertx.cancelTimer(heartbeat);
    return presence
        .close()
        .eventually(watch::close)
        .eventually(visits::close)
        .eventually(link::close);
  }

  /** Who is here, of the users whose own streams are followed. */
  public PresenceDesk presence() {
    return presence;
  }

  /** Whose sessions are here, for the analytics. */
  public VisitDesk visits() {
    return visits;
  }

  /** The same streams, page by page, for those who do not stay. */
  public StreamReader reader() {
    return reader;
  }

  /**
   * From now on the viewer takes what the contract says a subscriber gets: {@code stream:open:v1}
   * first, then replay, then what happens; or it is refused. Never within this call.
   */
  public Subscription follow(Follow wish, Viewer viewer) {
    if (!link.isUp()) {
      Absent absent = new Absent();
      vertx.runOnContext(now -> absent.refuse(viewer));
      return absent;
    }
    return streams.computeIfAbsent(wish.stream(), this::stream).follow(wish, viewer);
  }

  /**
   * Whether following this would bring anything but that it is over: nothing new comes to who
   * stands at the end of an ended stream. Refused as following it would be.
   */
  public Future<Boolean> hasNews(Follow wish) {
    if (!link.isUp()) {
      return Future.failedFuture(away());
    }
    Future<Boolean> news = Follower.hasNews(logs, wish);
    wake();
    return news;
  }

  private Stream stream(StreamName name) {
    Stream stream = new Stream(this, name, name.channel(keys), ear);
    if (name instanceof OfJob) {
      meters.journeys().follow(name.address());
    }
    vertx.setTimer(ARM_MS, late -> refuseUnlessArmed(stream));
    return stream;
  }

  private void refuseUnlessArmed(Stream stream) {
    if (!stream.isArmed()) {
      stream.refuseAll(away());
    }
  }

  private static Refused away() {
    return Refused.unavailable("Streams cannot be read at the moment; try again.");
  }

  /** A subscription that came while Redis was away. */
  private static final class Absent implements Subscription {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }

    void refuse(Viewer viewer) {
      if (!closed) {
        viewer.refused(away());
      }
    }
  }

  /** The names of what is followed, each as nobody else is called. */
  public Set<String> followed() {
    return streams.keySet().stream()
        .map(name -> name instanceof OfUser user ? "user." + user.user() : name.address())
        .collect(Collectors.toSet());
  }

  void forget(Stream stream) {
    streams.remove(stream.name(), stream);
    due.remove(stream);
    stream.end();
    if (stream.name() instanceof OfJob job) {
      meters.journeys().leave(job.address());
      watch.end(job.id());
    }
  }

  /** A job that is cancelled when nobody follows it; somebody does. */
  void watch(StreamName name) {
    if (name instanceof OfJob job) {
      watch.begin(job.id());
    }
  }

  Logs logs() {
    return logs;
  }

  void soon(Runnable step) {
    vertx.runOnContext(now -> step.run());
  }

  /** Gives the name under which it is {@link #notLater}. */
  long later(long ms, Runnable step) {
    return vertx.setTimer(ms, time -> step.run());
  }

  void notLater(long name) {
    vertx.cancelTimer(name);
  }

  // the end of a turn

  /** Something was heard that is to go out. */
  void due(Stream stream) {
    due.add(stream);
    if (!delivers) {
      delivers = true;
      long quiet = lastWide == 0 ? 0 : pace.quietMs - (System.nanoTime() - lastWide) / 1_000_000;
      if (quiet > 0) {
        later(quiet, this::deliver);
      } else {
        vertx.runOnContext(endOfTurn -> deliver());
      }
    }
  }

  private void deliver() {
    delivers = false;
    turnEnds = true;
    List<Stream> heard = List.copyOf(due);
    due.clear();
    heard.forEach(Stream::deliver);
    lastWide = touched.size() > MANY ? System.nanoTime() : 0;
    endTurn();
  }

  /** What was asked for or written in this turn is on its way at its end. */
  void wake() {
    if (!turnEnds) {
      turnEnds = true;
      vertx.runOnContext(end -> endTurn());
    }
  }

  private void endTurn() {
    turnEnds = false;
    reads.send();
    touched.forEach(Flow::flush);
    touched.clear();
    count();
    parcels.forEach(Parcel::release);
    parcels.clear();
  }

  /** What has gone to the sockets in this turn, in one go. */
  private void count() {
    if (parcels.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    long sent = 0;
    for (Parcel parcel : parcels) {
      sent += parcel.takers() * (long) parcel.frames().size();
      for (Frame frame : parcel.frames()) {
        if (frame.heardNanos() != 0) {
          meters.delivered(now - frame.heardNanos());
        }
      }
    }
    meters.sent(sent);
    Journey journey = meters.journeys().current();
    if (journey != null) {
      parcels.forEach(parcel -> follow(journey, parcel, now));
    }
  }

  private static void follow(Journey journey, Parcel parcel, long now) {
    Position last = parcel.takers() > 0 ? parcel.lastPosition() : null;
    if (last != null && parcel.isOf(journey)) {
      journey.arrived(last.seq(), now);
    }
  }

  void touch(Flow flow) {
    if (flow.touch()) {
      touched.add(flow);
      wake();
    }
  }

  /** Lives until the end of this turn. */
  Parcel parcel(StreamName name, List<Frame> frames) {
    Parcel parcel = new Parcel(name.address(), frames);
    parcels.add(parcel);
    wake();
    return parcel;
  }

  Parcel parcel(StreamName name, Logs.Replay replay) {
    return replay.parcel(() -> parcel(name, replay.frames()));
  }

  // sockets that are too full

  /** Takes a step once the socket has room: within this call, or when it has drained. */
  public void whenRoom(Flow flow, Runnable step) {
    flow.whenRoom(
        () -> {
          flow.read();
          step.run();
        });
    serve(flow);
  }

  /** Reads what there is room for, now or when the socket has drained. */
  void serve(Flow flow) {
    if (!flow.turn() && full.add(flow)) {
      flow.watch(System.nanoTime());
      if (full.size() == 1) {
        later(LOOK_MS, this::look);
      }
    }
    wake();
  }

  private void look() {
    long now = System.nanoTime();
    for (Flow flow : List.copyOf(full)) {
      if (flow.turn()) {
        full.remove(flow);
      } else if (flow.isStuck(now)) {
        full.remove(flow);
        flow.outlet().tooSlow();
      }
    }
    wake();
    if (!full.isEmpty()) {
      later(LOOK_MS, this::look);
    }
  }

  // the heartbeat

  private void beat() {
    Map<Integer, List<Stream>> parts =
        streams.values().stream()
            .filter(stream -> stream.hasLive() && stream.name() instanceof OfJob)
            .collect(Collectors.groupingBy(stream -> keys.partitionOf(id(stream))));
    parts.values().forEach(this::beat);
    List.copyOf(streams.values()).stream().filter(Stream::hasLive).forEach(this::beatOfUser);
  }

  private void beatOfUser(Stream stream) {
    if (stream.name() instanceof OfUser name) {
      users.top(name.user()).onSuccess(stream::heartbeat);
    }
  }

  private void beat(List<Stream> part) {
    for (int from = 0; from < part.size(); from += MOST_TOPS) {
      List<Stream> some = part.subList(from, Math.min(part.size(), from + MOST_TOPS));
      // While Redis is away there is nothing to tell: the next beat says more.
      jobs.tops(some.stream().map(StreamHub::id).toList()).onSuccess(tops -> beat(some, tops));
    }
  }

  private void beat(List<Stream> some, List<String> tops) {
    for (int i = 0; i < some.size(); i++) {
      some.get(i).heartbeat(tops.get(i));
    }
  }

  private static JobId id(Stream stream) {
    return ((OfJob) stream.name()).id();
  }

  // numbers

  void attached(Opening opening) {
    meters.attached(opening.mode(), opening.reason());
  }

  void rewound() {
    meters.rewound();
  }

  void replayed(long events) {
    meters.replayed(events);
  }

  void healed() {
    meters.healed();
  }

  void pulled() {
    meters.pulled();
  }
}
