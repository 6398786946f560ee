#include <stdlib.h>
#include <unistd.h>

// Before Swift's runtime starts, which finds its own place by /proc/self/exe and otherwise ends the program. toll then
// says itself that there is no /proc.
__attribute__((constructor(101))) static void place_runtime(void) {
    if (access("/proc/self/exe", F_OK) != 0) setenv("SWIFT_ROOT", "/", 0);
}
