package io.jobwire.http.bridge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.http.Answers;
import io.jobwire.http.auth.Bearer;
import io.jobwire.http.auth.Reader;
import io.jobwire.http.body.ClientFrame;
import io.jobwire.model.Caller;
import io.jobwire.model.EventType;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Scope;
import io.jobwire.stream.StreamName;
import io.jobwire.stream.StreamName.OfJob;
import io.jobwire.stream.StreamName.OfUser;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Who is at a socket: by the request that opened it, or by the first frame that is no ping; and for
 * how long. Without a good token it is closed.
 */
final class SignOn {
  private static final long PATIENCE_MS = 5_000;
  private static final long WARNING_MS = 60_000;
  private static final long NONE = -1;
  private static final Set<Scope> READS = Set.of(Scope.JOBS_READ);
  private static final Set<Scope> READS_ANY = Set.of(Scope.JOBS_READ, Scope.ADMIN);

  private final Station station;
  private final Session session;
  private Reader reader;

  /** Null where a token for streams alone has opened the socket. */
  private Caller caller;

  private long patience = NONE;
  private long warning = NONE;
  private long end = NONE;

  SignOn(Station station, Session session) {
    this.station = station;
    this.session = session;
  }

  /** Whose streams are read here; null as long as nobody is known. */
  Reader reader() {
    return reader;
  }

  /** Who sends commands; nobody does who came with a token for streams. */
  Caller commander() {
    if (caller == null) {
      throw Refused.because(Reason.FORBIDDEN, "A stream token is for reading streams alone.");
    }
    return caller;
  }

  /** By the request, where it says who asks; else the client has a few seconds to say so. */
  void byRequest(List<String> authorization, List<String> accessToken) {
    try {
      if (!authorization.isEmpty()) {
        welcome(station.tokens().verify(Bearer.token(authorization)));
      } else if (!accessToken.isEmpty()) {
        welcome(Reader.of(station.streamTokens().verifyOnly(accessToken)));
      } else {
        patience = station.vertx().setTimer(PATIENCE_MS, late -> tooLate());
      }
    } catch (Refused no) {
      turnAway(null, no);
    }
  }

  private void tooLate() {
    patience = NONE;
    turnAway(null, Refused.because(Reason.UNAUTHORIZED, "Nobody has said who this is."));
  }

  private void turnAway(String address, Refused no) {
    session.refuse(address, no);
    session.close(Closing.TOKEN);
  }

  /** True when it is known who is there, maybe by this frame. */
  boolean admits(ClientFrame frame) {
    if (reader != null) {
      return true;
    }
    try {
      welcome(station.tokens().verify(Bearer.token(frame.header("Authorization"))));
      return true;
    } catch (Refused no) {
      String reply = frame.replyAddress();
      turnAway(reply != null ? reply : frame.address(), no);
      return false;
    }
  }

  private void welcome(Caller known) {
    caller = known;
    welcome(Reader.of(known));
  }

  private void welcome(Reader known) {
    end();
    reader = known;
    session.signedIn(known.user());
    long left = Math.max(1, known.expiresAtMs() - System.currentTimeMillis());
    end = station.vertx().setTimer(left, over -> expired());
    if (left > WARNING_MS) {
      warning = station.vertx().setTimer(left - WARNING_MS, soon -> warn());
    } else {
      warn();
    }
  }

  private void warn() {
    warning = NONE;
    session.tellAll(EventType.AUTH_EXPIRING, this::warning);
  }

  private void warning(JsonGenerator out) throws IOException {
    out.writeNumberField("expiresAt", reader.expiresAtMs());
  }

  /** An address that was opened after the warning hears it too. */
  void tellIfEnding(String address) {
    if (warning == NONE && end != NONE) {
      session.tell(address, EventType.AUTH_EXPIRING, this::warning);
    }
  }

  private void expired() {
    end = NONE;
    turnAway(null, Refused.because(Reason.UNAUTHORIZED, "The token has ended."));
  }

  void demandFor(StreamName stream) {
    if (caller != null) {
      caller.demandOneOf(stream instanceof OfUser ? READS : READS_ANY);
    }
    if (stream instanceof OfJob job) {
      reader.demand(job.id());
    } else {
      reader.demandUserStream();
    }
  }

  /** Another token of the same user takes the place of the present one; null when it is refused. */
  JsonText refresh(byte[] body) {
    Caller before = commander();
    Caller next = station.tokens().verify(station.bodies().refreshToken(body));
    if (!next.user().equals(before.user())) {
      return null;
    }
    boolean lessThanBefore = before.isAdmin() && !next.isAdmin();
    welcome(next);
    if (lessThanBefore || !next.may(Scope.JOBS_READ) && !next.isAdmin()) {
      session.leaveAll(Refused.because(Reason.FORBIDDEN, "The new token does not allow this."));
    }
    return Answers.me(next);
  }

  void end() {
    cancel(patience);
    cancel(warning);
    cancel(end);
    patience = NONE;
    warning = NONE;
    end = NONE;
  }

  private void cancel(long timer) {
    if (timer != NONE) {
      station.vertx().cancelTimer(timer);
    }
  }
}
