#include "CKernel.h"

#if defined(__x86_64__)
static const uint64_t docker[] = {
#include "docker_x86_64.h"
};
#else
static const uint64_t docker[] = {
#include "docker_aarch64.h"
};
#endif

int k_seccomp_docker(struct sock_filter *code) {
    const int length = sizeof docker / sizeof docker[0];
    _Static_assert(sizeof docker / sizeof docker[0] <= (size_t)k_filter_most, "longer than the kernel takes");
    for (int i = 0; i < length; i++) {
        code[i] = (struct sock_filter){
            .code = (uint16_t)(docker[i] >> 48),
            .jt = (uint8_t)(docker[i] >> 40),
            .jf = (uint8_t)(docker[i] >> 32),
            .k = (uint32_t)docker[i],
        };
    }
    return length;
}
