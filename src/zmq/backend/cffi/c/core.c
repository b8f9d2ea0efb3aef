/* The core for CFFI, in C: one file for each of the Python files beside it.
 *
 * CFFI gives up the GIL for every call. So each function here is whole: it takes the socket's lock,
 * does what belongs together, and drops the lock. Whatever a signal handler raises between two calls,
 * nothing is left half done.
 *
 * A negative result is an errno, negated, or one of the codes of wait.c.
 */
#define WAIT_NATIVE_LOCK 1

#include "wait.h"

#include <stdio.h>
#ifndef _WIN32
#include <netdb.h>
#include <sys/socket.h>
#endif

#include "context.h"
#include "events.h"

/* What libzmq offers only when it was built with drafts. */
#if defined(ZMQ_BUILD_DRAFT_API) && defined(PYZMQ_DRAFT_API)
#define PYZMQ_HAS_DRAFT 1
#else
#define PYZMQ_HAS_DRAFT 0
static int no_draft(const void *object, const void *value) {
    (void)object;
    (void)value;
    errno = ENOTSUP;
    return -1;
}
#define zmq_connect_peer(socket, address) ((unsigned int)(no_draft(socket, address) + 1))
#define zmq_join(socket, group) no_draft(socket, group)
#define zmq_leave(socket, group) no_draft(socket, group)
#define zmq_msg_set_routing_id(msg, routing_id) ((void)(routing_id), no_draft(msg, NULL))
#define zmq_msg_routing_id(msg) ((void)(msg), 0)
#define zmq_msg_set_group(msg, group) no_draft(msg, group)
#define zmq_msg_group(msg) ((void)(msg), "")
#endif

#include "c/wait.c"
#include "c/memory.c"
#include "c/frame.c"
#include "c/put_back.c"
#include "c/context.c"
#include "c/curve.c"
#include "c/socket.c"
#include "c/send.c"
#include "c/receive.c"
#include "c/watch.c"
#include "c/poll.c"
#include "c/proxy.c"
#include "c/descriptors.c"
