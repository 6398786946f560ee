// A pair of Boost.Context's fibers that jump to and fro, for Scripts/peers: prints the fastest and the median batch in
// nanoseconds a jump.
#include <boost/context/detail/fcontext.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace context = boost::context::detail;

static void other(context::transfer_t from) {
    for (;;) from = context::jump_fcontext(from.fctx, nullptr);
}

static double nanoseconds() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

int main() {
    const size_t size = 64 << 10;
    char *stack = static_cast<char *>(malloc(size));
    context::transfer_t there = {context::make_fcontext(stack + size, size, other), nullptr};
    const int batches = 2000, pairs = 5000;
    std::vector<double> costs;
    for (int batch = 0; batch < batches; batch++) {
        const double start = nanoseconds();
        for (int pair = 0; pair < pairs; pair++) there = context::jump_fcontext(there.fctx, nullptr);
        costs.push_back((nanoseconds() - start) / (2.0 * pairs));
    }
    std::sort(costs.begin(), costs.end());
    std::printf("%.4f %.4f\n", costs.front(), costs[batches / 2]);
}
