"""An echo server with a thread for each connection, by socketserver; with the argument udp, for datagrams."""

import os
import socket
import socketserver
import sys
import threading


class Echo(socketserver.BaseRequestHandler):
    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle(self):
        while data := self.request.recv(65536):
            self.request.sendall(data)


class UdpEcho(socketserver.BaseRequestHandler):
    def handle(self):
        data, server = self.request
        server.sendto(data, self.client_address)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 4096


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
udp = sys.argv[1:] == ["udp"]
address = ("127.0.0.1", 0)
with socketserver.UDPServer(address, UdpEcho) if udp else Server(address, Echo) as server:
    print("listening on %s:%d" % server.server_address, flush=True)
    server.serve_forever()
