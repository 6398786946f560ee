#include "CAllocations.h"

#include <stddef.h>
#include <sys/mman.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static __thread long calls;

long a_allocations(void) { return calls; }

// In memory that forked processes share.
static long *everywhere;

int a_count_everywhere(void) {
    void *page = mmap(0, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return -1;
    everywhere = page;
    return 0;
}

long a_allocations_everywhere(void) { return everywhere ? __atomic_load_n(everywhere, __ATOMIC_RELAXED) : 0; }

static void note(void) {
    calls++;
    if (everywhere) __atomic_add_fetch(everywhere, 1, __ATOMIC_RELAXED);
}

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note();
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    note();
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note();
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;
}
