package io.jobwire.http.auth;

import java.util.Optional;

/** The algorithms we accept, each bound to one type of key. The names are exact. */
enum Algorithm {
  HS256("oct"),
  RS256("RSA"),
  ES256("EC");

  private final String keyType;

  Algorithm(String keyType) {
    this.keyType = keyType;
  }

  static Optional<Algorithm> named(String name) {
    for (Algorithm algorithm : values()) {
      if (algorithm.name().equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  static Optional<Algorithm> forKeyType(String keyType) {
    for (Algorithm algorithm : values()) {
      if (algorithm.keyType.equals(keyType)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
