// TCP within this machine. Descriptors are close-on-exec; -1 with errno where there is none.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/// A listening socket on a free port of 127.0.0.1.
static inline int k_loopback_listen(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) return -1;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 16) == 0) return listener;
    close(listener);
    return -1;
}

/// A connection to `listener`, the listener's end in `*accepted`, both without Nagle's delay.
static inline int k_loopback_connect(int listener, int *accepted) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int yes = 1;
    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) return -1;
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client < 0) return -1;
    if (connect(client, (struct sockaddr *)&address, size) != 0 ||
        (*accepted = accept4(listener, 0, 0, SOCK_CLOEXEC)) < 0) {
        close(client);
        return -1;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(*accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return client;
}
