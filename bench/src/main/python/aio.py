"""An echo server on one thread, by an asyncio.Protocol; with the argument udp, for datagrams."""

import asyncio
import os
import sys
import threading


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class UdpEcho(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data, address)


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


async def serve():
    loop = asyncio.get_running_loop()
    if sys.argv[1:] == ["udp"]:
        transport, _ = await loop.create_datagram_endpoint(UdpEcho, local_addr=("127.0.0.1", 0))
        address = transport.get_extra_info("sockname")
    else:
        server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=4096)
        address = server.sockets[0].getsockname()
    print("listening on %s:%d" % address, flush=True)
    await asyncio.Event().wait()


threading.Thread(target=end_with_parent, daemon=True).start()
asyncio.run(serve())
