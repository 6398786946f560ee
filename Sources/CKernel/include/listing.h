// What is at work in the kernel, as far as it can be listed: security modules, auditing, BPF programs.
#pragma once

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "result.h"
#include "watchers.h"

/// The numbers of the security modules at work, in their order, at most `count` (Linux 6.8). How many there are.
static inline int k_security_modules(uint64_t *modules, int count) {
    const long list_modules = 461; // the same on every architecture
    uint32_t bytes = (uint32_t)count * 8;
    return k_result((int)syscall(list_modules, modules, &bytes, 0));
}

/// Whether the kernel audits: 0 not, 1 it does, 2 it does and that cannot be changed.
static inline int k_audit_state(void) {
    struct {
        struct nlmsghdr head;
        struct audit_status status;
    } message;
    memset(&message, 0, sizeof message);
    message.head.nlmsg_len = NLMSG_LENGTH(0);
    message.head.nlmsg_type = AUDIT_GET;
    message.head.nlmsg_flags = NLM_F_REQUEST;
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct timeval patience = {1, 0};
    int wire = k_result(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
    if (wire < 0) return wire;
    int state = -EPROTO;
    if (setsockopt(wire, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0 ||
        sendto(wire, &message, message.head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0) {
        state = -errno;
    } else {
        ssize_t length = recv(wire, &message, sizeof message, 0);
        if (length < 0) state = -errno;
        else if (message.head.nlmsg_type == AUDIT_GET) state = (int)message.status.enabled;
        else if (message.head.nlmsg_type == NLMSG_ERROR) memcpy(&state, NLMSG_DATA(&message.head), sizeof state);
    }
    close(wire);
    return state;
}

/// How many BPF programs of a kind (linux/bpf.h) there are, or of all where it is negative.
static inline int k_bpf_count_programs(int kind) {
    int found = 0, number = 0;
    while ((number = k_bpf_next_program((uint32_t)number)) > 0) {
        int own = k_bpf_kind_of_program((uint32_t)number);
        found += kind < 0 || own == kind;
    }
    return number == -ENOENT ? found : number;
}
