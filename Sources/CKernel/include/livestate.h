// Registers beyond the usual ones, filled so that a switch has to save them, and what says that they are in use.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inline.h"
#include "result.h"
#include "vectors.h"

#if defined(__x86_64__)

/// Bits of the state components of AMX: how the tiles are cut, and what is in them.
enum { k_state_tiles = 3 << 17 };

/// Asks the kernel for the right to use the tiles, which it has to keep 8 KiB more for (Documentation/arch/x86/xstate).
static inline int k_ask_for_tiles(void) {
    const long request = 0x1023, tile_data = 18;
    return k_result((int)syscall(SYS_arch_prctl, request, tile_data));
}

/// Fills all eight tiles, past the compiler's back, which uses none.
static inline void k_use_tiles(void) {
    static const uint8_t ones[64] = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    // Palette 1: tiles of 16 rows of 64 bytes.
    uint8_t cut[64] = {1};
    for (int tile = 0; tile < 8; tile++) {
        cut[16 + 2 * tile] = 64;
        cut[48 + tile] = 16;
    }
    // A stride of 0: every row is the same.
    __asm__ volatile(
        "ldtilecfg %0\n\t"
        ".irp i, 0,1,2,3,4,5,6,7\n\t"
        "tileloadd (%1,%2,1), %%tmm\\i\n\t"
        ".endr"
        : : "m"(cut), "r"(ones), "r"(0L) : "memory");
}

/// Gives the tiles up.
static inline void k_release_tiles(void) { __asm__ volatile("tilerelease" : : : "memory"); }

/// Gives the upper parts of the vector registers up.
static inline void k_release_vectors(void) {
    __asm__ volatile(
        "vzeroall\n\t"
        ".irp i, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"
        "vpxorq %%zmm\\i, %%zmm\\i, %%zmm\\i\n\t"
        ".endr"
        : : : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
          "xmm12", "xmm13", "xmm14", "xmm15");
}

/// The same where there are no wider ones than of 256 bits.
static inline void k_release_ymm(void) {
    __asm__ volatile(
        "vzeroall" : : : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                         "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

#elif defined(__aarch64__)

/// Whether processor and kernel have the scalable vectors (SVE), and the matrix array of SME: bits of the auxiliary
/// vector (Documentation/arch/arm64/elf_hwcaps.rst).
static inline int k_has_sve(void) { return getauxval(AT_HWCAP) >> 22 & 1; }
static inline int k_has_sme(void) { return getauxval(AT_HWCAP2) >> 23 & 1; }

/// Fills scalable vector registers whole, which are the usual ones and more.
static inline void k_use_sve(void) {
    __asm__ volatile(
        ".arch_extension sve\n\t"
        "ptrue p0.b\n\t"
        "mov z0.b, #1\n\t"
        "mov z1.b, #1\n\t"
        ".arch_extension nosve"
        : : : "v0", "v1");
}

/// Whether the registers hold still what `k_use_sve` wrote, from the first to the last of their bytes.
static inline int k_sve_is_kept(void) {
    uint64_t bytes, length;
    __asm__ volatile(
        ".arch_extension sve\n\t"
        "ptrue p0.b\n\t"
        "uaddv d0, p0, z1.b\n\t"
        "fmov %0, d0\n\t"
        "rdvl %1, #1\n\t"
        ".arch_extension nosve"
        : "=r"(bytes), "=r"(length) : : "v0");
    return bytes == length;
}

/// Switches the matrix array on, which then has to be saved, or off.
static inline void k_use_matrix(void) { __asm__ volatile(".inst 0xd503457f" ::: "memory"); }     // smstart za
static inline void k_release_matrix(void) { __asm__ volatile(".inst 0xd503447f" ::: "memory"); } // smstop za

/// Whether it is on.
static inline int k_matrix_in_use(void) {
    uint64_t control;
    __asm__ volatile("mrs %0, s3_3_c4_c2_2" : "=r"(control));
    return control >> 1 & 1;
}

#endif
