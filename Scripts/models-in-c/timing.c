// Times batches as toll does: a quarter of a millisecond each, four in a row, beside toll's own sentinel, and takes the
// median of those that were undisturbed. Prints nanoseconds an operation, of time and of the server's CPU.
#include <sched.h>

#include "bench.h"
#include "sentinel.h"

struct workload workload;

enum { MOST = 1 << 17 };
struct reading {
    int64_t chain, adds;
};
static struct {
    double time;
    struct reading before, after;
} batches[MOST];
static double sorted[MOST];
static int count;

/// The adds of a core to oneself over the chain beside them: both follow the clock, so it leaves their ratio alone.
static double usual;

static struct reading sentinel(void) {
    int64_t start = now();
    k_sentinel_multiplies(k_sentinel_chain_length);
    int64_t between = now();
    k_sentinel_adds(k_sentinel_adds_count);
    k_sentinel_jumps(k_sentinel_jumps_count);
    return (struct reading){between - start, now() - between};
}

static double ratio(struct reading reading) { return (double)reading.adds / (double)reading.chain; }

/// Whether a neighbour left the core alone.
static bool is_alone(struct reading reading) { return ratio(reading) <= usual * 1.05; }

/// The same on both sides of a batch, over which the clock did not move either.
static bool is_undisturbed(struct reading before, struct reading after) {
    return llabs(after.chain - before.chain) <= before.chain / 50 && is_alone(before) && is_alone(after);
}

__attribute__((weak)) int64_t timed_loop(long n) {
    int64_t start = now();
    loop(n);
    return now() - start;
}

static int64_t timed(long n) {
    if (n > 8) loop(step());
    return timed_loop(n * step());
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// The value below which a share of the first `number` lies.
static double quantile(int number, double share) {
    qsort(sorted, (size_t)number, sizeof *sorted, ascending);
    return sorted[(int)(number * share)];
}

/// The smallest ratio, but for the few that come of a clock read late: a neighbour only slows the adds.
static void find_usual(void) {
    for (int i = 0; i < count; i++) sorted[i] = ratio(batches[i].before);
    usual = quantile(count, 0.01);
}

static double cpu_time(void) {
    int events = server_batch(), number = 0;
    loop(events);
    // An empty function is called more often in that time than there is room for.
    for (int64_t end = now() + 50000000; number < MOST && (number < 3 || now() < end);) {
        int64_t before = server_time(false);
        loop(events);
        sorted[number++] = (double)(server_time(true) - before) / events;
    }
    return quantile(number, 0.5);
}

/// How many steps take a quarter of a millisecond, in the fastest of a few batches.
static long batch_length(void) {
    const int64_t wanted = 250000;
    long n = 1;
    for (;;) {
        int64_t took = INT64_MAX;
        for (int i = 0; i < 3; i++) {
            int64_t one = timed(n);
            if (one < took) took = one;
        }
        if (took * 10 >= wanted * 9) return n;
        n = took * 10 < wanted ? n * 10 : n * wanted / took + 1;
    }
}

int main(int number, char **words) {
    if (number != 8 && number != 9) {
        fprintf(stderr, "%s SECONDS CPU OTHER-CPU CONNECTIONS IN-FLIGHT MESSAGE WORK [TRANSPORT]\n", words[0]);
        return 2;
    }
    double seconds = atof(words[1]);
    workload = (struct workload){
        .cpu = atoi(words[2]), .other_cpu = atoi(words[3]), .connections = atoi(words[4]),
        .in_flight = atoi(words[5]), .message = strtoul(words[6], NULL, 10), .work = strtoul(words[7], NULL, 10),
        .transport = number > 8 ? atoi(words[8]) : 0};
    if (workload.in_flight > workload.connections) workload.in_flight = workload.connections;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(workload.cpu, &set);
    check(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
    prepare();
    double cpu = cpu_time();
    long n = batch_length();
    for (count = 0; count < 200; count++) batches[count].before = sentinel();
    find_usual();
    count = 0;
    for (int64_t end = now() + (int64_t)(seconds * 1e9); now() < end && count + 4 < MOST;) {
        for (int64_t patience = now() + 5000000; !is_alone(sentinel()) && now() < patience;) {}
        loop((n / 4 < 2 ? 2 : n / 4) * step());
        struct reading before = sentinel();
        for (int i = 0; i < 4; i++) {
            double time = (double)timed(n) / (double)(n * step());
            struct reading after = sentinel();
            batches[count].time = time;
            batches[count].before = before;
            batches[count++].after = after;
            before = after;
        }
    }
    find_usual();
    int undisturbed = 0;
    for (int i = 0; i < count; i++)
        if (is_undisturbed(batches[i].before, batches[i].after)) sorted[undisturbed++] = batches[i].time;
    double time;
    if (undisturbed >= 6) {
        time = quantile(undisturbed, 0.5);
    } else {
        for (int i = 0; i < count; i++) sorted[i] = batches[i].time;
        time = quantile(count, 0.5);
    }
    printf("%.1f %.1f %d of %d batches of %ld\n", time, cpu, undisturbed, count, n * step());
    fflush(stdout);
    _exit(0);
}
