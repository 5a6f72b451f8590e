package io.jobwire.http.bridge;

import io.jobwire.model.Refused;
import io.jobwire.stream.Allowance;
import io.jobwire.stream.Flow;
import io.jobwire.stream.Frame;
import io.jobwire.stream.Parcel;
import io.jobwire.stream.Subscription;
import io.jobwire.stream.Viewer;
import io.jobwire.stream.Wire;
import io.netty.buffer.Unpooled;

/**
 * One registered address of one session: what comes on it goes to the socket in the socket's form.
 */
final class Seat implements Viewer {
  private final Session session;
  private final String address;
  private final Socket socket;
  private final Flow flow;
  private final Allowance allowance;
  private Subscription subscription;
  private Runnable onLeave = () -> {};
  private boolean opened;

  Seat(Session session, String address, Socket socket, Flow flow, Allowance allowance) {
    this.session = session;
    this.address = address;
    this.socket = socket;
    this.flow = flow;
    this.allowance = allowance;
  }

  /** {@code gone} is what there is to do when it is left. */
  void sit(Subscription given, Runnable gone) {
    subscription = given;
    onLeave = gone;
  }

  String address() {
    return address;
  }

  void leave() {
    subscription.close();
    onLeave.run();
    onLeave = () -> {};
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public Allowance allowance() {
    return allowance;
  }

  /** Where each message is framed by the library, each event is a message of its own. */
  @Override
  public void take(Parcel parcel) {
    if (socket.wire() == Wire.TEXT) {
      for (Frame frame : parcel.frames()) {
        socket.write(Unpooled.wrappedBuffer(frame.on(Wire.TEXT, address)));
      }
    } else {
      socket.write(parcel.bytes(socket.wire()));
    }
    if (!opened) {
      opened = true;
      session.opened(this);
    }
  }

  @Override
  public void refused(Refused why) {
    session.lost(this, why);
  }
}
