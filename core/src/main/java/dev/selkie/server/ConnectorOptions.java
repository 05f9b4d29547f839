package dev.selkie.server;

import dev.selkie.connection.Budget;
import dev.selkie.connection.ConnectionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link Connector}. Immutable; each {@code withX} returns a copy. */
public final class ConnectorOptions implements Cloneable {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final ConnectorOptions DEFAULTS = new ConnectorOptions();

    private Duration timeout = Duration.ofSeconds(10);
    private int attempts = 1;
    private Duration retryDelay = Duration.ofMillis(100);
    private Duration longestRetryDelay = Duration.ofSeconds(5);
    private ConnectionOptions connection = ConnectionOptions.defaults();
    private @Nullable Budget budget;

    private ConnectorOptions() {}

    /**
     * The defaults.
     *
     * @return 10 s, one attempt, retries (when there are any) after 100 ms doubling to 5 s, and
     *     {@link ConnectionOptions#defaults()}
     */
    public static ConnectorOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How long a connect may take in all: the look-up of the name, every address of it, and every retry.
     *
     * @return 10 seconds by default
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Sets {@link #timeout()}.
     *
     * @param time more than zero
     * @return a copy
     */
    public ConnectorOptions withTimeout(Duration time) {
        ConnectorOptions copy = copy();
        copy.timeout = positive(time);
        return copy;
    }

    /**
     * How often a connect is tried, the first time included. Each attempt looks the name up again.
     *
     * @return 1 by default: no retry
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Sets {@link #attempts()}.
     *
     * @param number at least 1; there are fewer when {@link #timeout()} is over before
     * @return a copy
     */
    public ConnectorOptions withAttempts(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("there is at least 1 attempt, but was " + number);
        }
        ConnectorOptions copy = copy();
        copy.attempts = number;
        return copy;
    }

    /**
     * The pause before the first retry; it doubles with each, up to {@link #longestRetryDelay()}.
     *
     * @return 100 milliseconds by default
     */
    public Duration retryDelay() {
        return retryDelay;
    }

    /**
     * The longest pause before a retry.
     *
     * @return 5 seconds by default
     */
    public Duration longestRetryDelay() {
        return longestRetryDelay;
    }

    /**
     * Sets {@link #retryDelay()} and {@link #longestRetryDelay()}.
     *
     * @param first more than zero
     * @param longest at least {@code first}
     * @return a copy
     */
    public ConnectorOptions withRetryDelay(Duration first, Duration longest) {
        if (positive(first).compareTo(positive(longest)) > 0) {
            throw new IllegalArgumentException("the first delay " + first + " is above the longest " + longest);
        }
        ConnectorOptions copy = copy();
        copy.retryDelay = first;
        copy.longestRetryDelay = longest;
        return copy;
    }

    /**
     * The settings of each connection.
     *
     * @return {@link ConnectionOptions#defaults()} by default
     */
    public ConnectionOptions connection() {
        return connection;
    }

    /**
     * Sets {@link #connection()}.
     *
     * @param options for the connections of a connector made with these
     * @return a copy
     */
    public ConnectorOptions withConnection(ConnectionOptions options) {
        ConnectorOptions copy = copy();
        copy.connection = options;
        return copy;
    }

    /** The one to share, or, at each call, a new one. */
    Budget budgetOrNew() {
        return budget == null ? new Budget() : budget;
    }

    /**
     * Sets the memory that may be held for all peers of a connector together. By default each connector has a
     * {@link Budget} of its own; a relay shares its server's.
     *
     * @param shared among all connectors and servers it is given to
     * @return a copy
     */
    public ConnectorOptions withBudget(Budget shared) {
        ConnectorOptions copy = copy();
        copy.budget = shared;
        return copy;
    }

    private ConnectorOptions copy() {
        try {
            return (ConnectorOptions) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Duration positive(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time is more than zero and at most 100 years, but was " + time);
        }
        return time;
    }
}
