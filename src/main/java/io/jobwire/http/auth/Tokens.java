package io.jobwire.http.auth;

import io.jobwire.model.Caller;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * From a bearer token to the caller it speaks for. Answers at once, without any I/O, so that it can
 * stand on the event loop and in front of every request; says no only by a refusal.
 */
public final class Tokens {
  private final Supplier<KeyRing> keys;
  private final AuthPolicy policy;
  private final InstantSource clock;

  public Tokens(Supplier<KeyRing> keys, AuthPolicy policy, InstantSource clock) {
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
  }

  /** The claims are read before the signature is checked, and judged after it. */
  public Caller verify(String token) {
    CompactToken compact = CompactToken.parse(token);
    Header header = Header.read(compact.header());
    Claims claims = Claims.read(compact.claims());
    keys.get().demandSignature(compact, header);
    claims.demand(policy, clock.millis());
    return claims.caller();
  }
}
