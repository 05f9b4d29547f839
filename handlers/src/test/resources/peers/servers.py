"""Servers in the tutorials' style, and ones that misbehave. Argument: which. Prints its port, then what it is told to."""
import socket
import socketserver
import struct
import sys
import time


def say(text):
    print(text, flush=True)


class Handler(socketserver.BaseRequestHandler):
    def read(self):
        return self.request.recv(1024)

    def send(self, data):
        self.request.sendall(data if isinstance(data, bytes) else data.encode())

    def reset(self):
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()


# ---- the tutorials'


class Echo(Handler):
    def handle(self):
        while True:
            data = self.read()
            if not data:
                break
            self.send(data)


class Hello(Handler):
    def handle(self):
        self.read()
        self.send("Hello, client!")


class Http(Handler):
    def handle(self):
        say(self.read().decode())
        self.send("HTTP/1.1 200 OK\r\n\r\n")
        self.send("HTTP/1.1 200 OK\r\n\r\n")
        self.send("Hello, World")


class Robot(Handler):
    def handle(self):
        self.send("欢迎致电 10086,请输入1xxx,0转人工服务.")
        while True:
            data = self.read().decode()
            if data == "exit":
                break
            elif data == "0":
                self.send("通过可能会被录音.balabala一大推")
            else:
                self.send("请重新输入.")


class Chat(Handler):
    def handle(self):
        while True:
            data = self.read().decode()
            say(data)
            if data == "exit":
                break
            self.send("服务器已经收到你的信息")


# ---- the command server, with outputs that are known instead of os.popen

OUTPUTS = {
    "empty": b"",
    "bytes": bytes(range(256)),
    "digits": b"0123456789\n",
    "utf8": "中文输出\n".encode(),
    "large": b"x" * 3_000_000 + b"\n",
}


def output(command):
    if command.startswith("echo "):
        return command[5:].encode() + b"\n"
    return OUTPUTS[command]


class Command(Handler):
    def handle(self):
        while True:
            command = self.read()
            if not command:
                break
            result = output(command.decode())
            self.send(str(len(result)))
            acknowledgement = self.read()
            say(command.decode() + ": " + ("acknowledged" if acknowledgement == b"ready" else repr(acknowledgement)))
            self.send(result)


class TokenCommand(Command):
    def handle(self):
        if self.read() == b"open sesame":
            self.send("ok")
            super().handle()


class BytewiseCommand(Command):
    def send(self, data):
        bytewise(self.request, data)


class HastyCommand(Handler):
    """Sends the length and the output at once."""

    def handle(self):
        while self.read():
            self.send(b"7output\n")
            self.read()


class WordyCommand(Handler):
    def handle(self):
        self.read()
        self.send("no such command\x1b[2J")
        self.read()


class BoastfulCommand(Handler):
    def handle(self):
        self.read()
        self.send("99999999999")
        self.read()


class ShortCommand(Handler):
    def handle(self):
        self.read()
        self.send("100")
        self.read()
        self.send("only this")


class GenerousCommand(Handler):
    def handle(self):
        self.read()
        self.send("4")
        self.read()
        self.send("more than four")
        self.read()


class Framed(Handler):
    def receive(self, count):
        data = b""
        while len(data) < count:
            piece = self.request.recv(count - len(data))
            if not piece:
                return None
            data += piece
        return data

    def handle(self):
        while head := self.receive(4):
            command = self.receive(struct.unpack(">I", head)[0]).decode()
            word, _, number = command.partition(" ")
            if word == "status":
                self.reply(int(number), 0, b"part\n")
            elif word == "exit-code":
                self.reply(0, int(number), b"")
            elif word == "frame":
                self.send(struct.pack(">I", int(number)) + b"12345")
            else:
                self.reply(0, 0, output(command))

    def reply(self, status, code, data):
        self.send(struct.pack(">IBi", 5 + len(data), status, code) + data)


class TokenFramed(Framed):
    def handle(self):
        if self.receive(struct.unpack(">I", self.receive(4))[0]) == b"open sesame":
            self.reply(0, 0, b"")
            super().handle()


class BytewiseFramed(Framed):
    def send(self, data):
        bytewise(self.request, data)


# ---- others


def bytewise(connection, data):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in data if isinstance(data, bytes) else data.encode():
        connection.sendall(bytes([byte]))
        time.sleep(0.002)


class Bytewise(Handler):
    def handle(self):
        while data := self.read():
            bytewise(self.request, "echo: ".encode() + data)


class TwoPackets(Handler):
    """Cuts the character in the middle."""

    def handle(self):
        while self.read():
            reply = "你好".encode()
            self.send(reply[:4])
            time.sleep(0.05)
            self.send(reply[4:])


class NoText(Handler):
    def handle(self):
        while self.read():
            self.send(b"\xff\xfe\x00\x1b[2J")


class HalfClose(Handler):
    def handle(self):
        say(self.read().decode())
        self.send("last")
        self.request.shutdown(socket.SHUT_WR)
        while data := self.read():
            say(data.decode())


class Leave(Handler):
    def handle(self):
        self.read()


class Reset(Handler):
    def handle(self):
        self.read()
        self.send("beginning")
        time.sleep(0.2)
        self.reset()


class ResetAtOnce(Handler):
    def handle(self):
        self.read()
        self.reset()


class Mute(Handler):
    def handle(self):
        while data := self.read():
            say(data.decode())


class Late(Handler):
    """Says something while nobody has asked."""

    def handle(self):
        while self.read():
            self.send("reply")
            time.sleep(0.1)
            self.send("late")


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        data, connection = self.request
        say(data.decode())
        if data != b"quiet":
            connection.sendto(data.upper(), self.client_address)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        print(sys.exc_info()[1], file=sys.stderr)


handler = globals()[sys.argv[1]]
server_class = socketserver.UDPServer if handler is Udp else Server
with server_class(("127.0.0.1", 0), handler) as server:
    say(server.server_address[1])
    server.serve_forever()
