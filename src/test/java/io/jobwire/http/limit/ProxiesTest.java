package io.jobwire.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The address of a caller")
class ProxiesTest {
  private final Proxies proxies = new Proxies(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"));

  @ParameterizedTest
  @DisplayName("is what the last proxy that is not trusted was, by the proxies that are")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
        "10.1.2.3 | 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 6.6.6.6, 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 6.6.6.6, 198.51.100.1, 10.9.9.9,192.0.2.7 | 198.51.100.1",
        "10.1.2.3 | 6.6.6.6, 192.0.2.8, 10.9.9.9 | 192.0.2.8",
        "10.1.2.3 | 10.0.0.1 | 10.0.0.1",
        "10.1.2.3 | unknown | 10.1.2.3",
        "10.1.2.3 | 6.6.6.6, rubbish | 10.1.2.3",
        "10.1.2.3 | 198.51.100.1:4711 | 198.51.100.1",
        "2001:db8::1 | [2001:dead::5]:80 | 2001:dead::5",
        "2001:db9::1 | 198.51.100.1 | 2001:db9::1",
        "::ffff:10.1.2.3 | 198.51.100.1 | 198.51.100.1"
      })
  void caller(String peer, String forwarded, String caller) {
    assertThat(proxies.caller(peer, List.of(forwarded))).isEqualTo(caller);
  }

  @Test
  @DisplayName("passes a network of IPv4 that is written as one of IPv6")
  void mapped() {
    Proxies proxy = new Proxies(List.of("::ffff:10.0.0.0/104"));
    assertThat(proxy.trusts("10.1.2.3")).isTrue();
    assertThat(proxy.trusts("::ffff:10.1.2.3")).isTrue();
    assertThat(proxy.trusts("11.1.2.3")).isFalse();
    assertThat(new Proxies(List.of("::ffff:10.0.0.7")).trusts("10.0.0.8")).isFalse();
  }

  @Test
  @DisplayName("is read over several headers as over one")
  void headers() {
    assertThat(proxies.caller("10.0.0.1", List.of("6.6.6.6", "198.51.100.1, 10.0.0.2")))
        .isEqualTo("198.51.100.1");
  }

  @Test
  @DisplayName("is the peer's where no proxy is trusted, and where nothing was forwarded")
  void plain() {
    Proxies none = new Proxies(List.of());
    assertThat(none.caller("127.0.0.1", List.of("198.51.100.1"))).isEqualTo("127.0.0.1");
    assertThat(proxies.caller("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    assertThat(proxies.caller(null, List.of("198.51.100.1"))).isNull();
  }

  @Test
  @DisplayName("counts as its network in IPv6, by itself in IPv4, however it is written")
  void counted() {
    assertThat(Proxies.counted("2001:DB8:0:1::1")).isEqualTo(Proxies.counted("2001:db8:0:1:9::7"));
    assertThat(Proxies.counted("2001:db8:0:2::1")).isNotEqualTo(Proxies.counted("2001:db8:0:1::1"));
    assertThat(Proxies.counted("::ffff:192.0.2.1")).isEqualTo(Proxies.counted("192.0.2.1"));
    assertThat(Proxies.counted("192.0.2.1")).isNotEqualTo(Proxies.counted("192.0.2.2"));
    assertThat(Proxies.counted(null)).isEqualTo(Proxies.counted("a socket"));
  }
}
