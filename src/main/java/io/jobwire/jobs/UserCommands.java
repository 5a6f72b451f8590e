package io.jobwire.jobs;

import io.jobwire.model.EventCatalogue;
import io.jobwire.model.EventCatalogue.Sender;
import io.jobwire.model.Json;
import io.jobwire.redis.Presence;
import io.jobwire.redis.UserLog;
import io.vertx.core.Future;

/** Carries out what a user's devices ask of each other: tell something, and who is here. */
final class UserCommands {
  private final UserLog log;
  private final Presence presence;
  private final EventCatalogue catalogue;

  UserCommands(UserLog log, Presence presence, EventCatalogue catalogue) {
    this.log = log;
    this.presence = presence;
    this.catalogue = catalogue;
  }

  Future<Answer> publish(Command.Publish command) {
    catalogue.demand(Sender.USER, command.type(), command.data());
    return log.publish(command.caller().user(), command.eventId(), command.type(), command.data())
        .map(
            position ->
                Json.object(
                    out -> {
                      out.writeStringField("id", position.toString());
                      out.writeNumberField("seq", position.seq());
                    }))
        .map(Answer::of);
  }

  Future<Answer> devices(Command.Devices command) {
    return presence.devices(command.caller().user()).map(Presence::json).map(Answer::of);
  }
}
