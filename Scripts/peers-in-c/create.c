// A plain C loop that makes tasks, to hold the rows of `create` against. One line: the way, the least and the median of
// its batches in microseconds a task, and the size of the parent (KiB in memory, mappings).
//
//     cc -O2 -D_GNU_SOURCE -o create Scripts/peers-in-c/create.c -pthread
//     ./create [fork|vfork|thread|spawn|exec [KIB [MAPPINGS [MILLISECONDS]]]]
//
// KIB of written memory lie in so many MAPPINGS beside what the program has anyway.
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void reap(pid_t child) {
    int status;
    if (child < 0) fail("fork");
    if (waitpid(child, &status, 0) != child || status) fail("a child");
}

static void by_fork(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    reap(child);
}

static void by_vfork(void) {
    pid_t child = vfork();
    if (child == 0) _exit(0);
    reap(child);
}

static void *nothing(void *argument) { return argument; }

static void by_thread(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, nothing, NULL)) fail("pthread_create");
    pthread_join(thread, NULL);
}

// An executable file to start: this very program, which ends at once if it is called by the empty name.
static char *const no_words[] = {"", NULL};
static const char *program;

static void by_spawn(void) {
    pid_t child;
    if (posix_spawn(&child, program, NULL, NULL, no_words, no_words + 1)) fail("posix_spawn");
    reap(child);
}

static void by_exec(void) {
    pid_t child = fork();
    if (child == 0) {
        execve(program, no_words, no_words + 1);
        _exit(127);
    }
    reap(child);
}

static void hold(size_t bytes, size_t mappings) {
    size_t page = sysconf(_SC_PAGESIZE), each = (bytes / mappings + page - 1) / page * page;
    for (size_t i = 0; i < mappings && bytes; i++) {
        // Pages between them keep the kernel from making one mapping of all.
        char *memory = mmap(NULL, each + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED || mprotect(memory, each, PROT_READ | PROT_WRITE)) fail("mmap");
        madvise(memory, each, MADV_NOHUGEPAGE);
        for (size_t at = 0; at < each; at += page) memory[at] = 1;
    }
}

static void size_of_this(long *kib, int *mappings) {
    char line[4096];
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", kib) != 1) fail("statm");
    fclose(file);
    *kib *= sysconf(_SC_PAGESIZE) / 1024;
    if (!(file = fopen("/proc/self/maps", "r"))) fail("maps");
    for (*mappings = 0; fgets(line, sizeof line, file);) ++*mappings;
    fclose(file);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **words) {
    if (count < 2 || !words[0][0]) {
        if (count && !words[0][0]) _exit(0);
        fprintf(stderr, "fork|vfork|thread|spawn|exec [KIB [MAPPINGS [MILLISECONDS]]]\n");
        return 2;
    }
    struct {
        const char *name;
        void (*once)(void);
    } ways[] = {{"fork", by_fork}, {"vfork", by_vfork}, {"thread", by_thread}, {"spawn", by_spawn}, {"exec", by_exec}};
    void (*once)(void) = NULL;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (!strcmp(ways[i].name, words[1])) once = ways[i].once;
    if (!once) return 2;
    program = count > 5 ? words[5] : "/proc/self/exe";
    hold(count > 2 ? strtoul(words[2], NULL, 10) << 10 : 0, count > 3 ? strtoul(words[3], NULL, 10) : 1);
    double length = (count > 4 ? strtod(words[4], NULL) : 500) * 1000;

    enum { most = 1 << 16, each = 2 };
    static double costs[most];
    int batches = 0;
    for (int i = 0; i < 50; i++) once();
    for (double start = microseconds(); batches < most && microseconds() - start < length;) {
        double before = microseconds();
        for (int i = 0; i < each; i++) once();
        costs[batches++] = (microseconds() - before) / each;
    }
    qsort(costs, batches, sizeof *costs, ascending);
    long kib;
    int mappings;
    size_of_this(&kib, &mappings);
    printf("%s %.2f %.2f %ld %d\n", words[1], costs[0], costs[batches / 2], kib, mappings);
}
