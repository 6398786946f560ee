// The same with a kernel thread that takes the submissions.
#define MODE IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF
#include "io.uring.state.c"
