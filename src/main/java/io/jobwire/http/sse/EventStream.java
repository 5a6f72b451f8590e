package io.jobwire.http.sse;

import io.jobwire.http.auth.Reader;
import io.jobwire.http.limit.Holdings;
import io.jobwire.model.EventType;
import io.jobwire.model.Json;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.stream.Allowance;
import io.jobwire.stream.Flow;
import io.jobwire.stream.Follow;
import io.jobwire.stream.Frame;
import io.jobwire.stream.Parcel;
import io.jobwire.stream.StreamHub;
import io.jobwire.stream.Subscription;
import io.jobwire.stream.Viewer;
import io.jobwire.stream.VisitDesk;
import io.jobwire.stream.Wire;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One response and what is followed on it: from the first event, before which it may still be
 * refused, to the end of all its streams, of the token, or of the connection.
 */
final class EventStream {
  private static final long WARNING_MS = 60_000;
  private static final long AGAIN_MS = 500;
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final EventStreams all;
  private final RoutingContext context;
  private final HttpServerResponse response;
  private final Reader reader;
  private final Tongue tongue;
  private final ResponseOutlet outlet;
  private final Flow flow;
  private final Allowance allowance;
  private final List<Watch> watches = new ArrayList<>();
  private final List<Long> timers = new ArrayList<>();
  private int seats;
  private VisitDesk visits;
  private long visit;
  private boolean begun;
  private boolean over;

  EventStream(EventStreams all, RoutingContext context, Reader reader, Tongue tongue) {
    this.all = all;
    this.context = context;
    this.response = context.response();
    this.reader = reader;
    this.tongue = tongue;
    outlet = new ResponseOutlet(response);
    flow = new Flow(outlet, all.socketBuffer());
    allowance = all.limits().replayOf(reader.user());
  }

  void follow(StreamHub hub, List<Follow> wishes) {
    Holdings subscriptions = all.limits().subscriptions();
    if (!subscriptions.take(user(), wishes.size())) {
      context.fail(subscriptions.policy().refuse(context, 1));
      return;
    }
    seats = wishes.size();
    // Not the response's own handler, which has room for one listener only.
    context.addEndHandler(over -> leave());
    all.add(this);
    visits = hub.visits();
    for (Follow wish : wishes) {
      Watch watch = new Watch(hub, wish);
      watches.add(watch);
      watch.sit();
    }
  }

  String user() {
    return reader.user();
  }

  int subscriptions() {
    return watches.size();
  }

  ResponseOutlet outlet() {
    return outlet;
  }

  // the beginning

  private void take(Watch watch, Parcel parcel) {
    boolean first = !begun;
    if (first) {
      begin();
    }
    outlet.write(tongue.say(watch.wish.stream(), parcel));
    parcel.frames().forEach(watch::note);
    if (first) {
      heedExpiry();
    }
    endIfAllIsSaid();
  }

  private void begin() {
    begun = true;
    visit = visits.came(reader.user());
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-cache, no-store, no-transform")
        .putHeader("X-Accel-Buffering", "no");
  }

  /** The token's end is the stream's. */
  private void heedExpiry() {
    long left = Math.max(1, reader.expiresAtMs() - System.currentTimeMillis());
    if (left > WARNING_MS) {
      timers.add(all.vertx().setTimer(left - WARNING_MS, soon -> warn()));
    } else {
      warn();
    }
    timers.add(all.vertx().setTimer(left, expired -> end()));
  }

  private void warn() {
    tell(EventType.AUTH_EXPIRING, out -> out.writeNumberField("expiresAt", reader.expiresAtMs()));
  }

  /** Something about the connection, not about one of its streams. */
  void tell(EventType type, Json.Content data) {
    say(Wire.serverSent(Frame.control(type, data), null));
  }

  /** Proxies and idle timers hear that it is alive though nothing happens. */
  void keepAlive() {
    say(COMMENT);
  }

  private void say(byte[] bytes) {
    if (begun && !over) {
      outlet.write(Unpooled.wrappedBuffer(bytes));
      outlet.flush();
    }
  }

  // the end

  private void endIfAllIsSaid() {
    if (watches.stream().allMatch(watch -> watch.ended)) {
      end();
    }
  }

  /**
   * Before anything was said a refusal is an answer like any other. Later one of many that is gone
   * has ended; and one that cannot be read yet, of which nothing was said either, is tried again: a
   * browser that came back to a 503 would give up all of them.
   */
  private void refused(Watch watch, Refused why) {
    if (over) {
      return;
    }
    if (!begun) {
      leave();
      context.fail(why);
    } else if (why.reason() == Reason.NOT_FOUND) {
      watch.ended = true;
      endIfAllIsSaid();
    } else if (why.reason() == Reason.UNAVAILABLE) {
      all.vertx().setTimer(AGAIN_MS, later -> watch.sit());
    } else {
      end();
    }
  }

  /** What was written still goes out. */
  void end() {
    if (over) {
      return;
    }
    leave();
    if (!begun) {
      context.fail(EventStreams.goingAway());
      return;
    }
    outlet.flush();
    // Whether it arrives or not, nothing more is to be done.
    response.end();
  }

  private void leave() {
    if (!over) {
      over = true;
      all.remove(this);
      all.limits().subscriptions().give(user(), seats);
      if (begun) {
        visits.went(visit);
      }
      watches.forEach(watch -> watch.subscription.close());
      timers.forEach(all.vertx()::cancelTimer);
    }
  }

  /** One stream on this response. */
  private final class Watch implements Viewer {
    final StreamHub hub;
    final Follow wish;
    Subscription subscription;
    boolean ended;

    Watch(StreamHub hub, Follow wish) {
      this.hub = hub;
      this.wish = wish;
    }

    void sit() {
      if (!over) {
        subscription = hub.follow(wish, this);
      }
    }

    @Override
    public Flow flow() {
      return flow;
    }

    @Override
    public Allowance allowance() {
      return allowance;
    }

    @Override
    public void take(Parcel parcel) {
      EventStream.this.take(this, parcel);
    }

    @Override
    public void refused(Refused why) {
      EventStream.this.refused(this, why);
    }

    /** A resume makes an end no end; a heartbeat says nothing of either. */
    void note(Frame frame) {
      if (frame.is(EventType.STREAM_END)) {
        ended = true;
      } else if (frame.position() != null) {
        ended = false;
      }
    }
  }
}
