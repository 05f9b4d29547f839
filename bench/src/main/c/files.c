/* A sendfile server with one thread: a request is an offset and a count, 8 bytes each, big-endian; the answer is those bytes
 * of the file, at most CHUNK of them a turn. Arguments: FILE CHUNK, where 0 means all that the socket takes. */
#include "server.h"
#include <endian.h>
#include <stdint.h>

struct connection {
    int fd;
    size_t got;
    union {
        char bytes[16];
        uint64_t numbers[2];
    } request;
    off_t offset;
    uint64_t left;
};

static int file;
static size_t chunk;

static void end(struct connection *c) {
    close(c->fd);
    free(c);
}

static void send_some(struct connection *c) {
    size_t most = chunk && chunk < c->left ? chunk : c->left;
    ssize_t n = sendfile(c->fd, file, &c->offset, most);
    if (n < 0 ? errno != EAGAIN : n == 0) {
        end(c);
        return;
    }
    if (n > 0) c->left -= n;
    if (!c->left) watch(EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
}

static void receive(struct connection *c) {
    ssize_t n = read(c->fd, c->request.bytes + c->got, sizeof c->request - c->got);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) end(c);
        return;
    }
    c->got += n;
    if (c->got < sizeof c->request) return;
    c->got = 0;
    c->offset = be64toh(c->request.numbers[0]);
    c->left = be64toh(c->request.numbers[1]);
    if (c->left) {
        watch(EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
        send_some(c);
    }
}

int main(int argc, char **argv) {
    struct epoll_event events[EVENTS];
    if (argc != 3) return 2;
    if ((file = open(argv[1], O_RDONLY)) < 0) fail(argv[1]);
    chunk = strtoull(argv[2], NULL, 10);
    serve(SOCK_STREAM);
    for (;;) {
        int n = epoll_wait(epoll_set, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) ended_by_parent();
            else if ((void *)c == &server_socket) welcome(sizeof(struct connection));
            else if (c->left) send_some(c);
            else receive(c);
        }
    }
}
