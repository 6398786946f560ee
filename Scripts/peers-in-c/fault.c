// A page that is missing, or not to be written to, when it is touched, by -DOF_…: the rows of the family fault. Only
// the touches are timed.
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "peer.h"

enum { PAGE = 4096 };
static volatile char *pages;

static volatile char *mapped(size_t bytes, int flags, int file) {
    size_t around = 2 << 20;
    char *place = mmap(NULL, bytes + around, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, file, 0);
    check(place != MAP_FAILED, "mmap");
    return place + (around - (uintptr_t)place % around) % around;
}

static void give_back(size_t bytes) { check(madvise((void *)pages, bytes, MADV_DONTNEED) == 0, "madvise"); }

#if defined(OF_protect)
static long left;

static void handler(int number, siginfo_t *about, void *context) {
    (void)number, (void)context;
    if (about->si_addr != pages || --left <= 0) mprotect((void *)pages, PAGE, PROT_READ | PROT_WRITE);
}

void prepare(void) {
    pages = mapped(PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    *pages = 1;
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    check(sigaction(SIGSEGV, &action, NULL) == 0, "sigaction");
}

int step(void) { return 1; }

void loop(long n) {
    left = n;
    check(mprotect((void *)pages, PAGE, PROT_READ) == 0, "mprotect");
    *pages = 1;
}

#elif defined(OF_dontneed)
void prepare(void) {
    pages = mapped(PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    madvise((void *)pages, PAGE, MADV_NOHUGEPAGE);
}

int step(void) { return 1; }

void loop(long n) {
    for (long i = 0; i < n; i++) {
#ifndef BASELINE
        *pages = 1;
#endif
        give_back(PAGE);
    }
}

#else
// Touches between two times that pages are given back, and bytes from one to the next.
#if defined(OF_huge)
enum { COUNT = 32, STRIDE = 2 << 20 };
#elif defined(OF_file_read)
enum { COUNT = 256, STRIDE = 16 * PAGE };
#elif defined(OF_file_write)
enum { COUNT = 256, STRIDE = PAGE };
#elif defined(OF_cow)
enum { COUNT = 4096, STRIDE = PAGE };
#else
enum { COUNT = 512, STRIDE = PAGE };
#endif
enum { BYTES = COUNT * STRIDE };

int step(void) { return COUNT; }

static inline void touch(void) {
#if defined(OF_file_read)
    for (long i = 0; i < COUNT; i++) (void)pages[i * (long)STRIDE];
#elif defined(OF_populate)
    const int populate_write = 23;
    check(madvise((void *)pages, BYTES, populate_write) == 0, "MADV_POPULATE_WRITE");
#else
    for (long i = 0; i < COUNT; i++) pages[i * (long)STRIDE] = 1;
#endif
}

#ifdef OF_userfaultfd
static int faults;

static void *life(void *source) {
    for (;;) {
        struct uffd_msg message;
        check(read(faults, &message, sizeof message) == sizeof message, "a fault");
        struct uffdio_copy copy = {
            .dst = message.arg.pagefault.address & ~(PAGE - 1ull), .src = (uintptr_t)source, .len = PAGE};
        check(ioctl(faults, UFFDIO_COPY, &copy) == 0, "UFFDIO_COPY");
    }
    return NULL;
}
#endif

void prepare(void) {
#if defined(OF_file_read) || defined(OF_file_write)
    int file = memfd_create("c", MFD_CLOEXEC);
    check(file >= 0 && ftruncate(file, BYTES + (4 << 20)) == 0, "memfd_create");
    pages = mapped(BYTES, MAP_SHARED, file);
    // All are in the page cache from now on.
    for (long i = 0; i < BYTES; i += PAGE) pages[i] = 1;
#else
    pages = mapped(BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1);
#ifdef OF_huge
    madvise((void *)pages, BYTES, MADV_HUGEPAGE);
#else
    madvise((void *)pages, BYTES, MADV_NOHUGEPAGE);
#endif
#endif
#ifdef OF_userfaultfd
    faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | 1);
    struct uffdio_api api = {.api = UFFD_API};
    struct uffdio_register wanted = {
        .range = {.start = (uintptr_t)pages, .len = BYTES}, .mode = UFFDIO_REGISTER_MODE_MISSING};
    check(faults >= 0 && ioctl(faults, UFFDIO_API, &api) == 0 && ioctl(faults, UFFDIO_REGISTER, &wanted) == 0,
          "userfaultfd");
    pthread_t thread;
    check((errno = pthread_create(&thread, NULL, life, memory(PAGE))) == 0, "pthread_create");
#endif
}

int64_t timed_loop(long n) {
    int64_t sum = 0;
    for (long round = 0; round < n / COUNT; round++) {
#ifdef OF_cow
        touch();
        pid_t child = fork();
        check(child >= 0, "fork");
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;) pause();
        }
#else
        give_back(BYTES);
#endif
        int64_t start = now();
        touch();
        sum += now() - start;
#ifdef OF_cow
        kill(child, SIGKILL);
        check(waitpid(child, NULL, 0) == child, "waitpid");
#endif
    }
    return sum;
}

void loop(long n) { timed_loop(n); }
#endif
