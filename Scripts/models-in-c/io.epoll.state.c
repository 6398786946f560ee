// One thread, epoll, a record a connection.
#include <sys/epoll.h>

#include "serve.h"

const bool model_waits = false;
static int set;

void model_start(void) { set = epoll_create1(EPOLL_CLOEXEC); }
void model_admit(struct connection *connection) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = connection};
    check(epoll_ctl(set, EPOLL_CTL_ADD, connection->fd, &event) == 0, "epoll_ctl");
}
void model_begin(void) {}
void model_serve(long n) {
    static struct epoll_event events[256];
    while (n > 0) {
        int count = epoll_wait(set, events, 256, -1);
        for (int i = 0; i < count; i++) n -= serve(events[i].data.ptr);
    }
}
