package dev.selkie.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WrongTokensTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1000);

    private final WrongTokens wrong = new WrongTokens();
    private long now = -1000;

    private Duration waits(SocketAddress client) {
        return Duration.ofNanos(wrong.waitNanos(client, now));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void shouldNotHoldUpWhoHasSentNone() {
        wrong.add(CLIENT, now);

        assertThat(waits(new InetSocketAddress("192.0.2.2", 1000))).isZero();
    }

    @Test
    @DisplayName("C3: each wrong token makes its address wait longer")
    void shouldHoldUpTheWholeAddressLongerWithEachUpTo8Seconds() {
        List<Duration> waits = Stream.generate(() -> {
                    wrong.add(CLIENT, now);
                    return waits(new InetSocketAddress("192.0.2.1", 2000));
                })
                .limit(8)
                .toList();

        assertThat(waits)
                .containsExactly(Stream.of(250, 500, 1000, 2000, 4000, 8000, 8000, 8000)
                        .map(Duration::ofMillis)
                        .toArray(Duration[]::new));
    }

    @Test
    void shouldLetAClientTryAgainWhenItHasWaitedAndForgetItAfterAMinute() {
        wrong.add(CLIENT, now);
        wrong.add(CLIENT, now);
        pass(Duration.ofMillis(400));
        assertThat(waits(CLIENT)).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(100));
        assertThat(waits(CLIENT)).isZero();
        pass(Duration.ofMinutes(1));
        wrong.add(CLIENT, now);
        assertThat(waits(CLIENT)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void shouldTakeANetworkOfIpv6ForOneClient() {
        wrong.add(new InetSocketAddress("2001:db8::1", 1000), now);

        assertThat(waits(new InetSocketAddress("2001:db8::ffff:2", 1000))).isPositive();
        assertThat(waits(new InetSocketAddress("2001:db8:0:1::1", 1000))).isZero();
    }

    @Test
    void shouldTakeAllClientsOfAUnixSocketForOne() {
        wrong.add(UnixDomainSocketAddress.of(""), now);

        assertThat(waits(UnixDomainSocketAddress.of("other"))).isPositive();
    }

    @Test
    void shouldRememberTheLastThousandOnly() {
        wrong.add(CLIENT, now);
        for (int i = 0; i < 999; i++) {
            wrong.add(new InetSocketAddress("10.0." + i / 256 + "." + i % 256, 1000), now);
        }
        assertThat(waits(CLIENT)).isPositive();
        wrong.add(new InetSocketAddress("10.1.0.0", 1000), now);
        assertThat(waits(CLIENT)).isZero();
    }
}
