// Which of many descriptors can be read from, or a change of what is watched, by -DOF_…: the rows of the family ready.
// CONNECTIONS on the command line is how many descriptors there are; one in their middle is ready.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/select.h>

#include "peer.h"

static int *files, count, limit, set;
static struct pollfd *list;
static fd_set wanted;

int step(void) { return 1; }

static inline bool change(int operation, int file, uint32_t events) {
    struct epoll_event event = {.events = events};
    return epoll_ctl(set, operation, file, &event) == 0;
}

void prepare(void) {
    count = workload.connections;
    struct rlimit most = {(rlim_t)count + 64, (rlim_t)count + 64};
    if (count > 900) check(setrlimit(RLIMIT_NOFILE, &most) == 0, "setrlimit");
    set = epoll_create1(0);
    files = calloc((size_t)count + 1, sizeof *files);
    list = calloc((size_t)count, sizeof *list);
    for (int i = 0; i <= count; i++) {
        files[i] = eventfd(i == count / 2, EFD_NONBLOCK);
        check(files[i] >= 0, "eventfd");
        if (i == count) break;
        list[i] = (struct pollfd){.fd = files[i], .events = POLLIN};
        check(change(EPOLL_CTL_ADD, files[i], EPOLLIN), "epoll_ctl");
        limit = files[i] + 1;
        if (limit <= FD_SETSIZE) FD_SET(files[i], &wanted);
    }
#ifdef OF_select
    check(limit <= FD_SETSIZE, "so many descriptors");
#endif
}

static inline bool once(void) {
#if defined(OF_select)
    fd_set copy = wanted;
    struct timeval none = {0, 0};
    return select(limit, &copy, NULL, NULL, &none) == 1;
#elif defined(OF_poll)
    return poll(list, (nfds_t)count, 0) == 1;
#elif defined(OF_epoll)
    struct epoll_event events[16];
    return epoll_wait(set, events, 16, 0) == 1;
#elif defined(OF_epoll_add)
    static bool is_there;
    return change((is_there = !is_there) ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, files[count], EPOLLIN);
#else
    static bool is_more;
    return change(EPOLL_CTL_MOD, files[count / 2], (is_more = !is_more) ? EPOLLIN | EPOLLOUT : EPOLLIN);
#endif
}

void loop(long n) {
    for (long i = 0; i < n; i++) check(once(), "the call");
}
