package io.jobwire.http.bridge;

import io.jobwire.http.Problems;
import io.jobwire.http.auth.Reader;
import io.jobwire.http.body.ClientFrame;
import io.jobwire.http.body.ClientFrame.Type;
import io.jobwire.model.EventType;
import io.jobwire.model.JobId;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.TraceParent;
import io.jobwire.stream.Allowance;
import io.jobwire.stream.Flow;
import io.jobwire.stream.Follow;
import io.jobwire.stream.Frame;
import io.jobwire.stream.PresenceDesk;
import io.jobwire.stream.StreamName;
import io.jobwire.stream.Wire;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client on one socket, speaking the frames of the event-bus bridge: who he is, what he
 * follows, what he asks for. One frame after the other: what comes next waits for the answer to
 * what came before. Belongs to one event loop.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final String JOB = "job.";
  private static final String USER = "user";
  private static final long NONE = -1;
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String REFRESH = "auth.refresh";

  /** So many messages may wait before the socket is not read any more. */
  private static final int MOST_WAITING = 16;

  private static final Refused ACCESS_DENIED =
      Refused.because(Reason.ACCESS_DENIED, "This address is not for clients.");

  private final Station station;
  private final Socket socket;
  private final Flow flow;
  private final Pace pace;
  private final SignOn signOn;
  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private final ArrayDeque<ClientFrame> waiting = new ArrayDeque<>();
  private final String unnamedDevice = PresenceDesk.unnamed();
  private long visit = NONE;
  private boolean busy;
  private boolean paused;
  private boolean draining;
  private boolean closed;

  Session(Station station, Socket socket) {
    this.station = station;
    this.socket = socket;
    flow = new Flow(socket, station.limits().socketBuffer());
    pace = new Pace(station.limits().framesPerSecond(), station.limits().subscriptions());
    signOn = new SignOn(station, this);
  }

  void open() {
    station.sessions().add(this);
    signOn.byRequest(socket.authorization(), socket.accessToken());
  }

  // what comes

  void receive(byte[] message) {
    if (closed) {
      return;
    }
    station.meters().streams().received();
    Pace.Verdict verdict = pace.next();
    if (verdict == Pace.Verdict.FLOOD) {
      close(Closing.TOO_MANY);
      return;
    }
    read(message, verdict);
    if (waiting.size() > MOST_WAITING) {
      pause();
    }
    if (flow.isFull()) {
      untilDrained();
    }
  }

  private void read(byte[] message, Pace.Verdict verdict) {
    long wait = verdict == Pace.Verdict.TOO_MANY ? 1 : waitOfUser();
    try {
      ClientFrame frame = ClientFrame.read(message);
      if (wait > 0) {
        deny(frame, Refused.rateLimited(wait));
      } else {
        waiting.add(frame);
        work();
      }
    } catch (Refused malformed) {
      malformed(malformed, message);
    }
  }

  /** Seconds until all sockets of this user together may send another frame. */
  private long waitOfUser() {
    long wait = isSignedIn() ? station.sessions().limits().frames().take(user()) : 0;
    return wait > 0 && pace.welcomes() ? 0 : wait;
  }

  private void pause() {
    if (!paused && !closed) {
      paused = true;
      socket.pause();
    }
  }

  /** Who does not read his answers is not asked for more, and closed when that does not change. */
  private void untilDrained() {
    if (!draining && !closed) {
      draining = true;
      pause();
      station.hub().whenRoom(flow, this::drained);
    }
  }

  private void drained() {
    draining = false;
    work();
  }

  /** A ping of the transport, or a part of a message: it counts, and is no frame. */
  void pinged() {
    if (!closed && pace.next() == Pace.Verdict.FLOOD) {
      close(Closing.TOO_MANY);
    }
  }

  private void malformed(Refused malformed, byte[] message) {
    if (!Utf8Check.isFine(message)) {
      close(Closing.NOT_UTF8);
      return;
    }
    refuse(null, malformed);
    if (pace.oneMoreMalformed()) {
      close(Closing.MALFORMED);
    }
  }

  private void work() {
    while (!busy && !draining && !closed && !waiting.isEmpty()) {
      take(waiting.poll());
      if (flow.isFull()) {
        untilDrained();
      }
    }
    if (paused && !draining && waiting.isEmpty()) {
      paused = false;
      socket.resume();
    }
  }

  private void take(ClientFrame frame) {
    try {
      if (frame.type() == Type.PING) {
        pong(frame);
      } else if (signOn.admits(frame)) {
        obey(frame);
      }
    } catch (Refused no) {
      deny(frame, no);
    }
  }

  /** Without an id nothing answers, as in the library. */
  private void pong(ClientFrame ping) {
    if (ping.id() != null) {
      say(
          out -> {
            out.writeStringField("type", "pong");
            out.writeFieldName("id");
            out.writeRawValue(ping.id().text());
          });
    }
  }

  private void obey(ClientFrame frame) {
    switch (frame.type()) {
      case REGISTER -> register(frame);
      case UNREGISTER -> unregister(frame);
      case SEND -> send(frame);
      default -> throw ACCESS_DENIED;
    }
  }

  /** It is known who is here: that begins a session in the eyes of the analytics. */
  void signedIn(String user) {
    if (!closed && visit == NONE) {
      visit = station.hub().visits().came(user);
    }
  }

  // streams

  private void register(ClientFrame frame) {
    StreamName stream = stream(frame.address());
    signOn.demandFor(stream);
    boolean snapshot = wantsSnapshot(frame.header("start"));
    demandDevice(frame.header("deviceId"));
    Seat old = seats.get(frame.address());
    if (old == null) {
      demandSeat();
    }
    Follow wish = new Follow(stream, owner(stream), frame.header("after"), snapshot);
    Allowance replay = station.sessions().limits().replayOf(user());
    Seat seat = new Seat(this, frame.address(), socket, flow, replay);
    seats.put(frame.address(), seat);
    seat.sit(station.hub().follow(wish, seat), presence(stream, frame.header("deviceId")));
    // Only now: a job that is cancelled without viewers has one all the while.
    if (old != null) {
      old.leave();
    }
  }

  private void demandSeat() {
    if (seats.size() >= station.limits().subscriptions()) {
      throw Refused.rateLimited(1);
    }
    station.sessions().demandSeat(user());
  }

  /** It has told its first frames. */
  void opened(Seat seat) {
    signOn.tellIfEnding(seat.address());
  }

  /** What says that a device of the user is here, until the seat is left. */
  private Runnable presence(StreamName stream, String deviceId) {
    if (!(stream instanceof StreamName.OfUser user)) {
      return () -> {};
    }
    String device = deviceId != null ? deviceId : unnamedDevice;
    station.hub().presence().enter(user.user(), device);
    return () -> station.hub().presence().leave(user.user(), device);
  }

  private static void demandDevice(String deviceId) {
    if (deviceId != null && !DEVICE.matcher(deviceId).matches()) {
      throw Refused.invalid("deviceId", "must be 1 to 64 letters, digits, . _ or -");
    }
  }

  private String owner(StreamName stream) {
    Reader reader = signOn.reader();
    return stream instanceof StreamName.OfUser ? reader.user() : reader.owner();
  }

  private StreamName stream(String address) {
    if (address.equals(USER)) {
      return new StreamName.OfUser(signOn.reader().user());
    }
    String id = address.startsWith(JOB) ? address.substring(JOB.length()) : null;
    if (!JobId.isValid(id)) {
      throw ACCESS_DENIED;
    }
    return new StreamName.OfJob(new JobId(id));
  }

  private static boolean wantsSnapshot(String start) {
    if (start != null && !start.equals("snapshot")) {
      throw Refused.invalid("start", "must be snapshot or absent");
    }
    return start != null;
  }

  private void unregister(ClientFrame frame) {
    stream(frame.address());
    Seat seat = seats.remove(frame.address());
    if (seat != null) {
      seat.leave();
      station.sessions().freeSeats(user(), 1);
    }
  }

  /** A stream has refused him: it is not there for him, or cannot be read now. */
  void lost(Seat seat, Refused why) {
    if (seats.remove(seat.address(), seat)) {
      seat.leave();
      station.sessions().freeSeats(user(), 1);
      refuse(seat.address(), why);
    }
  }

  void leaveAll(Refused why) {
    List.copyOf(seats.values()).forEach(seat -> lost(seat, why));
  }

  /** Tells something on each address that he follows. */
  void tellAll(EventType type, Json.Content data) {
    seats.keySet().forEach(address -> tell(address, type, data));
  }

  void tell(String address, EventType type, Json.Content data) {
    write(Frame.control(type, data).on(socket.wire(), address));
    socket.flush();
  }

  // commands

  private void send(ClientFrame frame) {
    if (frame.address().equals(REFRESH)) {
      refresh(frame);
      return;
    }
    if (!station.commands().knows(frame.address())) {
      throw ACCESS_DENIED;
    }
    Future<JsonText> answer =
        station.commands().carryOut(frame.address(), signOn.commander(), body(frame), trace(frame));
    busy = true;
    answer
        .onSuccess(body -> answer(frame, body))
        .onFailure(failure -> failed(frame, failure))
        .onComplete(done -> done());
  }

  private void refresh(ClientFrame frame) {
    JsonText answer = signOn.refresh(body(frame));
    if (answer == null) {
      String other = "This token is another user's.";
      deny(frame, Refused.because(Reason.FORBIDDEN, other));
      close(Closing.REFUSED);
    } else {
      answer(frame, answer);
    }
  }

  private void done() {
    busy = false;
    work();
  }

  private static TraceParent trace(ClientFrame frame) {
    return TraceParent.of(frame.header(TraceParent.HEADER));
  }

  private static byte[] body(ClientFrame frame) {
    return frame.body() == null
        ? new byte[0]
        : frame.body().text().getBytes(StandardCharsets.UTF_8);
  }

  private void answer(ClientFrame frame, JsonText body) {
    if (frame.replyAddress() != null) {
      say(
          out -> {
            out.writeStringField("type", "rec");
            out.writeStringField("address", frame.replyAddress());
            out.writeFieldName("body");
            out.writeRawValue(body.text());
          });
    }
  }

  private void failed(ClientFrame frame, Throwable failure) {
    if (failure instanceof Refused no) {
      deny(frame, no);
    } else {
      LOG.error("{} failed", frame.address(), failure);
      deny(frame, Refused.because(Reason.INTERNAL, "Something went wrong here."));
    }
  }

  private static String whereToAnswer(ClientFrame frame) {
    return frame.replyAddress() != null ? frame.replyAddress() : frame.address();
  }

  // what goes

  void refuse(String address, Refused why) {
    refuse(address, address, why);
  }

  private void deny(ClientFrame frame, Refused why) {
    refuse(frame.address(), whereToAnswer(frame), why);
  }

  private void refuse(String asked, String answered, Refused why) {
    station.refused(asked, why);
    say(err(answered, Problems.status(why.reason()), why.reason().word()));
  }

  private static Json.Content err(String address, int code, String message) {
    return out -> {
      out.writeStringField("type", "err");
      if (address != null) {
        out.writeStringField("address", address);
      }
      out.writeNumberField("failureCode", code);
      out.writeStringField("failureType", "RECIPIENT_FAILURE");
      out.writeStringField("message", message);
    };
  }

  private void say(Json.Content frame) {
    write(socket.wire().pack(Json.object(frame).text().getBytes(StandardCharsets.UTF_8)));
    socket.flush();
  }

  private void write(byte[] bytes) {
    if (!closed) {
      socket.write(Unpooled.wrappedBuffer(bytes));
    }
  }

  // the end

  void tooSlow() {
    close(Closing.TOO_SLOW);
  }

  /** The transport failed; its end is told apart. */
  void broken(Throwable failure) {
    LOG.debug("A socket failed: {}", failure.getMessage());
  }

  /**
   * Streams end first: nothing may follow the close frame. Where that has no code of its own, an
   * error frame brings it.
   */
  void close(Closing why) {
    if (!closed) {
      if (why.isRefusal()) {
        station.closed(why);
      }
      if (socket.wire() != Wire.WEBSOCKET && !why.isToldBefore()) {
        say(err(null, why.code(), why.reason()));
      }
      end();
      socket.close(why);
    }
  }

  void gone() {
    end();
  }

  private void end() {
    if (closed) {
      return;
    }
    List.copyOf(seats.values()).forEach(Seat::leave);
    if (!seats.isEmpty()) {
      station.sessions().freeSeats(user(), seats.size());
    }
    seats.clear();
    closed = true;
    waiting.clear();
    signOn.end();
    if (visit != NONE) {
      station.hub().visits().went(visit);
    }
    station.sessions().remove(this);
  }

  boolean isSignedIn() {
    return signOn.reader() != null;
  }

  String user() {
    return signOn.reader().user();
  }

  long unfinished() {
    return socket.unfinished();
  }

  int subscriptions() {
    return seats.size();
  }
}
