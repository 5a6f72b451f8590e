package io.jobwire.jobs;

import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Scope;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.Removed;
import io.jobwire.redis.UserJobs;
import io.jobwire.redis.UserJobs.Entry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Pages through jobs, newest first. The index only says where to look; a page ends when it is full,
 * when it has grown heavy, or when it has looked at enough, and then says where to go on.
 */
final class Listing {
  private static final int CHUNK = 50;
  private static final int MOST_LOOKED_AT = 1_000;
  private static final long MOST_BYTES = 4 << 20;
  private static final long MOST_AT_ONCE = 512 << 10;
  private static final long MINUTE_MS = 60_000;
  private static final Future<Optional<JobView>> NONE = Future.succeededFuture(Optional.empty());

  /** Whom an admin asks for to see all jobs; a caller with this name is still only himself. */
  private static final String EVERYBODY = "*";

  private final JobStore store;
  private final UserJobs users;

  Listing(JobStore store, UserJobs users) {
    this.store = store;
    this.users = users;
  }

  Future<Answer> answer(Command.ListJobs command) {
    return list(command.caller(), command.filter()).map(Answer::of);
  }

  private Future<JsonText> list(Caller caller, JobFilter filter) {
    String user = caller.user();
    boolean everybody = EVERYBODY.equals(filter.user());
    if (filter.user() != null && (everybody || !filter.user().equals(user))) {
      caller.demand(Scope.ADMIN);
      user = filter.user();
    }
    Page page = new Page(user, everybody, filter);
    return fill(page, filter.cursor() == null ? null : entry(filter.cursor())).map(Page::json);
  }

  private Future<Page> fill(Page page, Entry from) {
    return entries(page, from)
        .compose(entries -> look(page, entries))
        .compose(more -> page.isDone(more) ? Future.succeededFuture(page) : fill(page, page.last));
  }

  /** One more than a chunk, which tells whether another follows. */
  private Future<List<Entry>> entries(Page page, Entry from) {
    return page.everybody ? users.ofAll(from, CHUNK + 1) : users.of(page.user, from, CHUNK + 1);
  }

  private Future<Boolean> look(Page page, List<Entry> found) {
    List<Entry> entries = found.subList(0, Math.min(CHUNK, found.size()));
    List<Future<Look>> looks = entries.stream().map(entry -> look(page, entry)).toList();
    return Future.all(looks)
        .compose(all -> gather(page, looks.stream().map(Future::result).toList()))
        .map(gathered -> found.size() > CHUNK);
  }

  private Future<Look> look(Page page, Entry entry) {
    return store
        .brief(new JobId(entry.id()), page.owner())
        .map(brief -> new Look(entry, page.filter.admits(brief), brief.bytes()))
        .recover(
            refusal ->
                Refused.is(refusal, Reason.NOT_FOUND)
                    ? dropOld(page.user, entry)
                    : Future.failedFuture(refusal));
  }

  /** An index entry comes before its job; one that is old and still has none never will. */
  private Future<Look> dropOld(String user, Entry entry) {
    Removed gone = new Removed(new JobId(entry.id()), user, entry.createdMs());
    return users
        .ageMs(entry)
        .compose(age -> age < MINUTE_MS ? Future.<Void>succeededFuture() : users.forget(gone))
        .map(done -> new Look(entry, false, 0));
  }

  /** Views are heavy: a few at a time, so that nobody waits long behind them. */
  private Future<Void> gather(Page page, List<Look> looks) {
    if (looks.isEmpty() || page.isFull()) {
      page.leave(looks);
      return Future.succeededFuture();
    }
    List<Look> group = looks.subList(0, light(looks));
    List<Future<Optional<JobView>>> views =
        group.stream().map(look -> look.hit ? view(page, look.entry) : NONE).toList();
    return Future.all(views)
        .onSuccess(all -> page.take(group, views.stream().map(Future::result).toList()))
        .compose(all -> gather(page, looks.subList(group.size(), looks.size())));
  }

  /** How many from the front are light enough together; one is always. */
  private static int light(List<Look> looks) {
    long bytes = 0;
    for (int i = 0; i < looks.size(); i++) {
      bytes += looks.get(i).hit ? looks.get(i).bytes : 0;
      if (i > 0 && bytes > MOST_AT_ONCE) {
        return i;
      }
    }
    return looks.size();
  }

  /** A job that is gone by now is in no list. */
  private Future<Optional<JobView>> view(Page page, Entry entry) {
    return store
        .view(new JobId(entry.id()), page.owner())
        .map(Optional::of)
        .recover(
            refusal -> Refused.is(refusal, Reason.NOT_FOUND) ? NONE : Future.failedFuture(refusal));
  }

  private static Entry entry(String cursor) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      int space = plain.indexOf(' ');
      return new Entry(plain.substring(space + 1), Long.parseLong(plain.substring(0, space)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
      throw Refused.invalid("cursor", "is not one that a list has given");
    }
  }

  /** An entry of the index, whether its job belongs into the list, and how heavy it is. */
  private record Look(Entry entry, boolean hit, long bytes) {}

  /** What has been gathered so far. */
  private static final class Page {
    final String user;
    final boolean everybody;
    private final JobFilter filter;
    private final List<JsonText> jobs = new ArrayList<>();
    private Entry last;
    private long bytes;
    private int lookedAt;
    private boolean full;
    private boolean leftOver;

    Page(String user, boolean everybody, JobFilter filter) {
      this.user = user;
      this.everybody = everybody;
      this.filter = filter;
    }

    String owner() {
      return everybody ? JobStore.ANYBODY : user;
    }

    boolean isFull() {
      return full;
    }

    void leave(List<Look> looks) {
      leftOver |= !looks.isEmpty();
    }

    void take(List<Look> looks, List<Optional<JobView>> views) {
      for (int i = 0; i < looks.size(); i++) {
        if (full) {
          leave(looks.subList(i, looks.size()));
          return;
        }
        take(looks.get(i).entry, views.get(i));
      }
    }

    private void take(Entry entry, Optional<JobView> found) {
      last = entry;
      lookedAt++;
      found
          .map(JobView::json)
          .ifPresent(
              job -> {
                jobs.add(job);
                bytes += job.text().length();
              });
      full = jobs.size() == filter.limit() || bytes > MOST_BYTES || lookedAt == MOST_LOOKED_AT;
    }

    boolean isDone(boolean moreFollow) {
      if (!moreFollow && !leftOver) {
        last = null;
      }
      return full || !moreFollow;
    }

    JsonText json() {
      return Json.object(
          out -> {
            Json.writeList(out, "jobs", jobs);
            if (last != null) {
              String plain = last.createdMs() + " " + last.id();
              byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
              out.writeStringField(
                  "next", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
          });
    }
  }
}
