// One thread, epoll, a fiber a connection: on toll's switch, or on the C library's where UCONTEXT is defined.
#include <sys/epoll.h>

#include "serve.h"

const bool model_waits = false;
static int set;

#ifdef UCONTEXT
#include <ucontext.h>
typedef ucontext_t place;
#define GO(from, to) swapcontext(from, to)
#else
#include "../../Sources/CFiber/include/fiber.h"
typedef struct f_context place;
#define GO(from, to) f_switch(from, to)
#endif

struct fiber {
    place loop, own;
    struct connection *connection;
    bool has_answered;
};
static struct fiber *fibers;
static char *stacks;
// The odd lines keep the tops of the stacks from all falling into the same set of the cache.
enum { STACK = 16384 + 5 * 64 };

static void life(void *argument) {
    struct fiber *fiber = argument;
    for (;;) {
        fiber->has_answered = serve(fiber->connection);
        GO(&fiber->own, &fiber->loop);
    }
}

#ifdef UCONTEXT
static void first(unsigned low, unsigned high) { life((void *)((uintptr_t)high << 32 | low)); }
#endif

void model_start(void) {
    set = epoll_create1(EPOLL_CLOEXEC);
    fibers = calloc((size_t)workload.connections, sizeof *fibers);
    stacks = memory((size_t)workload.connections * STACK);
}
void model_admit(struct connection *connection) {
    struct fiber *fiber = &fibers[connection->number];
    char *stack = stacks + (size_t)connection->number * STACK;
    fiber->connection = connection;
#ifdef UCONTEXT
    getcontext(&fiber->own);
    fiber->own.uc_stack = (stack_t){.ss_sp = stack, .ss_size = STACK};
    makecontext(&fiber->own, (void (*)(void))first, 2, (unsigned)(uintptr_t)fiber, (unsigned)((uintptr_t)fiber >> 32));
#else
    f_prepare(&fiber->own, stack + STACK, life, fiber);
#endif
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = fiber};
    check(epoll_ctl(set, EPOLL_CTL_ADD, connection->fd, &event) == 0, "epoll_ctl");
}
void model_begin(void) {}
void model_serve(long n) {
    static struct epoll_event events[256];
    while (n > 0) {
        int count = epoll_wait(set, events, 256, -1);
        for (int i = 0; i < count; i++) {
            struct fiber *fiber = events[i].data.ptr;
            GO(&fiber->loop, &fiber->own);
            n -= fiber->has_answered;
        }
    }
}
