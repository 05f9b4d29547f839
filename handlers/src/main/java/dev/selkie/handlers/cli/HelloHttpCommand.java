package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.HelloHttpHandler;
import dev.selkie.handlers.http.ResponseHead;
import picocli.CommandLine.Command;

/** {@code selkie hello-http}. */
@Command(name = "hello-http", description = "Answers whatever it is sent by 'Hello, World', as HTTP, and closes.")
final class HelloHttpCommand extends AnsweringServerCommand {
    HelloHttpCommand() {
        super(8080);
    }

    @Override
    void prepare() {
        ResponseHead.prepare();
    }

    @Override
    RequestHandlerFactory handlers() {
        return HelloHttpHandler::new;
    }
}
