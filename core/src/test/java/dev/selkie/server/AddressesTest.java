package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:80",
        "::1, [::1]:80",
        "::, [::]:80",
        "fe80::1:2, [fe80::1:2]:80",
        "2001:db8:1:2:3:4:5:6, [2001:db8:1:2:3:4:5:6]:80",
        "2001:db8::, [2001:db8::]:80",
        "1:0:2:3:4:5:6:7, [1:0:2:3:4:5:6:7]:80"
    })
    void shouldWriteAnAddressAsPeopleDo(String host, String expected) {
        assertThat(Addresses.format(new InetSocketAddress(host, 80))).isEqualTo(expected);
    }

    @Test
    void shouldWriteAUnixAddressAsItsPathOrThatItHasNone() {
        assertThat(Addresses.format(UnixDomainSocketAddress.of("/run/echo.sock")))
                .isEqualTo("/run/echo.sock");
        assertThat(Addresses.format(UnixDomainSocketAddress.of(""))).isEqualTo("a unix client");
        assertThat(Addresses.format(UnixDomainSocketAddress.of("a\nb\u001b[1m")))
                .isEqualTo("a?b?[1m");
    }
}
