#pragma once
// Who we run on and with: what the C library and the CPU say of themselves.
#include <gnu/libc-version.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

static inline const char *k_libc_version(void) { return gnu_get_libc_version(); }

// Whether a hypervisor says that we run under one: CPUID leaf 1, ECX bit 31, which no processor sets by itself. 0 where
// the architecture has no such leaf.
static inline int k_is_guest(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && c >> 31 & 1;
#else
    return 0;
#endif
}

// The hypervisor's signature, CPUID leaf 0x40000000 (Intel SDM vol. 2, CPUID: reserved for software;
// Linux Documentation/virt/kvm/x86/cpuid.rst). Only meaningful where the CPU has the "hypervisor" flag.
// Writes 12 characters and a zero; gives 0 where the architecture has no such leaf.
static inline int k_hypervisor_signature(char out[13]) {
    memset(out, 0, 13);
#if defined(__x86_64__)
    uint32_t a = 0x40000000, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    memcpy(out, &b, 4);
    memcpy(out + 4, &c, 4);
    memcpy(out + 8, &d, 4);
    return 1;
#else
    return 0;
#endif
}
