"""Clients that send as long as the server takes anything, and never read. Whenever nothing more has happened for a while,
prints how many of them were cut so far. They stay until the input ends: who leaves cannot know whether it would be cut."""
import selectors
import socket
import sys

port, count = int(sys.argv[1]), int(sys.argv[2])
QUIET_SECONDS = 2

selector = selectors.DefaultSelector()
for _ in range(count):
    client = socket.socket()
    # Small segments and buffers, so that the kernel soon holds all it will: the rest is the server's problem.
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    client.connect(("127.0.0.1", port))
    client.setblocking(False)
    selector.register(client, selectors.EVENT_WRITE)

selector.register(sys.stdin, selectors.EVENT_READ)
piece = b"x" * 65536
cut = 0
while True:
    ready = selector.select(QUIET_SECONDS)
    if not ready:
        print(cut, flush=True)
    for key, _ in ready:
        if key.fileobj is sys.stdin:
            sys.exit()
        try:
            key.fileobj.send(piece)
        except BlockingIOError:
            pass
        except OSError:
            cut += 1
            selector.unregister(key.fileobj)
            key.fileobj.close()
