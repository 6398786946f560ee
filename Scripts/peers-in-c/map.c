// A call that changes what addresses mean, by -DOF_…: the rows of the family map. MESSAGE on the command line is the
// bytes of a mapping.
#include <pthread.h>

#include "peer.h"

enum { PAGE = 4096 };
static char *page;
static long end, grown;

int step(void) { return 1; }

static void *mapped(size_t bytes) {
    void *place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(place != MAP_FAILED, "mmap");
    return place;
}

static inline bool protect(void) {
    return mprotect(page, PAGE, PROT_READ) == 0 && mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0;
}

#ifdef OF_shootdown
static uint32_t *wanted, *runs;

static void *life(void *unused) {
    pin(workload.other_cpu);
    for (;;) {
        uint32_t word = load(wanted);
        store(runs, word);
        if (!word) futex_wait(wanted, 0);
    }
    return unused;
}

static void run(uint32_t word) {
    store(wanted, word);
    futex_wake(wanted, 1);
    while (load(runs) != word) {}
}
#endif

void prepare(void) {
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    // A page with nothing mapped on either side, or for mremap with room behind it.
    char *place = mapped(4 * PAGE);
    page = place + PAGE;
    munmap(place, PAGE);
    munmap(place + 2 * PAGE, 2 * PAGE);
    *page = 1;
#ifdef OF_shootdown
    wanted = shared(4096), runs = wanted + 16;
    pthread_t thread;
    check((errno = pthread_create(&thread, NULL, life, NULL)) == 0, "pthread_create");
#endif
}

static inline bool once(void) {
#if defined(OF_mmap) || defined(OF_mmap_touched)
    volatile char *made = mapped(workload.message);
#ifdef OF_mmap_touched
    for (size_t i = 0; i < workload.message; i += PAGE) made[i] = 1;
#endif
    return munmap((void *)made, workload.message) == 0;
#elif defined(OF_mprotect)
    static bool is_closed;
    return mprotect(page, PAGE, (is_closed = !is_closed) ? PROT_READ : PROT_READ | PROT_WRITE) == 0;
#elif defined(OF_brk)
    grown = grown == end ? end + PAGE : end;
    return syscall(SYS_brk, grown) == grown;
#elif defined(OF_mremap)
    static bool is_away;
    char *there = page + PAGE;
    is_away = !is_away;
    return mremap(is_away ? page : there, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, is_away ? there : page)
           != MAP_FAILED;
#elif defined(OF_madvise)
    return madvise(page, PAGE, MADV_DONTNEED) == 0;
#else
    *(volatile char *)page = 1;
    return protect();
#endif
}

void loop(long n) {
#if defined(OF_shootdown) && !defined(BASELINE)
    run(1);
#endif
    // Wherever the C library has put it by now. It does not allocate meanwhile.
    end = syscall(SYS_brk, 0), grown = end;
    for (long i = 0; i < n; i++) check(once(), "the call");
    if (grown != end) syscall(SYS_brk, end);
#if defined(OF_shootdown) && !defined(BASELINE)
    run(0);
#endif
}
