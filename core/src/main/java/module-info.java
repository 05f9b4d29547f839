/**
 * A non-blocking socket server framework: one thread, one selector, handler classes you subclass.
 *
 * <p>A house of floors, each a package that imports only those below it: {@code loop}, {@code transport},
 * {@code transfer}, {@code connection}, {@code handler}, {@code server}, {@code simulation}.
 */
module dev.selkie.core {
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.selkie.loop;
    exports dev.selkie.transport;
    exports dev.selkie.transfer;
    exports dev.selkie.connection;
    exports dev.selkie.handler;
    exports dev.selkie.server;
    exports dev.selkie.simulation;
}
