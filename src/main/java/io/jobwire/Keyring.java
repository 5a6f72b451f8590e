package io.jobwire;

import io.jobwire.config.Secret;
import io.jobwire.config.Settings;
import io.jobwire.http.auth.AuthPolicy;
import io.jobwire.http.auth.JwksFile;
import io.jobwire.http.auth.KeyError;
import io.jobwire.http.auth.KeyRing;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.auth.TokenMinter;
import io.jobwire.http.auth.Tokens;
import io.jobwire.redis.KeptSecrets;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Who is believed: the configured key, the configured key file, or in development mode a secret of
 * our own; and for streams always one of our own.
 */
record Keyring(Tokens tokens, Optional<TokenMinter> minter, StreamTokens streamTokens) {

  static Future<Keyring> open(Vertx vertx, Settings settings, RedisAccess redis, RedisLink link) {
    KeptSecrets kept = new KeptSecrets(link, redis.keys());
    return kept.streams()
        .map(secret -> streamTokens(vertx, secret, settings.auth()))
        .compose(streams -> open(vertx, settings.auth(), kept, streams));
  }

  private static StreamTokens streamTokens(Vertx vertx, byte[] secret, Settings.Auth auth) {
    return new StreamTokens(vertx, secret, auth.leeway(), InstantSource.system());
  }

  private static Future<Keyring> open(
      Vertx vertx, Settings.Auth auth, KeptSecrets kept, StreamTokens streams) {
    AuthPolicy policy =
        new AuthPolicy(auth.issuer(), auth.audience(), auth.leeway(), auth.maxTtl());
    if (auth.jwks().isPresent()) {
      return JwksFile.open(vertx, auth.jwks().get(), JwksFile.EVERY)
          .map(keys -> new Tokens(keys, policy, InstantSource.system()))
          .map(tokens -> new Keyring(tokens, Optional.empty(), streams))
          .recover(wrong -> Future.failedFuture(line(wrong)));
    }
    return auth.hmacKey()
        .map(Secret::bytes)
        .map(secret -> Future.succeededFuture(of(vertx, secret, policy, false, streams)))
        .orElseGet(
            () -> kept.development().map(secret -> of(vertx, secret, policy, true, streams)));
  }

  private static Keyring of(
      Vertx vertx, byte[] secret, AuthPolicy policy, boolean development, StreamTokens streams) {
    KeyRing ring = KeyRing.ofSecret(vertx, secret);
    Tokens tokens = new Tokens(() -> ring, policy, InstantSource.system());
    return new Keyring(
        tokens,
        development
            ? Optional.of(new TokenMinter(vertx, secret, policy, InstantSource.system()))
            : Optional.empty(),
        streams);
  }

  private static Throwable line(Throwable wrong) {
    return wrong instanceof KeyError ? new StartError(wrong.getMessage()) : wrong;
  }
}
