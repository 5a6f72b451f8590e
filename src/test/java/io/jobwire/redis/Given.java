package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.FullState;
import io.jobwire.model.JobId;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewSignal;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.WorkEvent;
import io.jobwire.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A store of a test's own, and the jobs that a test starts from. */
final class Given {
  static final String ANNA = "anna";
  static final String BEN = "ben";
  static final String WORKER = "w1";
  static final String HASH = "hash";
  static final JsonText NOTHING = new JsonText("{}");
  static final JsonText ERROR = new JsonText("{\"code\":\"broken\",\"message\":\"It broke.\"}");
  static final StoreLimits LIMITS = new StoreLimits(200, 1 << 20, 60_000, 4 << 20);
  static final long DAY = 86_400_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Layout layout;
  final Keys keys;
  final RedisLink link;
  final JobStore store;
  final Claims claims;
  final Queues queues;
  private final StoreLimits limits;
  private int ids;

  Given(Layout layout) {
    this(layout, layout.freshKeys(), LIMITS);
  }

  private Given(Layout layout, Keys keys, StoreLimits limits) {
    this(layout, layout.link(), keys, limits);
  }

  Given(Layout layout, RedisLink link, Keys keys, StoreLimits limits) {
    this.layout = layout;
    this.link = link;
    this.keys = keys;
    this.limits = limits;
    store = new JobStore(link, keys, limits, Replicas.none());
    claims = new Claims(link, keys, limits);
    queues = new Queues(link, keys);
  }

  /** The same store, held to other limits. */
  Given heldTo(StoreLimits others) {
    return new Given(layout, link, keys, others);
  }

  Given withBacklog(long events, long bytes) {
    return heldTo(new StoreLimits(events, bytes, limits.leaseMs(), limits.outputBytes()));
  }

  Given withLease(long millis) {
    return heldTo(
        new StoreLimits(
            limits.backlogEvents(), limits.backlogBytes(), millis, LIMITS.outputBytes()));
  }

  Given withOutput(long bytes) {
    return heldTo(
        new StoreLimits(limits.backlogEvents(), limits.backlogBytes(), limits.leaseMs(), bytes));
  }

  // Jobs ------------------------------------------------------------------------------------------

  JobId anId() {
    return new JobId("job-" + ++ids);
  }

  /** Ids that share a partition: order holds within one. */
  List<JobId> idsTogether(int many) {
    List<JobId> together = new ArrayList<>();
    for (int i = 0; together.size() < many; i++) {
      JobId id = new JobId("near-" + i);
      if (together.isEmpty() || keys.partitionOf(id) == keys.partitionOf(together.get(0))) {
        together.add(id);
      }
    }
    return together;
  }

  JobView created(AJob job) {
    return created(anId(), job);
  }

  JobView created(JobId id, AJob job) {
    return got(store.create(id, ANNA, HASH, job.asked())).view();
  }

  JobId created() {
    return created(AJob.usual()).id();
  }

  ClaimedJob running() {
    return running(AJob.usual());
  }

  ClaimedJob running(AJob job) {
    return claimed(created(job).id(), job);
  }

  ClaimedJob claimed(JobId id) {
    return claimed(id, AJob.usual());
  }

  /** The next attempt at this job, which must be the one that is next in its partition. */
  ClaimedJob claimed(JobId id, AJob job) {
    List<ClaimedJob> jobs = claim(keys.partitionOf(id), 1, job.slot());
    assertThat(jobs).extracting(ClaimedJob::id).containsExactly(id);
    return jobs.get(0);
  }

  List<ClaimedJob> claim(int partition, int most, Map<String, Integer> slots) {
    return claim(partition, Ids.random(12), most, slots);
  }

  List<ClaimedJob> claim(int partition, String claimId, int most, Map<String, Integer> slots) {
    return got(claims.claim(partition, WORKER, claimId, most, slots));
  }

  JobId cancelled() {
    JobId id = created();
    got(store.cancel(id, ANNA, ANNA, null));
    return id;
  }

  JobId completed() {
    ClaimedJob job = running();
    got(store.complete(job.claim(), 1, NOTHING));
    return job.id();
  }

  JobId failed() {
    ClaimedJob job = running();
    got(store.fail(job.claim(), 1, ERROR, false));
    return job.id();
  }

