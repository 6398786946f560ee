// Loops that could show what a neighbour, the hypervisor or the core's own state does to system calls, beside one:
// sentinels SECONDS. One line a turn with the nanoseconds of each loop, 32 calls of getppid last. A turn takes some
// 30 us, and each loop 2 to 4, so that all of them see the same state of the core.
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../Sources/CKernel/include/sentinel.h"
#include "bench.h"

enum { TURNS = 1 << 20, CALLS = 32, BIG = 256 << 10, SMALL = 32 << 10, LINE = 64 };

#if defined(__x86_64__)
#define CALL(place) "call " place "\n"
#define JUMP(place) "jmp " place "\n"
#define RETURN "ret\n"
#elif defined(__aarch64__)
#define CALL(place) "bl " place "\n"
#define JUMP(place) "b " place "\n"
#define RETURN "ret\n"
#endif

// 512 functions of a line each, 32 KiB of code, called one after the other: the instruction cache, and one return each.
__asm__(".text\n.p2align 12\nlines:\n.rept 512\n.p2align 6\n" RETURN ".endr\n");
// The same lines by jumps alone: each goes to the next but one, so that no line is fetched ahead of its turn.
__asm__(".text\n.p2align 12\n.globl jumps\njumps:\n.set i, 0\n.rept 255\n.p2align 6\n" JUMP("jumps + (i + 2) * 64")
        ".p2align 6\n" RETURN ".set i, i + 2\n.endr\n.p2align 6\n" RETURN);
#if defined(__x86_64__)
__asm__(".text\n.p2align 6\n.globl walk_code\nwalk_code:\n.set i, 0\n.rept 512\ncall lines + i * 64\n"
        ".set i, i + 1\n.endr\nret\n"
        ".p2align 6\n.globl nest\nnest:\ndec %rdi\njz 1f\ncall nest\n1:\nret\n");
#elif defined(__aarch64__)
__asm__(".text\n.p2align 6\n.globl walk_code\nwalk_code:\nstp x29, x30, [sp, #-16]!\n.set i, 0\n.rept 512\n"
        "bl lines + i * 64\n.set i, i + 1\n.endr\nldp x29, x30, [sp], #16\nret\n"
        ".p2align 6\n.globl nest\nnest:\nstp x29, x30, [sp, #-16]!\nsubs x0, x0, #1\nb.eq 1f\nbl nest\n1:\n"
        "ldp x29, x30, [sp], #16\nret\n");
#endif
void walk_code(void);
void jumps(void);
void nest(long depth);

static char *data;
static volatile uint64_t sink;

static void chain(void) { k_sentinel_multiplies(k_sentinel_chain_length); }
static void adds(void) { k_sentinel_adds(k_sentinel_adds_count); }
static void taken(void) { k_sentinel_jumps(k_sentinel_jumps_count); }
static void code(void) {
    for (int i = 0; i < 4; i++) walk_code();
}
static void branches(void) {
    for (int i = 0; i < 8; i++) jumps();
}
/// 12 deep stays within what every core predicts returns with.
static void returns(void) {
    for (int i = 0; i < 128; i++) nest(12);
}
/// Branches that go to one of 8 places each, in a fixed order that is longer than the history of most predictors.
static void targets(void) {
    static const void *const places[] = {&&a, &&b, &&c, &&d, &&e, &&f, &&g, &&h};
    static uint8_t order[384];
    if (!order[0] && !order[1] && !order[2] && !order[3]) {
        uint64_t state = 88172645463325252;
        for (int i = 0; i < 384; i++) {
            state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
            order[i] = (state * 2685821657736338717u) >> 61;
        }
    }
    uint64_t sum = 0;
    for (int i = 0; i < 384; i++) {
        goto *places[order[i]];
    a: sum += 1; continue;
    b: sum += 2; continue;
    c: sum += 3; continue;
    d: sum += 4; continue;
    e: sum += 5; continue;
    f: sum += 6; continue;
    g: sum += 7; continue;
    h: sum += 8; continue;
    }
    sink = sum;
}
static void walk(int bytes, int times) {
    uint64_t sum = 0;
    for (int n = 0; n < times; n++)
        for (int at = 0; at < bytes; at += LINE) sum += *(volatile uint64_t *)(data + at);
    sink = sum;
}
static void small(void) { walk(SMALL, 8); }
static void big(void) { walk(BIG, 1); }
static void call(void) {
    for (int i = 0; i < CALLS; i++) syscall(SYS_getppid);
}

int main(int count, char **words) {
    static void (*const loops[])(void) = {chain, adds, taken, code, branches, returns, targets, small, big, call};
    static const char *const names[] = {
        "chain", "adds", "jumps", "code", "branches", "returns", "targets", "data-32k", "data-256k", "getppid"};
    enum { LOOPS = sizeof loops / sizeof *loops };
    check(count == 2, "sentinels SECONDS");
    double end = now() + atof(words[1]) * 1e9;
    data = aligned_alloc(4096, BIG);
    float(*times)[LOOPS] = malloc(TURNS * sizeof *times);
    check(data != NULL && times != NULL, "malloc");
    memset(data, 1, BIG);
    memset(times, 0, TURNS * sizeof *times);
    int turns = 0;
    for (; turns < TURNS && now() < end; turns++) {
        for (int i = 0; i < LOOPS; i++) {
            double before = now();
            loops[i]();
            times[turns][i] = (float)(now() - before);
        }
    }
    for (int i = 0; i < LOOPS; i++) printf("%s%c", names[i], i + 1 < LOOPS ? '\t' : '\n');
    for (int turn = 0; turn < turns; turn++)
        for (int i = 0; i < LOOPS; i++) printf("%.0f%c", times[turn][i], i + 1 < LOOPS ? '\t' : '\n');
}
