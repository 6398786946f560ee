// One thread, io_uring, a fiber a connection.
#include "../../Sources/CFiber/include/fiber.h"
#include "uring.h"

const bool model_waits = false;

struct fiber {
    struct f_pair pair;
    struct connection *connection;
    int result;
    unsigned flags;
    bool has_answered;
};
static struct fiber *fibers;
static char *stacks;
enum { STACK = 16384 + 5 * 64 };

static void life(void *argument) {
    struct fiber *fiber = argument;
    for (;;) {
        fiber->has_answered = take(fiber->connection, fiber, fiber->result, fiber->flags);
        f_leave(&fiber->pair);
    }
}

static bool enter(struct io_uring_cqe *entry) {
    struct fiber *fiber = io_uring_cqe_get_data(entry);
    fiber->result = entry->res;
    fiber->flags = entry->flags;
    f_enter(&fiber->pair);
    return fiber->has_answered;
}

void model_start(void) {
    buffers_start(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
    fibers = calloc((size_t)workload.connections, sizeof *fibers);
    stacks = memory((size_t)workload.connections * STACK);
}
void model_admit(struct connection *connection) {
    struct fiber *fiber = &fibers[connection->number];
    fiber->connection = connection;
    f_prepare(&fiber->pair.there, stacks + ((size_t)connection->number + 1) * STACK, life, fiber);
    watch(connection, fiber);
}
void model_begin(void) {}
void model_serve(long n) { RING_RUN(n, entry, enter(entry)); }
