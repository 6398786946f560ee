// A byte to and fro between two tasks on one CPU: pipe SECONDS process|thread. One operation is one way.
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

static int there[2], back[2];

static void pass(int from, int to) {
    char byte = 0;
    check(read(from, &byte, 1) == 1, "read");
    check(write(to, &byte, 1) == 1, "write");
}

static void *other(void *unused) {
    for (;;) pass(there[0], back[1]);
    return unused;
}

static void round_trips(long n) {
    char byte = 0;
    for (long i = 0; i < n; i++) {
        check(write(there[1], &byte, 1) == 1, "write");
        check(read(back[0], &byte, 1) == 1, "read");
    }
}

int main(int count, char **words) {
    if (count != 3) return fprintf(stderr, "%s SECONDS process|thread\n", words[0]), 2;
    check(pipe(there) == 0 && pipe(back) == 0, "pipe");
    if (strcmp(words[2], "thread") == 0) {
        pthread_t thread;
        errno = pthread_create(&thread, NULL, other, NULL);
        check(errno == 0, "pthread_create");
        // The other thread ends with the process.
        measure(atof(words[1]), 2, round_trips);
        return 0;
    }
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) other(NULL);
    measure(atof(words[1]), 2, round_trips);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}
