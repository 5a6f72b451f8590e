package io.jobwire.redis;

import static io.jobwire.redis.Replies.number;
import static io.jobwire.redis.Replies.text;

import io.jobwire.model.Sha256;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Sessions and active users, for the analytics: each holder of sockets tells who comes and who
 * goes, and the sweep ends the sessions of one that has died.
 */
public final class Visits {
  /** So many helpings of what the dead have left in one round: the jobs wait for its end. */
  private static final int MOST_HELPINGS = 40;

  /** Ninety-six bits: two of a million users are taken for one once in a hundred million days. */
  private static final int NAME_BYTES = 12;

  private final RedisLink link;
  private final Keys keys;

  public Visits(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** What a holder has to tell, in its order. */
  public record Word(String word, String session, String user) {
    public static Word in(String session, String user) {
      return new Word("in", session, name(user));
    }

    public static Word out(String session) {
      return new Word("out", session, "");
    }

    /** The holder goes, with all that it still has. */
    public static Word bye() {
      return new Word("bye", "", "");
    }
  }

  /** What becomes of a telling. */
  public enum Heard {
    OK,
    /** The next one may come at once: not all that the holder has was gone through. */
    MORE,
    /** The holder was taken for dead: its sessions have ended, or are about to. */
    UNKNOWN;

    private static Heard of(Response reply) {
      return valueOf(text(reply, 0).toUpperCase(Locale.ROOT));
    }
  }

  /** {@code number} counts the tellings of a holder from 1; the same one again changes nothing. */
  public Future<Heard> tell(String holder, long number, List<Word> words) {
    List<String> arguments = new ArrayList<>(List.of(holder, Long.toString(number)));
    for (Word one : words) {
      arguments.addAll(List.of(one.word(), one.session(), one.user()));
    }
    return link.run(Script.VISIT, holders(), arguments).map(Heard::of);
  }

  /** The user was active then. */
  public Future<Void> seen(String user, long atMs) {
    return link.run(Script.VISITED, holders(), List.of(name(user), Long.toString(atMs)))
        .map(Replies::accepted)
        .mapEmpty();
  }

  /** Ends sessions of holders that were silent for so long; gives how many. */
  public Future<Long> sweep(long silenceMs) {
    return sweep(silenceMs, MOST_HELPINGS);
  }

  private Future<Long> sweep(long silenceMs, int helpings) {
    return link.run(Script.DEPART, holders(), List.of(Long.toString(silenceMs)))
        .map(Replies::accepted)
        .compose(
            reply ->
                text(reply, 2).equals("1") && helpings > 1
                    ? sweep(silenceMs, helpings - 1).map(rest -> rest + number(reply, 1))
                    : Future.succeededFuture(number(reply, 1)));
  }

  private List<String> holders() {
    return List.of(keys.sessionHolders());
  }

  /** As long for every user, and not who it is. */
  private static String name(String user) {
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(Sha256.of(user), NAME_BYTES));
  }
}
