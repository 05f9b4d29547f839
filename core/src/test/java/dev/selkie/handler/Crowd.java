package dev.selkie.handler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Many clients in a process of their own, so that they take none of the server's descriptors. */
final class Crowd {
    private static final int PATIENCE_MILLIS = 20_000;

    private Crowd() {}

    /** Connects so many to a port, says so, and when it is told to, has each send a byte and wait for the answer. */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int count = Integer.parseInt(args[1]);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        System.out.println("connected");
        System.in.read();
        for (int i = 0; i < count; i++) {
            clients.get(i).getOutputStream().write(i);
        }
        for (int i = 0; i < count; i++) {
            clients.get(i).setSoTimeout(PATIENCE_MILLIS);
            if (clients.get(i).getInputStream().read() != (i & 0xff)) {
                throw new IOException("client " + i + " got another's answer");
            }
        }
        System.out.println("answered");
    }
}
