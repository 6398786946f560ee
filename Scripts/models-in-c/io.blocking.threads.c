// A thread a connection, in a read that waits.
#include <pthread.h>

#include "serve.h"

const bool model_waits = true;

static void *life(void *connection) {
    for (;;) serve(connection);
    return NULL;
}

void model_start(void) {}
void model_admit(struct connection *connection) {
    pthread_t thread;
    check(pthread_create(&thread, NULL, life, connection) == 0, "pthread_create");
    tasks++;
}
void model_begin(void) {}
void model_serve(long n) { (void)n; }
