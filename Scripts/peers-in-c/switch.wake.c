// A task wakes others that sleep on its CPU and run later, threads or, with -DPROCESS, processes. Only the wake-ups are
// timed.
#include <pthread.h>

#include "peer.h"

enum { SLEEPERS = 256 };
static struct board {
    uint32_t bed, left __attribute__((aligned(64))), nobody __attribute__((aligned(64)));
} *board;

static void set_policy(int policy) {
    check(sched_setscheduler(0, policy, &(struct sched_param){policy == SCHED_FIFO}) == 0, "sched_setscheduler");
}

static void *life(void *unused) {
    for (;;) {
        if (futex_wait(&board->bed, 0) != 0) continue;
        if (__atomic_sub_fetch(&board->left, 1, __ATOMIC_ACQ_REL) == 0) futex_wake(&board->left, 1);
    }
    return unused;
}

void prepare(void) {
    board = shared(4096);
    for (int i = 0; i < SLEEPERS; i++) {
#ifdef PROCESS
        pid_t child = fork();
        check(child >= 0, "fork");
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            life(NULL);
        }
#else
        pthread_t thread;
        check((errno = pthread_create(&thread, NULL, life, NULL)) == 0, "pthread_create");
#endif
    }
    usleep(100000);
}

int step(void) { return SLEEPERS; }

int64_t timed_loop(long n) {
    int64_t sum = 0;
    for (long round = 0; round < n / SLEEPERS; round++) {
#ifdef BASELINE
        int64_t start = now();
        for (int i = 0; i < SLEEPERS; i++) futex_wake(&board->nobody, 1);
        sum += now() - start;
#else
        store(&board->left, SLEEPERS);
        int woken = 0;
        // Nobody who is woken displaces a task of a real-time class.
        set_policy(SCHED_FIFO);
        int64_t start = now();
        for (int i = 0; i < SLEEPERS; i++) woken += (int)futex_wake(&board->bed, 1);
        sum += now() - start;
        set_policy(SCHED_BATCH);
        while (woken < SLEEPERS) usleep(100), woken += (int)futex_wake(&board->bed, 1);
        for (uint32_t still; (still = load(&board->left)) != 0;) futex_wait(&board->left, still);
#endif
    }
    return sum;
}

void loop(long n) { timed_loop(n); }
