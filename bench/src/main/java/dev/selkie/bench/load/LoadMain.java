package dev.selkie.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** The load process: loads come on standard input, results go to standard output, and it ends with its parent. */
public final class LoadMain {
    private LoadMain() {}

    /** Runs loads until standard input ends. */
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        var out = new ObjectOutputStream(System.out);
        out.flush();
        var in = new ObjectInputStream(System.in);
        var idle = new IdleConnections();
        while (true) {
            Load load;
            try {
                load = (Load) in.readObject();
            } catch (EOFException parentHasEnded) {
                return;
            }
            out.writeObject(answer(load, idle));
            out.reset();
            out.flush();
        }
    }

    private static Object answer(Load load, IdleConnections idle) {
        try {
            return load.run(idle);
        } catch (IOException | RuntimeException failure) {
            return failure;
        }
    }
}
