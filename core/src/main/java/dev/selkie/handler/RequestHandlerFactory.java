package dev.selkie.handler;

/** Makes the handler of each connection: usually a constructor, {@code EchoHandler::new}. */
@FunctionalInterface
public interface RequestHandlerFactory {
    /**
     * Called on the loop's thread for each connection.
     *
     * @return a new handler each time, never null
     * @throws Exception then the connection is closed and the server's {@code handleError} called
     */
    BaseRequestHandler create() throws Exception;
}
