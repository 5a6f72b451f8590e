package io.jobwire.stream;

import io.jobwire.redis.Ids;
import io.jobwire.redis.Visits;
import io.jobwire.redis.Visits.Heard;
import io.jobwire.redis.Visits.Word;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions at the sockets of one event loop: tells Redis when each begins and ends, in order,
 * one call at a time, and in between that the loop is alive. What gets no answer is told again
 * under its number, so that nothing counts twice. Belongs to that loop.
 */
public final class VisitDesk {
  private static final Logger LOG = LoggerFactory.getLogger(VisitDesk.class);
  private static final int MOST_WORDS = 500;
  private static final long PAUSE_MS = 500;

  /** More than this is not kept while Redis is away: the sessions that are here begin anew then. */
  private static final int MOST_WAITING = 100_000;

  private final Vertx vertx;
  private final Visits visits;
  private final long beatMs;
  private final Map<Long, String> here = new LinkedHashMap<>();
  private final List<Word> waiting = new ArrayList<>();
  private String holder = Ids.random(12);
  private long tellings;
  private long sessions;
  private long beat;
  private Future<Heard> telling = Future.succeededFuture(Heard.OK);
  private boolean busy;
  private boolean overflown;
  private boolean closed;

  /** Who is silent for {@code silenceMs} is taken for dead. */
  VisitDesk(Vertx vertx, Visits visits, long silenceMs) {
    this.vertx = vertx;
    this.visits = visits;
    beatMs = Math.max(1, silenceMs / 3);
  }

  void open() {
    beat = vertx.setPeriodic(beatMs, tick -> beat());
  }

  /** A session begins; gives the name under which it {@link #went}. */
  public long came(String user) {
    long session = ++sessions;
    here.put(session, user);
    add(Word.in(Long.toString(session), user));
    return session;
  }

  public void went(long session) {
    if (here.remove(session) != null) {
      add(Word.out(Long.toString(session)));
    }
  }

  private void add(Word word) {
    if (waiting.size() >= MOST_WAITING) {
      overflown = true;
      waiting.clear();
    }
    waiting.add(word);
    tellWhatWaits();
  }

  private void tellWhatWaits() {
    if (!busy && !closed && !waiting.isEmpty()) {
      tellNext(take());
    }
  }

  private List<Word> take() {
    List<Word> some = waiting.subList(0, Math.min(MOST_WORDS, waiting.size()));
    List<Word> words = List.copyOf(some);
    some.clear();
    return words;
  }

  /** A loop that never had a session has nothing to keep alive. */
  private void beat() {
    if (!busy && tellings > 0) {
      tellNext(List.of());
    }
  }

  private void tellNext(List<Word> words) {
    busy = true;
    tell(++tellings, words);
  }

  private void tell(long number, List<Word> words) {
    if (!closed) {
      telling = visits.tell(holder, number, words);
      telling.onSuccess(this::told).onFailure(away -> tellLater(number, words, away));
    }
  }

  private void tellLater(long number, List<Word> words, Throwable away) {
    LOG.debug("Sessions are told of later: {}", away.getMessage());
    vertx.setTimer(PAUSE_MS, again -> tell(number, words));
  }

  private void told(Heard heard) {
    busy = false;
    if (heard == Heard.UNKNOWN || overflown) {
      beginAnew();
    }
    tellWhatWaits();
    if (heard == Heard.MORE) {
      beat();
    }
  }

  /** Taken for dead, what was here has ended; what is here now begins, under another name. */
  private void beginAnew() {
    overflown = false;
    holder = Ids.random(12);
    tellings = 0;
    waiting.clear();
    here.forEach((session, user) -> waiting.add(Word.in(Long.toString(session), user)));
  }

  /** Without waiting for a Redis that is away: the sweep ends what is left open. */
  Future<Void> close() {
    vertx.cancelTimer(beat);
    closed = true;
    if (tellings == 0) {
      return Future.succeededFuture();
    }
    return telling
        .compose(heard -> heard == Heard.UNKNOWN ? Future.succeededFuture() : tellRest())
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Heard> tellRest() {
    boolean last = waiting.size() < MOST_WORDS;
    if (last) {
      waiting.add(Word.bye());
    }
    return visits
        .tell(holder, ++tellings, take())
        .compose(heard -> last && heard != Heard.MORE ? Future.succeededFuture(heard) : tellRest());
  }
}
