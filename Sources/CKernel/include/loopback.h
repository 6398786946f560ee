// TCP within this machine. Descriptors are close-on-exec.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "result.h"

/// A listening socket on a free port of 127.0.0.1.
static inline int k_loopback_listen(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = k_result(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener < 0) return listener;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 16) == 0) return listener;
    int failure = -errno;
    close(listener);
    return failure;
}

/// A connection to `listener`, the listener's end in `*accepted`, both without Nagle's delay.
static inline int k_loopback_connect(int listener, int *accepted) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int yes = 1;
    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) return -errno;
    int client = k_result(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (client < 0) return client;
    int server = k_result(connect(client, (struct sockaddr *)&address, size));
    if (server == 0) server = k_result(accept4(listener, 0, 0, SOCK_CLOEXEC));
    if (server < 0) {
        close(client);
        return server;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    *accepted = server;
    return client;
}
