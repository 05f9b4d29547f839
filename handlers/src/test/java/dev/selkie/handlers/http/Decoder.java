package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.selkie.connection.Fed;
import dev.selkie.handler.FrameRequestHandler;
import dev.selkie.handler.LineRequestHandler;
import dev.selkie.handlers.Framing;
import dev.selkie.handlers.MessageRequestHandler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** What finds messages in a stream, and must find the same ones however it is cut. */
enum Decoder {
    LINES {
        @Override
        String decode(byte[] input, int... cuts) throws Exception {
            return text(Fed.answer(new Lines(), input, cuts));
        }
    },
    MESSAGES {
        @Override
        String decode(byte[] input, int... cuts) throws Exception {
            return text(Fed.answer(new Messages(), input, cuts));
        }
    },
    FRAMES_OF_1 {
        @Override
        String decode(byte[] input, int... cuts) throws Exception {
            return text(Fed.answer(new Frames(1), input, cuts));
        }
    },
    FRAMES_OF_2 {
        @Override
        String decode(byte[] input, int... cuts) throws Exception {
            return text(Fed.answer(new Frames(2), input, cuts));
        }
    },
    FRAMES_OF_4 {
        @Override
        String decode(byte[] input, int... cuts) throws Exception {
            return text(Fed.answer(new Frames(4), input, cuts));
        }
    },
    HTTP {
        @Override
        String decode(byte[] input, int... cuts) {
            return requests(input, cuts);
        }
    };

    /** Its messages, written out. */
    abstract String decode(byte[] input, int... cuts) throws Exception;

    void check(byte[] input, int... cuts) {
        try {
            String whole = decode(input);
            String cut = decode(input, cuts);
            if (!whole.equals(cut)) {
                throw new AssertionError(this + " found in one piece\n" + whole + "\nbut cut at "
                        + Arrays.toString(cuts) + "\n" + cut + "\nin " + text(input));
            }
        } catch (Exception failure) {
            throw new AssertionError(this + " threw at " + text(input), failure);
        }
    }

    /** Cuts it in two at every place, into single bytes, and at pairs of places. */
    void checkCuts(byte[] input, int pairs) {
        int[] everywhere = new int[Math.max(0, input.length - 1)];
        Arrays.setAll(everywhere, place -> place + 1);
        check(input, everywhere);
        for (int cut : everywhere) {
            check(input, cut);
        }
        var random = new Random(input.length);
        for (int i = 0; i < pairs; i++) {
            check(input, pair(random, input.length));
        }
    }

    static int[] pair(Random random, int length) {
        int[] pair = {random.nextInt(length + 1), random.nextInt(length + 1)};
        Arrays.sort(pair);
        return pair;
    }

    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static final class Lines extends LineRequestHandler {
        Lines() {
            super(40);
        }

        @Override
        protected void handleLine(ByteBuffer line) {
            connection().write(ISO_8859_1.encode("line "));
            connection().write(line);
            connection().write(ISO_8859_1.encode("\n"));
        }

        @Override
        protected void lineTooLong() {
            connection().write(ISO_8859_1.encode("too long"));
        }
    }

    private static final class Messages extends MessageRequestHandler {
        Messages() {
            super(Framing.LINES);
        }

        @Override
        protected void handleMessage(ByteBuffer message) {
            if (is(message, "exit")) {
                connection().close();
            } else {
                say(message.remaining() + "[" + text(message) + "]");
            }
        }
    }

    private static final class Frames extends FrameRequestHandler {
        Frames(int lengthBytes) {
            super(lengthBytes, 100);
        }

        @Override
        protected void handleFrame(ByteBuffer frame) {
            connection().write(ISO_8859_1.encode("frame "));
            connection().write(frame);
            connection().write(ISO_8859_1.encode("\n"));
        }

        @Override
        protected void frameTooLong(long length) {
            connection().write(ISO_8859_1.encode("too long: " + length));
        }
    }

    private static String requests(byte[] input, int... cuts) {
        var found = new StringBuilder();
        var parser = new RequestParser();
        int from = 0;
        boolean goesOn = true;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : input.length;
            ByteBuffer piece = ByteBuffer.wrap(input, from, to - from);
            while (goesOn && piece.hasRemaining()) {
                goesOn = !parser.parse(piece) || append(found, parser);
            }
            from = to;
        }
        return found.append(goesOn && parser.isWithinRequest() ? "and a part" : "")
                .toString();
    }

    /** Returns whether more may follow. */
    private static boolean append(StringBuilder found, RequestParser parser) {
        try {
            Request request = parser.take();
            found.append(request.method() + " " + request.target() + " " + request.version() + "\n");
            // The parser writes known fields that come whole in its own way: keep-alive, where keEp-alive came.
            found.append(request.fields().toString().toLowerCase(Locale.ROOT));
            return request.keepAlive();
        } catch (RefusedException refused) {
            // A line without a version is none of HTTP/1.1 or no request at all: the parser's word depends on the cut.
            found.append("refused ").append(refused.status() == 505 ? 400 : refused.status());
            return false;
        }
    }
}
