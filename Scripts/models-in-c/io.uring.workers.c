// One thread, io_uring, every request carried out by a worker of the kernel.
#include <sched.h>

#include "uring.h"

const bool model_waits = false;

static void ask(struct connection *connection) {
    struct io_uring_sqe *entry = ring_next();
    io_uring_prep_recv(entry, connection->fd, (char *)connection->buffer + connection->filled,
                       workload.message - connection->filled, 0);
    entry->flags |= IOSQE_ASYNC;
    io_uring_sqe_set_data(entry, connection);
}

static bool take_whole(struct connection *connection, int result) {
    check(result > 0, "io_uring, recv");
    connection->filled += (size_t)result;
    if (connection->filled < workload.message) {
        ask(connection);
        return false;
    }
    connection->filled = 0;
    work(connection, connection->buffer);
    struct io_uring_sqe *entry = ring_next();
    io_uring_prep_send(entry, connection->fd, connection->buffer, workload.message, MSG_NOSIGNAL | MSG_WAITALL);
    entry->flags |= IOSQE_ASYNC | IOSQE_CQE_SKIP_SUCCESS | IOSQE_IO_LINK;
    io_uring_sqe_set_data64(entry, 0);
    ask(connection);
    return true;
}

void model_start(void) {
    cpu_set_t set;
    ring_start(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, (unsigned)(2 * workload.in_flight + 1024));
    CPU_ZERO(&set);
    CPU_SET(workload.cpu, &set);
    check((errno = -io_uring_register_iowq_aff(&ring, sizeof set, &set)) == 0, "io_uring's workers");
}
void model_admit(struct connection *connection) { ask(connection); }
void model_begin(void) {}
void model_serve(long n) {
    RING_RUN(n, entry, take_whole(io_uring_cqe_get_data(entry), entry->res));
}
