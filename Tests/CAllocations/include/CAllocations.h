// Counts what a thread allocates: linked into a test, it stands before the C library's allocator.
#pragma once

/// Calls for memory that the calling thread has made so far.
long a_allocations(void);
