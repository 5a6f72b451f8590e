package io.jobwire.http.auth;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;

/** Public keys from their numbers; weak and impossible ones are refused in words. */
final class PublicKeys {
  private static final int LEAST_RSA_BITS = 2048;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);
  private static final ECParameterSpec P256 = curve();

  private PublicKeys() {}

  static RSAPublicKey rsa(byte[] modulus, byte[] exponent) {
    BigInteger n = new BigInteger(1, modulus);
    BigInteger e = new BigInteger(1, exponent);
    if (n.bitLength() < LEAST_RSA_BITS) {
      throw new IllegalArgumentException(
          "is an RSA key of " + n.bitLength() + " bits; it must have at least 2048.");
    }
    if (e.compareTo(LEAST_EXPONENT) < 0 || !e.testBit(0)) {
      throw new IllegalArgumentException("is an RSA key with an exponent that protects nothing.");
    }
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalArgumentException("is not an RSA key.", impossible);
    }
  }

  static ECPublicKey p256(byte[] x, byte[] y) {
    ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
    if (!isOnCurve(point)) {
      throw new IllegalArgumentException("is not a point of P-256.");
    }
    try {
      return (ECPublicKey)
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, P256));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalArgumentException("is not a key of P-256.", impossible);
    }
  }

  /** y² = x³ + ax + b; the JDK does not ask. */
  private static boolean isOnCurve(ECPoint point) {
    EllipticCurve curve = P256.getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
