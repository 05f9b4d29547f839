"""Clients of the command server as the tutorial has them: command, length, acknowledgement, output."""
import socket
import struct
import sys

port, mode, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def receive(client, size):
    received = b""
    while len(received) < size:
        piece = client.recv(size - len(received))
        if not piece:
            raise EOFError(f"{len(received)} of {size} bytes")
        received += piece
    return received


def answer(client):
    """Prints length and output, as one text."""
    size = int(client.recv(1024).decode())
    client.send("准备好接收了".encode())
    output = receive(client, size)
    sys.stdout.write(f"{size}:{output.decode()}")


def session():
    with connect() as client:
        for command in arguments:
            client.send(command.encode())
            answer(client)


def crowd():
    clients = [connect() for _ in range(int(arguments[0]))]
    for client in clients:
        client.send(arguments[1].encode())
    for client in clients:
        answer(client)
        client.close()


def held():
    clients = [connect() for _ in range(int(arguments[0]))]
    for client in reversed(clients):
        client.send(arguments[1].encode())
        answer(client)
    for client in clients:
        client.close()


def bytewise():
    with connect() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in arguments[0].encode():
            client.send(bytes([byte]))
        client.shutdown(socket.SHUT_WR)
        while piece := client.recv(1024):
            sys.stdout.write(piece.decode())


def framed():
    with connect() as client:
        for command in arguments:
            data = command.encode()
            client.sendall(struct.pack(">I", len(data)) + data)
        for _ in arguments:
            length, status, code = struct.unpack(">IBi", receive(client, 9))
            print(status, code, receive(client, length - 5).decode())


{"session": session, "crowd": crowd, "held": held, "bytes": bytewise, "framed": framed}[mode]()