  void signalled(JobId id, String signalId) {
    got(store.signal(id, ANNA, ANNA, aSignal(signalId)));
  }

  static NewSignal aSignal(String signalId) {
    return new NewSignal(signalId, "nudge", new JsonText("{\"of\":\"" + signalId + "\"}"));
  }

  // Work ------------------------------------------------------------------------------------------

  static WorkEvent own(int n) {
    return WorkEvent.of("x:step:v1", new JsonText("{\"n\":" + n + "}"));
  }

  static WorkEvent chunk(String text, int index) {
    return WorkEvent.chunk(
        text,
        Json.object(
            out -> {
              out.writeStringField("text", text);
              out.writeNumberField("index", index);
            }));
  }

  static WorkEvent progress(int percent) {
    return WorkEvent.of("job:progress:v1", new JsonText("{\"percent\":" + percent + "}"));
  }

  static WorkEvent task(String name, String state) {
    return WorkEvent.task(
        name,
        Json.object(
            out -> {
              out.writeStringField("task", name);
              out.writeStringField("state", state);
            }));
  }

  // Keys ------------------------------------------------------------------------------------------

  /** The key of this name beside the job's own, in its partition. */
  String beside(JobId id, String name) {
    return keys.job(id).replaceFirst("job:.*", "") + name;
  }

  /** The key of this name among those of the user's own stream. */
  String ofUser(String user, String name) {
    return keys.userMeta(user).replaceFirst("meta$", "") + name;
  }

  // What is to be seen ----------------------------------------------------------------------------

  JobView view(JobId id) {
    return got(store.view(id, ANNA));
  }

  FullState state(JobId id) {
    return got(store.state(id, ANNA));
  }

  List<Event> events(JobId id) {
    return Event.all(state(id).events());
  }

  List<String> types(JobId id) {
    return events(id).stream().map(Event::type).toList();
  }

  Event last(JobId id) {
    List<Event> events = events(id);
    return events.get(events.size() - 1);
  }

  Page page(JobId id, Position after) {
    return got(store.page(id, ANNA, after, false, 500, 1 << 20));
  }

  Queues.Depth depth() {
    return got(queues.depth(AJob.TYPE));
  }

  Sweeps sweeps() {
    return sweeps(DAY);
  }

  Sweeps sweeps(long retentionMs) {
    return new Sweeps(link, keys, limits, retentionMs);
  }

  /** Sweeps have been coming by: nobody was away, so the next may take leases at once. */
  void sweptBefore(JobId id) {
    got(withLease(0).sweeps().sweep(keys.partitionOf(id)));
  }

  Sweeps.Swept swept(JobId id) {
    return got(sweeps().sweep(keys.partitionOf(id)));
  }

  /** All that lies under this test's prefix, but what tells when somebody swept. */
  Map<String, String> everything() {
    Map<String, String> all = KeySpace.of(layout, keys.prefix());
    all.keySet().removeIf(name -> name.endsWith(":swept"));
    return all;
  }

  /** By Redis's clock. */
  long now() {
    List<?> time = (List<?>) layout.servers().get(0).cli("TIME");
    return Long.parseLong(time.get(0).toString()) * 1000
        + Long.parseLong(time.get(1).toString()) / 1000;
  }

  static Request command(String name, String... arguments) {
    Request request = Request.cmd(Command.create(name));
    for (String argument : arguments) {
      request.arg(argument);
    }
    return request;
  }

  // Answers ---------------------------------------------------------------------------------------

  static <T> T got(Future<T> answer) {
    try {
      return answer.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no answer", late);
    }
  }

  static Refused refusal(Future<?> answer) {
    Throwable failure = catchThrowable(() -> got(answer));
    assertThat(failure).isInstanceOf(Refused.class);
    return (Refused) failure;
  }

  static void assertRefused(Reason reason, Future<?> answer) {
    assertThat(refusal(answer).reason()).isEqualTo(reason);
  }

  /** Looks again and again, for so long and no longer. */
  static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", PATIENCE, condition);
  }

  static List<Long> seqs(List<Event> events) {
    return events.stream().map(Event::seq).toList();
  }

  static Claim under(ClaimedJob job, String lease) {
    return new Claim(job.id(), lease);
  }
}
