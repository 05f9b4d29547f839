package dev.selkie.handlers;

import java.nio.ByteBuffer;

/** A robot on the telephone, which speaks first: {@code 0} is answered, {@code exit} hangs up, all else is to be said again. */
public final class RobotHandler extends MessageRequestHandler {
    private static final String GREETING = "欢迎致电 10086,请输入1xxx,0转人工服务.";
    private static final String CONNECTED = "通过可能会被录音.balabala一大推";
    private static final String AGAIN = "请重新输入.";

    /**
     * One for each connection.
     *
     * @param framing where messages end
     */
    public RobotHandler(Framing framing) {
        super(framing);
    }

    @Override
    protected void setup() {
        say(GREETING);
    }

    @Override
    protected void handleMessage(ByteBuffer message) {
        if (is(message, "exit")) {
            connection().close();
        } else {
            say(is(message, "0") ? CONNECTED : AGAIN);
        }
    }
}
