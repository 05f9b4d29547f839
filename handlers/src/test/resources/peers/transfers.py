"""The sender and the receiver of a tutorial on zero copy. Arguments: send PORT FILE, or receive, which prints its port first."""
import os
import socket
import sys


def send(port, path):
    with open(path, 'rb') as file, socket.create_connection(('127.0.0.1', int(port))) as client:
        offset = 0
        while True:
            sent = os.sendfile(client.fileno(), file.fileno(), offset, 65536)
            if sent == 0:
                break
            offset += sent


def receive():
    with socket.create_server(('127.0.0.1', 0)) as server:
        print(server.getsockname()[1], flush=True)
        connection, _ = server.accept()
        with connection:
            total = 0
            while True:
                data = connection.recv(1024)
                if data == b'':
                    break
                total += len(data)
            print('Total size:%d' % total, flush=True)


if sys.argv[1] == 'send':
    send(*sys.argv[2:])
else:
    receive()
