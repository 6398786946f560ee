// A signal, or a call about signals, by -DOF_…: the rows of the family signal.
#include <pthread.h>
#include <sys/signalfd.h>

#include "peer.h"

static volatile long handled;
static pid_t process, task;
static sigset_t usr1, none;

int step(void) { return 1; }

static void handler(int number) { handled += number != 0; }

static inline bool install(void) {
    struct sigaction action = {.sa_handler = handler}, before;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGUSR1, &action, &before) == 0;
}

static inline bool is_sent(pid_t to, int number) { return k_syscall3(SYS_tgkill, process, to, number) == 0; }

#if defined(OF_thread)
static uint32_t *answers;
static pid_t other;

static void *life(void *unused) {
    store((uint32_t *)&other, (uint32_t)syscall(SYS_gettid));
    for (;;) {
        sigsuspend(&none);
        __atomic_fetch_add(answers, 1, __ATOMIC_ACQ_REL);
        futex_wake(answers, 1);
    }
    return unused;
}

static void begin(void) {
    answers = shared(4096);
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    pthread_t thread;
    check((errno = pthread_create(&thread, NULL, life, NULL)) == 0, "pthread_create");
    while (!load((uint32_t *)&other)) sched_yield();
}

static inline bool once(void) {
    uint32_t before = load(answers);
    if (!is_sent(other, SIGUSR1)) return false;
    while (load(answers) == before) futex_wait(answers, before);
    return true;
}

#elif defined(OF_signalfd)
static int file;

static void begin(void) {
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    file = signalfd(-1, &usr1, 0);
    check(file >= 0, "signalfd");
}

// By the instruction itself, as in the row: the return of the C library's read() is mispredicted after a signal was
// sent, which takes 300 of 1,340 ns (AMD Zen 4 under KVM).
static inline bool once(void) {
    struct signalfd_siginfo about;
    return is_sent(task, SIGUSR1) && k_syscall3(SYS_read, file, (long)&about, sizeof about) == sizeof about &&
           about.ssi_signo == SIGUSR1;
}

#elif defined(OF_timer)
static timer_t timer;

static void begin(void) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
    event._sigev_un._tid = task;
    check(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0, "timer_create");
}

static inline bool once(void) {
#ifdef BASELINE
    struct itimerspec when = {.it_value = {1000, 0}};
    return timer_settime(timer, 0, &when, NULL) == 0;
#else
    struct itimerspec when = {.it_value = {0, 1}};
    long before = handled;
    if (timer_settime(timer, 0, &when, NULL) != 0) return false;
    while (handled == before) {}
    return true;
#endif
}

#else
static void begin(void) {}

static inline bool once(void) {
#if defined(OF_sigaction)
    return install();
#elif defined(OF_sigprocmask)
    static int blocks;
    return pthread_sigmask((blocks = !blocks) ? SIG_BLOCK : SIG_UNBLOCK, &usr1, NULL) == 0;
#elif defined(BASELINE)
    return is_sent(task, 0);
#else
    long before = handled;
    return is_sent(task, SIGUSR1) && handled == before + 1;
#endif
}
#endif

void prepare(void) {
    process = getpid();
    task = (pid_t)syscall(SYS_gettid);
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    check(install(), "sigaction");
    begin();
}

void loop(long n) {
    for (long i = 0; i < n; i++) check(once(), "the signal");
}
