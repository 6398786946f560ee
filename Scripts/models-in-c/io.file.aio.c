// Blocks read by kernel AIO through libaio.
#include <libaio.h>

#include "files.h"

static io_context_t context;
static struct iocb requests[DEPTH], *pending[DEPTH];
static int reading[DEPTH], waiting;
static uint64_t seed = 1;

static void ask(int slot) {
    reading[slot] = (int)(random_next(&seed) % BLOCKS);
    io_prep_pread(&requests[slot], file, buffer(slot), BLOCK, (long long)reading[slot] * BLOCK);
    pending[waiting++] = &requests[slot];
}

void prepare(void) {
    file_start();
    check(io_setup(DEPTH, &context) == 0, "io_setup");
}

void loop(long n) {
    struct io_event events[DEPTH];
    long asked = 0, home = 0;
    while (asked < n && asked < DEPTH) ask((int)asked++);
    while (home < n) {
        for (int handed = 0; handed < waiting;) {
            int taken = io_submit(context, waiting - handed, pending + handed);
            check(taken > 0 || taken == -EAGAIN || taken == -EINTR, "io_submit");
            if (taken > 0) handed += taken;
        }
        waiting = 0;
        int count = io_getevents(context, 1, DEPTH, events, NULL);
        for (int i = 0; i < count; i++) {
            int slot = (int)(events[i].obj - requests);
            verify(slot, reading[slot], (long)events[i].res);
            home++;
            if (asked < n) ask(slot), asked++;
        }
    }
}
