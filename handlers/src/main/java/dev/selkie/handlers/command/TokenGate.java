package dev.selkie.handlers.command;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.loop.Timer;
import dev.selkie.server.Addresses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one connection through when it has sent the token, in time; closes it otherwise. On the loop's thread. */
final class TokenGate {
    private static final Logger log = LoggerFactory.getLogger(TokenGate.class);

    private final @Nullable Token token;
    private final Connection connection;
    private final Runnable whenOpen;
    private final Timer deadline;
    private final Timer delay;
    private boolean open;
    private byte @Nullable [] guess;

    /**
     * A gate.
     *
     * @param token null: it is open
     * @param limit how long it may take until the right token has come
     * @param whenOpen called when it has
     */
    TokenGate(@Nullable Token token, Duration limit, Connection connection, Runnable whenOpen) {
        this.token = token;
        this.connection = connection;
        this.whenOpen = whenOpen;
        this.open = token == null;
        this.deadline = connection.loop().timer(() -> connection.close(CloseReason.REQUEST_TIMEOUT));
        this.delay = connection.loop().timer(this::look);
        if (!open) {
            deadline.armAfter(limit);
        }
    }

    boolean isOpen() {
        return open;
    }

    /** Whether a token has come and must wait, because others from there were wrong. */
    boolean isDelayed() {
        return guess != null;
    }

    void offer(byte[] bytes) {
        keep(bytes);
        look();
    }

    private void look() {
        if (token == null || guess == null || !connection.isOpen()) {
            return;
        }
        long now = connection.loop().nanoTime();
        long waitNanos = token.wrong().waitNanos(connection.remoteAddress(), now);
        if (waitNanos > 0) {
            delay.armAt(now + waitNanos);
        } else if (token.is(guess)) {
            open = true;
            keep(null);
            deadline.cancel();
            whenOpen.run();
        } else {
            token.wrong().add(connection.remoteAddress(), now);
            log.warn("{} sent a wrong token", Addresses.format(connection.remoteAddress()));
            connection.close();
        }
    }

    /** While it waits it counts: very many may guess at once. */
    private void keep(byte @Nullable [] bytes) {
        guess = bytes;
        connection.holds(bytes == null ? 0 : bytes.length);
    }

    /** The connection is ending: its peer may take a while to see it, and nothing is kept meanwhile. */
    void close() {
        keep(null);
        deadline.cancel();
        delay.cancel();
    }
}
