// Where the loops lie that are timed.
#pragma once

/// For a function with a loop that is timed: it begins a line of the cache, and no caller has a copy of it elsewhere.
#define F_PLACED __attribute__((noinline, aligned(64)))

/// Before the loop itself. One that lies across two lines of 64 bytes may cost a cycle a round more.
#define F_PLACE_LOOP() __asm__ volatile(".p2align 6")
