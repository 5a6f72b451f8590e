package io.jobwire.http.auth;

import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Caller;
import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Label("A token that somebody has tampered with")
class TokenMutationTest {
  private static final Caller ALICE =
      new Caller("alice", Set.of(Scope.JOBS_READ), Given.NOW.plusSeconds(600).toEpochMilli());
  private static final String HS256 = Forge.hs256(claims());
  private static final String RS256 = Forge.rs256(claims());
  private static final String ES256 = Forge.es256(claims());
  private static Vertx vertx;
  private static Tokens secretOnly;
  private static Tokens publicKeysOnly;

  @BeforeContainer
  static void configure() {
    vertx = Vertx.vertx();
    secretOnly = Given.secretOnly(vertx);
    publicKeysOnly = Given.publicKeysOnly(vertx);
  }

  @AfterContainer
  static void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** One way to spoil a token, told by a seed. */
  enum Spoil {
    LETTER {
      @Override
      String apply(String token, Random random) {
        StringBuilder text = new StringBuilder(token);
        text.setCharAt(random.nextInt(token.length()), letter(random));
        return text.toString();
      }
    },
    ANY_CHARACTER {
      @Override
      String apply(String token, Random random) {
        StringBuilder text = new StringBuilder(token);
        text.setCharAt(random.nextInt(token.length()), (char) random.nextInt(0x10000));
        return text.toString();
      }
    },
    INSERT {
      @Override
      String apply(String token, Random random) {
        return new StringBuilder(token)
            .insert(random.nextInt(token.length() + 1), letter(random))
            .toString();
      }
    },
    DELETE {
      @Override
      String apply(String token, Random random) {
        int from = random.nextInt(token.length());
        int to = Math.min(token.length(), from + 1 + random.nextInt(8));
        return new StringBuilder(token).delete(from, to).toString();
      }
    },
    CUT {
      @Override
      String apply(String token, Random random) {
        return token.substring(0, random.nextInt(token.length()));
      }
    },
    FLIP_A_BIT {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        int which = random.nextInt(parts.size());
        byte[] bytes = bytes(parts.get(which));
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        parts.set(which, Forge.base64(bytes));
        return String.join(".", parts);
      }
    },
    DROP_A_PART {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        parts.remove(random.nextInt(parts.size()));
        return String.join(".", parts);
      }
    },
    DOUBLE_A_PART {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        int which = random.nextInt(parts.size());
        parts.add(which, parts.get(which));
        return String.join(".", parts);
      }
    },
    SHUFFLE_THE_PARTS {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        Collections.shuffle(parts, random);
        return String.join(".", parts);
      }
    },
    EMPTY_A_PART {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        parts.set(random.nextInt(parts.size()), "");
        return String.join(".", parts);
      }
    },
    WRITE_INTO_THE_JSON {
      @Override
      String apply(String token, Random random) {
        List<String> parts = parts(token);
        int which = random.nextInt(parts.size());
        String json = new String(bytes(parts.get(which)), StandardCharsets.UTF_8);
        parts.set(which, Forge.base64(json.replace("alice", "admin").replace("read", "write")));
        return String.join(".", parts);
      }
    };

    abstract String apply(String token, Random random);

    private static char letter(Random random) {
      String letters = "ABCxyz019-_.=+/ ";
      return letters.charAt(random.nextInt(letters.length()));
    }

    private static List<String> parts(String token) {
      return new ArrayList<>(List.of(token.split("\\.", -1)));
    }

    private static byte[] bytes(String part) {
      try {
        return Base64.getUrlDecoder().decode(part);
      } catch (IllegalArgumentException spoilt) {
        return new byte[0];
      }
    }
  }

  private static String spoil(String token, List<Spoil> spoils, long seed) {
    Random random = new Random(seed);
    String spoilt = token;
    for (Spoil next : spoils) {
      spoilt = spoilt.isEmpty() ? spoilt : next.apply(spoilt, random);
    }
    return spoilt;
  }

  @Provide
  Arbitrary<List<Spoil>> spoils() {
    return Arbitraries.of(Spoil.class).list().ofMinSize(1).ofMaxSize(3);
  }

  @Property(tries = 10_000)
  @Label("is refused, when it was signed with the secret")
  void hs256(@ForAll("spoils") List<Spoil> spoils, @ForAll long seed) {
    assertRefusedUnlessWhole(secretOnly, HS256, spoil(HS256, spoils, seed));
  }

  @Property(tries = 4_000)
  @Label("is refused, when it was signed with the RSA key")
  void rs256(@ForAll("spoils") List<Spoil> spoils, @ForAll long seed) {
    assertRefusedUnlessWhole(publicKeysOnly, RS256, spoil(RS256, spoils, seed));
  }

  @Property(tries = 1_000)
  @Label("is refused, when it was signed with the EC key")
  void es256(@ForAll("spoils") List<Spoil> spoils, @ForAll long seed) {
    assertRefusedUnlessWhole(publicKeysOnly, ES256, spoil(ES256, spoils, seed));
  }

  /** A token has one text: any other one is refused, even where it would mean the same. */
  private static void assertRefusedUnlessWhole(Tokens tokens, String whole, String spoilt) {
    assertThat(verified(tokens, spoilt))
        .isEqualTo(spoilt.equals(whole) ? Optional.of(ALICE) : Optional.empty());
  }

  @Property(tries = 5_000)
  @Label("is refused, when it never was one")
  void anyText(@ForAll String text) {
    assertThat(verified(secretOnly, text)).isEmpty();
    assertThat(verified(publicKeysOnly, text)).isEmpty();
  }

  @Property(tries = 5_000)
  @Label("is refused, when header and claims are random bytes under a good signature")
  void anyBytes(@ForAll byte[] header, @ForAll byte[] claims) throws Exception {
    String input = Forge.base64(header) + "." + Forge.base64(claims);
    byte[] signature = Forge.hmac(Forge.SECRET).sign(input.getBytes(StandardCharsets.US_ASCII));
    assertThat(verified(secretOnly, input + "." + Forge.base64(signature))).isEmpty();
  }

  @Provide
  Arbitrary<String> oddJson() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "0",
            "-0.0",
            "1e999",
            "-1e999",
            "1e-999",
            "[[]]",
            "{\"a\":{}}",
            "\"alice\"",
            "\"admin\"",
            "[\"admin\"]",
            "1772367000",
            "\"\\ud800\""),
        Arbitraries.just("9".repeat(999)),
        Arbitraries.just("[".repeat(900) + "]".repeat(900)),
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.doubles().map(String::valueOf),
        Arbitraries.strings().map(text -> new JsonObject().put("x", text).encode()));
  }

  @Property(tries = 5_000)
  @Label("by its own issuer is a caller or a refusal, whatever is in a claim")
  void anyClaim(
      @ForAll("claimNames") String name, @ForAll("oddJson") String json, @ForAll boolean inHeader) {
    JsonObject others = claims();
    others.remove(name);
    String odd = "{\"" + name + "\":" + json + ",";
    String token =
        inHeader
            ? Forge.token(odd + "\"alg\":\"HS256\"}", others.encode(), Forge.hmac(Forge.SECRET))
            : Forge.hs256(odd + others.encode().substring(1));
    verified(secretOnly, token).ifPresent(TokenMutationTest::assertSound);
  }

  @Provide
  Arbitrary<String> claimNames() {
    return Arbitraries.of(
        "sub", "exp", "nbf", "iat", "iss", "aud", "scope", "scopes", "amr", "jti", "kid", "typ",
        "crit", "cty", "nonce");
  }

  private static void assertSound(Caller caller) {
    assertThat(UserId.isValid(caller.user())).isTrue();
    assertThat(caller.expiresAtMs())
        .isBetween(
            Given.NOW.minusSeconds(Given.LEEWAY).toEpochMilli(),
            Given.NOW.plusSeconds(Given.WEEK + Given.LEEWAY).toEpochMilli());
  }

  /** Anything thrown but a refusal as unauthorized ends the test. */
  private static Optional<Caller> verified(Tokens tokens, String token) {
    try {
      return Optional.of(tokens.verify(token));
    } catch (Refused refused) {
      assertThat(refused.reason()).isEqualTo(Refused.Reason.UNAUTHORIZED);
      return Optional.empty();
    }
  }
}
