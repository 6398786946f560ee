// Counts what a thread allocates: linked into a test, it stands before the C library's allocator.
#pragma once

/// Calls for memory that the calling thread has made so far.
long a_allocations(void);

/// From now on the calls of all threads are counted, and those of processes that are forked later too. 0, or -1 when
/// there is no shared memory for it.
int a_count_everywhere(void);

/// Calls of all threads and such processes since then.
long a_allocations_everywhere(void);
