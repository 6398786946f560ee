// Blocks read by io_uring.
#include <liburing.h>
#include <sched.h>

#include "files.h"

static struct io_uring ring;
static int reading[DEPTH];
static uint64_t seed = 1;

static void ask(int slot) {
    reading[slot] = (int)(random_next(&seed) % BLOCKS);
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    io_uring_prep_read(entry, file, buffer(slot), BLOCK, (uint64_t)reading[slot] * BLOCK);
    io_uring_sqe_set_data64(entry, (uint64_t)slot);
}

void prepare(void) {
    file_start();
    check((errno = -io_uring_queue_init(DEPTH, &ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)) == 0,
          "io_uring");
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(workload.cpu, &set);
    check((errno = -io_uring_register_iowq_aff(&ring, sizeof set, &set)) == 0, "io_uring's workers");
}

void loop(long n) {
    struct io_uring_cqe *batch[DEPTH];
    long asked = 0, home = 0;
    while (asked < n && asked < DEPTH) ask((int)asked++);
    while (home < n) {
        io_uring_submit_and_wait(&ring, 1);
        unsigned count = io_uring_peek_batch_cqe(&ring, batch, DEPTH);
        for (unsigned i = 0; i < count; i++) {
            int slot = (int)batch[i]->user_data;
            verify(slot, reading[slot], batch[i]->res);
            home++;
            if (asked < n) ask(slot), asked++;
        }
        io_uring_cq_advance(&ring, count);
    }
}
