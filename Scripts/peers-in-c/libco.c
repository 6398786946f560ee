// A pair of libco's fibers that switch to and fro: libco SECONDS. One operation is one switch.
#include <libco.h>

#include "bench.h"

static cothread_t first, second;

static void other(void) {
    for (;;) co_switch(first);
}

static void pairs(long n) {
    for (long i = 0; i < n; i++) co_switch(second);
}

int main(int count, char **words) {
    if (count != 2) return fprintf(stderr, "%s SECONDS\n", words[0]), 2;
    first = co_active();
    second = co_create(64 << 10, other);
    check(second != NULL, "co_create");
    measure(atof(words[1]), 2, pairs);
}
