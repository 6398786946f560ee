#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watchers.h"

/// All of a file, to be freed; its length comes through `length`.
static char *contents(const char *path, size_t *length) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    size_t room = 8 << 20, have = 0;
    char *bytes = malloc(room);
    while (bytes) {
        ssize_t got = read(file, bytes + have, room - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += (size_t)got;
        if (have < room) continue;
        char *more = realloc(bytes, room *= 2);
        if (!more) free(bytes);
        bytes = more;
    }
    close(file);
    *length = have;
    return bytes;
}

/// Bytes that follow the head of a type (Documentation/bpf/btf.rst); negative for a kind that is not known.
static long following(uint32_t kind, uint32_t members) {
    switch (kind) {
    case BTF_KIND_INT: return 4;
    case BTF_KIND_ARRAY: return sizeof(struct btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION: return (long)(members * sizeof(struct btf_member));
    case BTF_KIND_ENUM: return (long)(members * sizeof(struct btf_enum));
    case BTF_KIND_FUNC_PROTO: return (long)(members * sizeof(struct btf_param));
    case BTF_KIND_VAR: return sizeof(struct btf_var);
    case BTF_KIND_DATASEC: return (long)(members * sizeof(struct btf_var_secinfo));
    case 17: return 4;                    // BTF_KIND_DECL_TAG
    case 19: return (long)members * 12;   // BTF_KIND_ENUM64
    default: return kind <= 18 ? 0 : -1;
    }
}

int k_btf_function(const char *name) {
    size_t length = 0;
    char *bytes = contents("/sys/kernel/btf/vmlinux", &length);
    if (!bytes) return -ENOENT;
    int found = -ENOENT;
    const struct btf_header *head = (const struct btf_header *)bytes;
    if (length > sizeof *head && head->magic == BTF_MAGIC && head->hdr_len <= length) {
        const char *types = bytes + head->hdr_len + head->type_off, *end = types + head->type_len;
        const char *texts = bytes + head->hdr_len + head->str_off;
        int fits = end <= bytes + length && texts + head->str_len <= bytes + length && head->str_len > 0 &&
                   texts[head->str_len - 1] == 0;
        for (int number = 1; fits && types + sizeof(struct btf_type) <= end; number++) {
            const struct btf_type *type = (const struct btf_type *)types;
            uint32_t kind = BTF_INFO_KIND(type->info);
            if (kind == BTF_KIND_FUNC && type->name_off < head->str_len && !strcmp(texts + type->name_off, name)) {
                found = number;
                break;
            }
            long more = following(kind, BTF_INFO_VLEN(type->info));
            if (more < 0) break;
            types += sizeof *type + (size_t)more;
        }
    }
    free(bytes);
    return found;
}
