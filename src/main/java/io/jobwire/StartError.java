package io.jobwire;

import io.jobwire.config.Settings;
import io.jobwire.redis.RedisCheck;
import io.jobwire.worker.UnfitHandler;
import java.net.BindException;
import org.slf4j.LoggerFactory;

/** Why the service does not start, in one line for whoever started it. */
public final class StartError extends Exception {
  private static final long serialVersionUID = 1;

  StartError(String message) {
    super(message, null, false, false);
  }

  static StartError of(Throwable failure, Settings settings) {
    if (failure instanceof StartError known) {
      return known;
    }
    if (failure instanceof RedisCheck.Unfit || failure instanceof UnfitHandler) {
      return new StartError(failure.getMessage());
    }
    if (failure instanceof BindException) {
      return new StartError(
          "%s: api %s:%d, management %s:%d; set PORT or management.port to a free one."
              .formatted(
                  failure.getMessage(),
                  settings.host(),
                  settings.verticles().api().port(),
                  settings.management().host(),
                  settings.management().port()));
    }
    LoggerFactory.getLogger(StartError.class).error("The start failed", failure);
    return new StartError("The start failed: " + failure.getMessage());
  }
}
