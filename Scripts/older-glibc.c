// Lets a program that was linked on a newer Linux run with glibc 2.34 (August 2021): what its libraries take from later
// versions is had here from earlier ones. Linked into the program of `make dist` alone.
#include <math.h>
#include <stdint.h>
#include <sys/random.h>

// glibc 2.35 gave these a new version. A long double has room for the squares of all doubles.
double hypot(double x, double y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (double)sqrtl((long double)x * x + (long double)y * y);
}

float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (float)sqrt((double)x * x + (double)y * y);
}

// New in glibc 2.36. Swift seeds its hashes with it.
void arc4random_buf(void *buffer, size_t size) {
    for (uint8_t *at = buffer; size > 0;) {
        ssize_t count = getrandom(at, size < 256 ? size : 256, 0);
        if (count <= 0) continue;
        at += count;
        size -= (size_t)count;
    }
}

uint32_t arc4random(void) {
    uint32_t bits;
    arc4random_buf(&bits, sizeof bits);
    return bits;
}
