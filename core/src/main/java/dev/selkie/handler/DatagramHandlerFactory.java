package dev.selkie.handler;

/** Makes the handler of a server for datagrams: usually a constructor, {@code EchoHandler::new}. */
@FunctionalInterface
public interface DatagramHandlerFactory {
    /**
     * Called on the loop's thread, when the server serves for the first time.
     *
     * @return a new handler, never null
     * @throws Exception then the server cannot serve: {@code serveForever} throws it
     */
    DatagramRequestHandler create() throws Exception;
}
