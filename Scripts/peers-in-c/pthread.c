// pthread_create of a thread that ends at once, and pthread_join: pthread SECONDS.
#include <pthread.h>

#include "bench.h"

static void *nothing(void *unused) { return unused; }

static void threads(long n) {
    for (long i = 0; i < n; i++) {
        pthread_t thread;
        errno = pthread_create(&thread, NULL, nothing, NULL);
        check(errno == 0, "pthread_create");
        pthread_join(thread, NULL);
    }
}

int main(int count, char **words) {
    if (count != 2) return fprintf(stderr, "%s SECONDS\n", words[0]), 2;
    measure(atof(words[1]), 1, threads);
}
