// A pool of eight threads that take ready connections from epoll, one at a time.
#include <pthread.h>
#include <sys/epoll.h>

#include "serve.h"

const bool model_waits = true;
static int set;

static void watch(int how, struct connection *connection) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLET | EPOLLONESHOT, .data.ptr = connection};
    check(epoll_ctl(set, how, connection->fd, &event) == 0, "epoll_ctl");
}

static void *life(void *nothing) {
    (void)nothing;
    for (;;) {
        struct epoll_event event;
        if (epoll_wait(set, &event, 1, -1) != 1) continue;
        serve(event.data.ptr);
        watch(EPOLL_CTL_MOD, event.data.ptr);
    }
    return NULL;
}

void model_start(void) { set = epoll_create1(EPOLL_CLOEXEC); }
void model_admit(struct connection *connection) { watch(EPOLL_CTL_ADD, connection); }
void model_begin(void) {
    for (tasks = 0; tasks < 8; tasks++) {
        pthread_t thread;
        check(pthread_create(&thread, NULL, life, NULL) == 0, "pthread_create");
    }
}
void model_serve(long n) { (void)n; }
