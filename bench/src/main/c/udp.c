/* A UDP echo server with one thread: wait, then receive and send back until none is left or others may be waiting. */
#include "server.h"

#define A_TURN 64

static char buffer[65536];

static void answer_some(void) {
    for (int i = 0; i < A_TURN; i++) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        ssize_t n = recvfrom(server_socket, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
        if (n < 0) {
            if (errno != EAGAIN && errno != EINTR) fail("recvfrom");
            return;
        }
        sendto(server_socket, buffer, n, 0, (struct sockaddr *)&from, length);
    }
}

int main(void) {
    struct epoll_event events[2];
    serve(SOCK_DGRAM);
    for (;;) {
        int n = epoll_wait(epoll_set, events, 2, -1);
        for (int i = 0; i < n; i++) {
            if (!events[i].data.ptr) ended_by_parent();
            else answer_some();
        }
    }
}
