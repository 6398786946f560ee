// Pairs of sockets that are connected with each other, and connections that are made and ended at once.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "inline.h"
#include "loopback.h"
#include "result.h"

/// Asks for room for `bytes` on their way, as far as the kernel gives it.
static inline void k_room_for(int socket, int bytes) {
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/// Two UDP sockets on 127.0.0.1 that know no one but each other, close-on-exec.
static inline int k_udp_pair(int ends[2]) {
    struct sockaddr_in address[2];
    int made[2] = {-1, -1}, result = 0;
    for (int side = 0; side < 2 && result == 0; side++) {
        socklen_t size = sizeof address[side];
        address[side] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        result = made[side] = k_result(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        if (result < 0) break;
        result = k_result(bind(made[side], (struct sockaddr *)&address[side], size));
        if (result == 0) result = k_result(getsockname(made[side], (struct sockaddr *)&address[side], &size));
    }
    for (int side = 0; side < 2 && result == 0; side++)
        result = k_result(connect(made[side], (struct sockaddr *)&address[1 - side], sizeof address[0]));
    for (int side = 0; side < 2; side++) {
        if (result == 0) ends[side] = made[side];
        else if (made[side] >= 0) close(made[side]);
    }
    return result;
}

/// A TCP connection over 127.0.0.1, close-on-exec.
static inline int k_tcp_pair(int ends[2]) {
    int listener = k_loopback_listen(), accepted;
    if (listener < 0) return listener;
    int client = k_loopback_connect(listener, &accepted);
    close(listener);
    if (client < 0) return client;
    ends[0] = client;
    ends[1] = accepted;
    return 0;
}

/// A UNIX socket pair, close-on-exec.
static inline int k_unix_pair(int is_stream, int ends[2]) {
    return k_result(socketpair(AF_UNIX, (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0, ends));
}

/// Where a listening socket is reached.
struct k_door {
    struct sockaddr_storage address;
    socklen_t size;
    int family;
};

static inline int k_door_of(int listener, int family, struct k_door *door) {
    door->size = sizeof door->address;
    door->family = family;
    return k_result(getsockname(listener, (struct sockaddr *)&door->address, &door->size));
}

/// A listening TCP socket on 127.0.0.1. What it accepts is reset when it is closed: a connection that ends in good
/// order would keep its port for a minute.
static inline int k_tcp_door(struct k_door *door) {
    struct linger linger = {1, 0};
    int listener = k_loopback_listen();
    if (listener < 0) return listener;
    int result = k_result(setsockopt(listener, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    if (result == 0) result = k_door_of(listener, AF_INET, door);
    if (result == 0) return listener;
    close(listener);
    return result;
}

/// A listening UNIX socket, under a name that the kernel chooses and that is in no file system.
static inline int k_unix_door(struct k_door *door) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = k_result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener < 0) return listener;
    int result = k_result(bind(listener, (struct sockaddr *)&address, sizeof(sa_family_t)));
    if (result == 0) result = k_result(listen(listener, 16));
    if (result == 0) result = k_door_of(listener, AF_UNIX, door);
    if (result == 0) return listener;
    close(listener);
    return result;
}

/// socket, connect, accept, and both ends closed, that of the listener's side first: five calls.
K_INLINE int k_visit(int listener, const struct k_door *door) {
    int client = k_result(socket(door->family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (client < 0) return client;
    int result = k_result(connect(client, (const struct sockaddr *)&door->address, door->size));
    int accepted = result == 0 ? k_result(accept4(listener, 0, 0, SOCK_CLOEXEC)) : result;
    if (accepted >= 0) close(accepted);
    close(client);
    return accepted < 0 ? accepted : 0;
}

/// `count` bytes from the beginning of a file into a socket: how many went.
K_INLINE long k_send_file(int socket, int file, long count) {
    off_t start = 0;
    return k_result_long(sendfile(socket, file, &start, (size_t)count));
}

/// The same from a file, or where `from_start` is 0 from a pipe, into a pipe or a socket, without a copy.
K_INLINE long k_splice(int from, int to, long count, int from_start) {
    loff_t start = 0;
    return k_result_long(splice(from, from_start ? &start : 0, to, 0, (size_t)count, 0));
}
