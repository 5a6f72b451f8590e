package io.jobwire.http.limit;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From where a request comes. What {@code X-Forwarded-For} says counts only where a proxy that is
 * trusted has said it, read from its end: what stands further in front anybody may have written.
 */
public final class Proxies {
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]+)](?::\\d+)?|([^:]+):\\d+");
  private static final int IPV6_NETWORK = 8;
  private static final int IPV4_BITS = 32;
  private static final int MAPPED_BITS = 96;

  private final List<Network> trusted;

  /** Addresses and networks, such as 10.0.0.0/8. */
  public Proxies(List<String> trusted) {
    this.trusted = trusted.stream().map(Network::of).toList();
  }

  public boolean trusts(String address) {
    byte[] bytes = bytes(address);
    return bytes != null && trusted.stream().anyMatch(network -> network.has(bytes));
  }

  /** Who speaks, past all proxies that are trusted. */
  String caller(String peer, List<String> forwardedFor) {
    List<String> hops = new ArrayList<>();
    if (!trusted.isEmpty()) {
      forwardedFor.forEach(line -> hops.addAll(Arrays.asList(line.split(","))));
      Collections.reverse(hops);
    }
    String caller = peer;
    for (String hop : hops) {
      String before = withoutPort(hop.strip());
      if (!trusts(caller) || bytes(before) == null) {
        break;
      }
      caller = before;
    }
    return caller;
  }

  /**
   * What an address counts as: of IPv6 the network, of which a single machine has all addresses.
   */
  static String counted(String address) {
    byte[] bytes = bytes(address);
    if (bytes == null) {
      return "unknown";
    }
    return bytes.length == 4
        ? HexFormat.of().formatHex(bytes)
        : HexFormat.of().formatHex(bytes, 0, IPV6_NETWORK);
  }

  private static String withoutPort(String hop) {
    Matcher port = WITH_PORT.matcher(hop);
    if (!port.matches()) {
      return hop;
    }
    return port.group(1) != null ? port.group(1) : port.group(2);
  }

  /** Of an address written out; null of anything else. An IPv4 address within IPv6 is that. */
  private static byte[] bytes(String address) {
    byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
    boolean mapped = bytes != null && bytes.length == 16 && isMapped(bytes);
    return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  /** All addresses that begin with the same bits. */
  private record Network(byte[] address, int bits) {

    static Network of(String text) {
      int slash = text.indexOf('/');
      String written = slash < 0 ? text : text.substring(0, slash);
      byte[] address = bytes(written);
      if (address == null) {
        throw new IllegalArgumentException(text + " is no address");
      }
      int all = address.length * 8;
      if (slash < 0) {
        return new Network(address, all);
      }
      // The bits of ::ffff:10.0.0.0/104 count what stands before the IPv4 address, too.
      int before = all == IPV4_BITS && written.contains(":") ? MAPPED_BITS : 0;
      int bits = Integer.parseInt(text.substring(slash + 1)) - before;
      return new Network(address, Math.max(0, Math.min(all, bits)));
    }

    boolean has(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
