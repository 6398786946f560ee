#include "CKernel.h"

pid_t k_vfork_exit_wait(void) {
    pid_t child = vfork();
    if (child == 0) _exit(0);
    if (child < 0) return -errno;
    return k_result(waitpid(child, 0, 0));
}
