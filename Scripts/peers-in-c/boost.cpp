// A pair of Boost.Context's fibers that jump to and fro: boost SECONDS [other]. One operation is one jump. With
// `other`, one of them has rounded a number and the other has not.
#include <boost/context/detail/fcontext.hpp>

#include "bench.h"

namespace context = boost::context::detail;

static context::transfer_t there;

static void other(context::transfer_t from) {
    for (;;) from = context::jump_fcontext(from.fctx, nullptr);
}

static void pairs(long n) {
    for (long i = 0; i < n; i++) there = context::jump_fcontext(there.fctx, nullptr);
}

int main(int count, char **words) {
    if (count < 2 || count > 3) return fprintf(stderr, "%s SECONDS [other]\n", words[0]), 2;
    const size_t size = 64 << 10;
    char *stack = static_cast<char *>(malloc(size));
    check(stack != nullptr, "malloc");
    // A new fiber has the flags of MXCSR of who makes it, and what follows rounds.
    volatile double number = 1;
    if (count == 2) number = number / 3;
    there.fctx = context::make_fcontext(stack + size, size, other);
    measure(atof(words[1]), 2, pairs);
}
