package io.jobwire.bus;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.Refused.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions and answers over the event bus, typed: a record goes out, a record or JSON comes back,
 * a refusal arrives as the same {@link Refused} that was thrown. Nobody else casts a body.
 */
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final Reason[] REASONS = Reason.values();
  private static final int REFUSED = 1_000;
  private static final int FAULT = 999;
  private static final long PATIENCE_MS = 10_000;

  private final EventBus events;
  private final boolean localOnly;

  /** {@code localOnly} keeps questions in this process: a process prefers its own jobs. */
  public Bus(Vertx vertx, boolean localOnly) {
    this.events = vertx.eventBus();
    this.localOnly = localOnly;
  }

  /** Once per Vert.x, before anything is sent. */
  @SafeVarargs
  public static void register(Vertx vertx, Class<? extends Record>... types) {
    for (Class<? extends Record> type : types) {
      vertx.eventBus().registerDefaultCodec(cast(type), new RecordCodec<>(cast(type)));
    }
  }

  public <Q extends Record, A> Future<A> ask(String address, Q question) {
    return events
        .<A>request(
            address,
            question,
            new DeliveryOptions().setLocalOnly(localOnly).setSendTimeout(PATIENCE_MS))
        .map(Message::body)
        .recover(failure -> Future.failedFuture(understood(failure)));
  }

  /** Carries out what is asked at an address. */
  public <Q extends Record, A> void answer(String address, Function<Q, Future<A>> command) {
    events.<Q>consumer(address, message -> answer(message, command));
  }

  private static <Q, A> void answer(Message<Q> message, Function<Q, Future<A>> command) {
    Future.<A>future(done -> command.apply(message.body()).onComplete(done))
        .onSuccess(message::reply)
        .onFailure(failure -> refuse(message, failure));
  }

  private static void refuse(Message<?> message, Throwable failure) {
    if (failure instanceof Refused refused) {
      message.fail(REFUSED + refused.reason().ordinal(), Refusal.of(refused).text());
    } else {
      LOG.error("{} failed", message.address(), failure);
      message.fail(FAULT, "The command failed.");
    }
  }

  private static Throwable understood(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return failure;
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS, TIMEOUT ->
          Refused.unavailable("Nobody carries out commands at the moment; try again.");
      default -> reply.failureCode() >= REFUSED ? Refusal.read(reply) : reply;
    };
  }

  @SuppressWarnings("unchecked")
  private static Class<Record> cast(Class<? extends Record> type) {
    return (Class<Record>) type;
  }

  /** A refusal as it travels. */
  private record Refusal(String detail, List<Flaw> flaws, long number) {
    private static final TypeReference<Refusal> TYPE = new TypeReference<>() {};

    static JsonText of(Refused refused) {
      return RecordCodec.write(new Refusal(refused.detail(), refused.flaws(), refused.number()));
    }

    static Refused read(ReplyException reply) {
      Refusal refusal = RecordCodec.read(reply.getMessage(), TYPE);
      Reason reason = REASONS[reply.failureCode() - REFUSED];
      return Refused.of(reason, refusal.detail, refusal.flaws, refusal.number);
    }
  }
}
