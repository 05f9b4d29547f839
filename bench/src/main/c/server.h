/* What the C servers share: a listening socket on a free port of 127.0.0.1, an epoll set, and an end with their parent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 512

static int epoll_set;
static int server_socket;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void nonblocking(int fd) {
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0) fail("fcntl");
}

static void watch(int operation, int fd, unsigned int events, void *data) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(epoll_set, operation, fd, &event) < 0) fail("epoll_ctl");
}

/* Listens, and tells where. The address of server_socket stands for it in the epoll set, NULL for standard input. */
static void serve(int type) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if ((server_socket = socket(AF_INET, type, 0)) < 0) fail("socket");
    if (bind(server_socket, (struct sockaddr *)&address, length) < 0) fail("bind");
    if (type == SOCK_STREAM && listen(server_socket, 4096) < 0) fail("listen");
    if (getsockname(server_socket, (struct sockaddr *)&address, &length) < 0) fail("getsockname");
    nonblocking(server_socket);

    if ((epoll_set = epoll_create1(0)) < 0) fail("epoll_create1");
    watch(EPOLL_CTL_ADD, server_socket, EPOLLIN, &server_socket);
    watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, NULL);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
}

/* The next connection, or -1 when none waits. */
static inline int accept_one(void) {
    int fd = accept4(server_socket, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) {
        if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) fail("accept4");
        return -1;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/* Watches all connections that wait. What is known of one begins with its descriptor; the rest is zero. */
static inline void welcome(size_t connection_bytes) {
    int fd;
    while ((fd = accept_one()) >= 0) {
        int *connection = calloc(1, connection_bytes);
        if (!connection) fail("calloc");
        *connection = fd;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN, connection);
    }
}

/* Standard input is a pipe that nobody writes to: its end is our parent's. */
static void ended_by_parent(void) {
    char byte;
    if (read(STDIN_FILENO, &byte, 1) <= 0) exit(0);
}
