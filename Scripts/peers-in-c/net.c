// A byte to and fro between two processes on one CPU over sockets, by -DOF_…: rows of the family net. One operation
// is one way. The baseline is one process that sends to itself.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "peer.h"

int step(void) { return 2; }

static void connected(int ends[2]) {
#if defined(OF_unix_stream)
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
#elif defined(OF_unix_datagram)
    check(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0, "socketpair");
#else
    struct sockaddr_in address[2];
    socklen_t size = sizeof address[0];
#ifdef OF_udp
    int type = SOCK_DGRAM, sides = 2;
#else
    int type = SOCK_STREAM, sides = 1;
#endif
    for (int side = 0; side < sides; side++) {
        address[side] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        ends[side] = socket(AF_INET, type, 0);
        check(bind(ends[side], (struct sockaddr *)&address[side], size) == 0, "bind");
        check(getsockname(ends[side], (struct sockaddr *)&address[side], &size) == 0, "getsockname");
    }
#ifdef OF_udp
    for (int side = 0; side < 2; side++)
        check(connect(ends[side], (struct sockaddr *)&address[1 - side], size) == 0, "connect");
#else
    int yes = 1, listener = ends[0];
    check(listen(listener, 1) == 0, "listen");
    ends[0] = socket(AF_INET, type, 0);
    check(connect(ends[0], (struct sockaddr *)&address[0], size) == 0, "connect");
    ends[1] = accept(listener, NULL, NULL);
    for (int side = 0; side < 2; side++) setsockopt(ends[side], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
#endif
#endif
}

static int ends[2];

static inline void pass(int from, int to) {
    char byte = 1;
    check(write(from, &byte, 1) == 1, "write");
    check(read(to, &byte, 1) == 1, "read");
}

void prepare(void) {
    connected(ends);
#ifndef BASELINE
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        char byte;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            check(read(ends[1], &byte, 1) == 1, "read");
            check(write(ends[1], &byte, 1) == 1, "write");
        }
    }
#endif
}

void loop(long n) {
    for (long i = 0; i < n / 2; i++) {
#ifdef BASELINE
        pass(ends[0], ends[1]);
        pass(ends[1], ends[0]);
#else
        pass(ends[0], ends[0]);
#endif
    }
}
