/* An epoll echo server with one thread: read once, write at once, keep what the socket does not take. */
#include "server.h"

#define BUFFER (256 * 1024)

struct connection {
    int fd;
    char *unsent;
    size_t sent, length;
};

static char buffer[BUFFER];

static void end(struct connection *c) {
    close(c->fd);
    free(c->unsent);
    free(c);
}

static void receive(struct connection *c) {
    ssize_t n = read(c->fd, buffer, BUFFER);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) end(c);
        return;
    }
    ssize_t sent = write(c->fd, buffer, n);
    if (sent < 0) {
        if (errno != EAGAIN) {
            end(c);
            return;
        }
        sent = 0;
    }
    if (sent < n) {
        c->length = n - sent;
        c->sent = 0;
        c->unsent = malloc(c->length);
        if (!c->unsent) fail("malloc");
        memcpy(c->unsent, buffer + sent, c->length);
        watch(EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
    }
}

static void flush(struct connection *c) {
    ssize_t sent = write(c->fd, c->unsent + c->sent, c->length - c->sent);
    if (sent < 0) {
        if (errno != EAGAIN) end(c);
        return;
    }
    c->sent += sent;
    if (c->sent == c->length) {
        free(c->unsent);
        c->unsent = NULL;
        watch(EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
    }
}

int main(void) {
    struct epoll_event events[EVENTS];
    serve(SOCK_STREAM);
    for (;;) {
        int n = epoll_wait(epoll_set, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) ended_by_parent();
            else if ((void *)c == &server_socket) welcome(sizeof(struct connection));
            else if (c->unsent) flush(c);
            else receive(c);
        }
    }
}
