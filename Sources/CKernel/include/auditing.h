// The kernel's auditing, spoken to by netlink: what it says of itself, rules on system calls, and the records that a
// rule makes, which any socket that asks for them hears of (Linux 3.16).
#pragma once

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call.h"
#include "result.h"

/// A socket to the kernel's auditing, which waits at most so many milliseconds for what it is to hear. One that listens
/// hears of all records.
static inline int k_audit_open(int listens, int milliseconds) {
    int file = k_result(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
    if (file < 0) return file;
    struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = listens ? 1u << (AUDIT_NLGRP_READLOG - 1) : 0};
    struct timeval limit = {milliseconds / 1000, milliseconds % 1000 * 1000};
    int room = 64 << 20, result = k_result(bind(file, (struct sockaddr *)&own, sizeof own));
    if (result == 0) result = k_result(setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    if (result == 0 && listens) result = k_result(setsockopt(file, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room));
    if (result == 0) return file;
    close(file);
    return result;
}

/// Asks for something, and waits until the kernel has done it. 0, or a negated error number. What it says of itself
/// goes to `status`, for whoever asks for that (AUDIT_GET).
static inline int k_audit_ask(int file, int kind, const void *what, size_t length, struct audit_status *status) {
    union {
        struct nlmsghdr head;
        char bytes[NLMSG_SPACE(sizeof(struct audit_rule_data) + 64)];
    } message;
    if (NLMSG_SPACE(length) > sizeof message) return -E2BIG;
    memset(&message, 0, sizeof message);
    message.head.nlmsg_len = NLMSG_LENGTH(length);
    message.head.nlmsg_type = (uint16_t)kind;
    message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    if (length) memcpy(NLMSG_DATA(&message.head), what, length);
    if (send(file, &message, message.head.nlmsg_len, 0) < 0) return -errno;
    for (;;) {
        ssize_t got = recv(file, &message, sizeof message, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -errno;
        if (message.head.nlmsg_type == NLMSG_ERROR) {
            int code = ((struct nlmsgerr *)NLMSG_DATA(&message.head))->error;
            if (code != 0 || !status) return code;
        } else if (status && message.head.nlmsg_type == AUDIT_GET) {
            // Older kernels say less.
            size_t said = (size_t)got - NLMSG_HDRLEN;
            memset(status, 0, sizeof *status);
            memcpy(status, NLMSG_DATA(&message.head), said < sizeof *status ? said : sizeof *status);
            return 0;
        }
    }
}

/// What the kernel says of its auditing.
static inline int k_audit_about(struct audit_status *status) {
    int file = k_audit_open(0, 1000);
    if (file < 0) return file;
    int result = k_audit_ask(file, AUDIT_GET, 0, 0, status);
    close(file);
    return result;
}

/// The lists and actions of rules, and what they look at.
enum {
    k_audit_births = AUDIT_FILTER_TASK,
    k_audit_exits = AUDIT_FILTER_EXIT,
    k_audit_never = AUDIT_NEVER,
    k_audit_always = AUDIT_ALWAYS,
    k_audit_process = AUDIT_PID,
    k_audit_parent = AUDIT_PPID,
    k_audit_first_argument = AUDIT_ARG0,
};

/// The most bytes of a rule's key.
enum { k_audit_key_room = 32 };

/// Room for a rule as the kernel takes it, its key behind it.
struct k_audit_rule {
    uint64_t words[(sizeof(struct audit_rule_data) + k_audit_key_room + 7) / 8];
};

/// Writes a rule that looks at these calls, and fits where `field` has a value. Its records have the key.
static inline void k_audit_write_rule(
    struct k_audit_rule *rule, int list, int action, const int32_t *calls, int count, int field, uint32_t value,
    const char *key) {
    memset(rule, 0, sizeof *rule);
    struct audit_rule_data *data = (struct audit_rule_data *)rule->words;
    data->flags = (uint32_t)list;
    data->action = (uint32_t)action;
    for (int i = 0; i < count; i++) data->mask[AUDIT_WORD(calls[i])] |= AUDIT_BIT(calls[i]);
    data->fields[0] = (uint32_t)field;
    data->values[0] = value;
    data->fieldflags[0] = AUDIT_EQUAL;
    data->field_count = 1;
    if (!key) return;
    size_t length = strnlen(key, k_audit_key_room);
    data->fields[1] = AUDIT_FILTERKEY;
    data->values[1] = data->buflen = (uint32_t)length;
    data->fieldflags[1] = AUDIT_EQUAL;
    data->field_count = 2;
    memcpy(data->buf, key, length);
}

static inline int k_audit_change(int file, int kind, const struct k_audit_rule *rule) {
    const struct audit_rule_data *data = (const struct audit_rule_data *)rule->words;
    return k_audit_ask(file, kind, data, sizeof *data + data->buflen, 0);
}
static inline int k_audit_add(int file, const struct k_audit_rule *rule) {
    return k_audit_change(file, AUDIT_ADD_RULE, rule);
}
static inline int k_audit_remove(int file, const struct k_audit_rule *rule) {
    return k_audit_change(file, AUDIT_DEL_RULE, rule);
}

/// Takes rules away, those that are there.
static inline void k_audit_forget(const struct k_audit_rule *rules, int count) {
    int file = k_audit_open(0, 10000);
    if (file < 0) return;
    for (int i = 0; i < count; i++) k_audit_remove(file, rules + i);
    close(file);
}

/// Records of system calls that a listener has heard of.
struct k_audit_records {
    /// Of the call by which the task marks a place, and of all others.
    uint64_t marks, others;
    /// Calls that it took to hear of them.
    uint64_t calls;
};

/// Makes the call that a rule answers with a record, getpgid of a process that is none, and hears all records with this
/// key up to that one, or until nothing more comes.
static inline void k_audit_mark(int listener, const char *key, uint32_t argument, struct k_audit_records *heard) {
    char text[4096], mark[24];
    snprintf(mark, sizeof mark, " a0=%x ", argument);
    heard->calls++;
    k_syscall3(SYS_getpgid, (long)argument, 0, 0);
    for (;;) {
        heard->calls++;
        ssize_t got = recv(listener, text, sizeof text - 1, 0);
        if (got < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
        if (got < (ssize_t)NLMSG_HDRLEN) return;
        text[got] = 0;
        if (((struct nlmsghdr *)(void *)text)->nlmsg_type != AUDIT_SYSCALL) continue;
        const char *said = text + NLMSG_HDRLEN;
        if (!strstr(said, key)) continue;
        if (strstr(said, mark)) {
            heard->marks++;
            return;
        }
        heard->others++;
    }
}
