// One operation of those that lmbench and its kin time, by -D: on a file, a signal, a mapping or many descriptors.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/stat.h>

#include "peer.h"

enum { PAGE = 4096, PAGES = 512, DESCRIPTORS = 100 };

int step(void) { return 1; }

#if defined(STAT) || defined(FSTAT) || defined(OPEN) || defined(READ) || defined(WRITE)
static int file;

void prepare(void) {
    // A tmpfs that ends with this process.
    check(unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWNS | CLONE_NEWUSER) == 0, "unshare");
    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    check(mount("none", "/tmp", "tmpfs", 0, NULL) == 0 && chdir("/tmp") == 0, "tmpfs");
    file = open("f", O_RDWR | O_CREAT, 0600);
    check(file >= 0 && write(file, "x", 1) == 1, "f");
}

static inline int once(void) {
    struct stat about;
    char byte = 1;
    (void)about, (void)byte;
#if defined(STAT)
    return stat("f", &about) == 0;
#elif defined(FSTAT)
    return fstat(file, &about) == 0;
#elif defined(OPEN)
    int own = open("f", O_RDONLY);
    return close(own) == 0;
#elif defined(READ)
    return pread(file, &byte, 1, 0) == 1;
#else
    return pwrite(file, &byte, 1, 0) == 1;
#endif
}

#elif defined(INSTALL) || defined(CATCH)
static volatile long handled;
static pid_t process, task;

static void handler(int number) { handled += number != 0; }

static inline int install(void) {
    struct sigaction action = {.sa_handler = handler};
    return sigaction(SIGUSR1, &action, NULL) == 0;
}

void prepare(void) {
    process = getpid();
    task = (pid_t)syscall(SYS_gettid);
    check(install(), "sigaction");
}

static inline int once(void) {
#ifdef INSTALL
    return install();
#else
#ifdef BASELINE
    return syscall(SYS_tgkill, process, task, 0) == 0;
#else
    long before = handled;
    return syscall(SYS_tgkill, process, task, SIGUSR1) == 0 && handled == before + 1;
#endif
#endif
}

#elif defined(MMAP)
void prepare(void) {}

static inline int once(void) {
    void *place = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return munmap(place, PAGE) == 0;
}

#elif defined(SELECT)
static fd_set wanted;
static int limit;

void prepare(void) {
    FD_ZERO(&wanted);
    for (int i = 0; i < DESCRIPTORS; i++) {
        int own = eventfd(i == DESCRIPTORS / 2, EFD_NONBLOCK);
        check(own >= 0, "eventfd");
        FD_SET(own, &wanted);
        limit = own + 1;
    }
}

static inline int once(void) {
    fd_set set = wanted;
    struct timeval none = {0, 0};
    return select(limit, &set, NULL, NULL, &none) == 1;
}

#elif defined(FAULT)
static volatile char *pages;

void prepare(void) {
    pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(pages != MAP_FAILED, "mmap");
    madvise((void *)pages, PAGES * PAGE, MADV_NOHUGEPAGE);
}

int64_t timed_loop(long n) {
    int64_t sum = 0;
    while (n > 0) {
        long some = n < PAGES ? n : PAGES;
        check(madvise((void *)pages, PAGES * PAGE, MADV_DONTNEED) == 0, "madvise");
        int64_t start = now();
        for (long i = 0; i < some; i++) pages[i * PAGE] = 1;
        sum += now() - start;
        n -= some;
    }
    return sum;
}

void loop(long n) { timed_loop(n); }
#endif

#ifndef FAULT
void loop(long n) {
    for (long i = 0; i < n; i++)
        if (!once()) check(false, "the operation");
}
#endif
