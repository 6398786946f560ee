// One thread, io_uring, a record a connection.
#include "uring.h"

#ifndef MODE
#define MODE IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN
#endif

const bool model_waits = false;

void model_start(void) { buffers_start(MODE); }
void model_admit(struct connection *connection) { watch(connection, connection); }
#ifndef HAS_BEGIN
void model_begin(void) {}
#endif
void model_serve(long n) {
    RING_RUN(n, entry, take(io_uring_cqe_get_data(entry), io_uring_cqe_get_data(entry), entry->res, entry->flags));
}
