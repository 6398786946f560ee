// Dependent loads along one random cycle through a set of lines: chase SECONDS BYTES LINE huge|small. The set begins
// where a huge page does; what the kernel made of the advice is looked up, and another answer than the one asked for is
// an error. One operation is one load.
#include <stdint.h>
#include <sys/mman.h>

#include "bench.h"

enum { HUGE_PAGE = 2 << 20 };
static void **at;

static void follow(long n) {
    void **p = at;
    for (long i = 0; i < n; i++) p = *p;
    // Through a volatile, so that the loads are not dropped.
    *(void **volatile *)&at = p;
}

/// xorshift64* of Marsaglia and Vigna, and the high bits of a product in the place of a remainder (Lemire).
static uint64_t below(uint64_t bound) {
    static uint64_t state = 88172645463325252;
    state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
    return (uint64_t)((unsigned __int128)(state * 2685821657736338717u) * bound >> 64);
}

/// Draws an order of all lines and ties each line to the next.
static void tie(char *set, size_t lines, size_t line) {
    uint32_t *order = malloc(lines * sizeof *order);
    check(order != NULL, "malloc");
    for (size_t i = 0; i < lines; i++) order[i] = (uint32_t)i;
    for (size_t i = lines - 1; i > 0; i--) {
        size_t other = below(i + 1);
        uint32_t kept = order[i];
        order[i] = order[other], order[other] = kept;
    }
    for (size_t i = 0; i < lines; i++)
        *(void **)(set + order[i] * line) = set + order[(i + 1) % lines] * line;
    free(order);
}

/// Bytes of this process that lie in transparent huge pages.
static size_t huge_bytes(void) {
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    check(file != NULL, "smaps_rollup");
    char text[256];
    unsigned long kibibytes = 0;
    while (fgets(text, sizeof text, file) != NULL && sscanf(text, "AnonHugePages: %lu kB", &kibibytes) != 1) {}
    fclose(file);
    return kibibytes << 10;
}

int main(int count, char **words) {
    if (count != 5) return fprintf(stderr, "%s SECONDS BYTES LINE huge|small\n", words[0]), 2;
    size_t bytes = strtoull(words[2], NULL, 10), line = strtoull(words[3], NULL, 10);
    int is_huge = strcmp(words[4], "huge") == 0;
    check(line >= sizeof(void *) && bytes >= 2 * line && bytes / line <= UINT32_MAX, "BYTES and LINE");
    char *place = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(place != MAP_FAILED, "mmap");
    char *set = (char *)(((uintptr_t)place + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
    check(madvise(set, bytes, is_huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) == 0, "madvise");
    tie(set, bytes / line, line);
    size_t huge = huge_bytes();
    if (is_huge ? huge < bytes / 10 * 9 : huge >= HUGE_PAGE)
        return fprintf(stderr, "%zu of %zu MiB lie in huge pages\n", huge >> 20, bytes >> 20), 1;
    at = (void **)set;
    // Once through the set, so that the caches hold what is left of a walk and not of the order that was drawn.
    follow((long)(bytes / line));
    measure(atof(words[1]), 1, follow);
}
