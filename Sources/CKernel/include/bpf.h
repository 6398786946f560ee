// A BPF program of a dozen instructions, loaded and attached with nothing but bpf(2).
#pragma once

#include <linux/bpf.h>
#include <linux/if_link.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "result.h"

static inline int k_bpf(int command, union bpf_attr *attr) {
    return k_result((int)syscall(SYS_bpf, command, attr, sizeof *attr));
}

/// A number that programs and this process share: an array of one. Its descriptor.
static inline int k_bpf_number(void) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.map_type = BPF_MAP_TYPE_ARRAY;
    attr.key_size = 4;
    attr.value_size = 8;
    attr.max_entries = 1;
    return k_bpf(BPF_MAP_CREATE, &attr);
}

/// Sets the number.
static inline int k_bpf_set(int map, uint64_t value) {
    uint32_t key = 0;
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.map_fd = (uint32_t)map;
    attr.key = (uint64_t)(uintptr_t)&key;
    attr.value = (uint64_t)(uintptr_t)&value;
    return k_bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

/// Reads the number into `value`.
static inline int k_bpf_get(int map, uint64_t *value) {
    uint32_t key = 0;
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.map_fd = (uint32_t)map;
    attr.key = (uint64_t)(uintptr_t)&key;
    attr.value = (uint64_t)(uintptr_t)value;
    return k_bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

#define K_BPF(code_, dst, src, off_, imm_) \
    (struct bpf_insn) { .code = (code_), .dst_reg = (dst), .src_reg = (src), .off = (off_), .imm = (imm_) }

/// The program that every arriving frame runs: while the number is above 0 it is counted down and the frame goes
/// back where it came from; at 0 the frame is let through. Its descriptor.
static inline int k_bpf_return_to_sender(int map) {
    enum { r0, r1, r2, r10 = 10 };
    struct bpf_insn code[] = {
        K_BPF(BPF_ST | BPF_MEM | BPF_W, r10, 0, -4, 0), // key 0
        K_BPF(BPF_ALU64 | BPF_MOV | BPF_X, r2, r10, 0, 0),
        K_BPF(BPF_ALU64 | BPF_ADD | BPF_K, r2, 0, 0, -4),
        K_BPF(BPF_LD | BPF_DW | BPF_IMM, r1, BPF_PSEUDO_MAP_FD, 0, map),
        K_BPF(0, 0, 0, 0, 0), // the other half of the instruction before
        K_BPF(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
        K_BPF(BPF_JMP | BPF_JEQ | BPF_K, r0, 0, 6, 0), // no such number: to the end, as XDP_ABORTED
        K_BPF(BPF_LDX | BPF_MEM | BPF_DW, r1, r0, 0, 0),
        K_BPF(BPF_JMP | BPF_JEQ | BPF_K, r1, 0, 5, 0), // 0: let through
        K_BPF(BPF_ALU64 | BPF_ADD | BPF_K, r1, 0, 0, -1),
        K_BPF(BPF_STX | BPF_MEM | BPF_DW, r0, r1, 0, 0),
        K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r0, 0, 0, XDP_TX),
        K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
        K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
        K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r0, 0, 0, XDP_PASS),
        K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
    };
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_XDP;
    attr.insn_cnt = sizeof code / sizeof code[0];
    attr.insns = (uint64_t)(uintptr_t)code;
    attr.license = (uint64_t)(uintptr_t) "Apache-2.0";
    return k_bpf(BPF_PROG_LOAD, &attr);
}

/// Has a device's driver run the program for every frame that comes in, as long as the descriptor that this returns is
/// open.
static inline int k_bpf_attach(int program, int device) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.link_create.prog_fd = (uint32_t)program;
    attr.link_create.target_ifindex = (uint32_t)device;
    attr.link_create.attach_type = BPF_XDP;
    attr.link_create.flags = XDP_FLAGS_DRV_MODE;
    return k_bpf(BPF_LINK_CREATE, &attr);
}
