/* What waiting needs from the operating system: a waker, poll(2), a clock, word of a fork, a lock.
 *
 * A waker is a descriptor that any thread may make readable: an eventfd on Linux, a pipe on other
 * POSIX systems, a connected pair of loopback sockets on Windows.
 */
#ifndef PYZMQ_WAIT_H
#define PYZMQ_WAIT_H

#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* ppoll */
#endif

#ifndef WAIT_NATIVE_LOCK
#include <Python.h>
#endif
#include <errno.h>
#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "atomics.h"

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
typedef SOCKET wait_fd;
#define WAIT_NO_FD INVALID_SOCKET
typedef WSAPOLLFD wait_pollfd;
#else
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
typedef int wait_fd;
#define WAIT_NO_FD (-1)
typedef struct pollfd wait_pollfd;
#endif
#ifdef __linux__
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#endif

/* ---- locks: attempts hold the GIL; where there is none, they hold the socket's own lock ----
 *
 * WAIT_NATIVE_LOCK is for callers that have given the GIL up, as those of CFFI have.
 */

#if defined(WAIT_NATIVE_LOCK) && defined(_WIN32)
typedef SRWLOCK wait_lock;
#define WAIT_LOCK_INIT SRWLOCK_INIT
#define wait_lock_init(lock) InitializeSRWLock(lock)
#define wait_lock_take(lock) AcquireSRWLockExclusive(lock)
#define wait_lock_drop(lock) ReleaseSRWLockExclusive(lock)
#elif defined(WAIT_NATIVE_LOCK)
typedef pthread_mutex_t wait_lock;
#define WAIT_LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#define wait_lock_init(lock) pthread_mutex_init((lock), NULL)
#define wait_lock_take(lock) pthread_mutex_lock(lock)
#define wait_lock_drop(lock) pthread_mutex_unlock(lock)
#else
#define WAIT_LOCK_INIT {0}
#define wait_lock_init(lock) memset((lock), 0, sizeof *(lock))
#ifdef Py_GIL_DISABLED
#define WAIT_SHARES_GIL 0
typedef PyMutex wait_lock;
#define wait_lock_take(lock) (PyMutex_Lock(lock), TAKE_OVER(lock))
#define wait_lock_drop(lock) (HAND_OVER(lock), PyMutex_Unlock(lock))
#else
#define WAIT_SHARES_GIL 1
typedef unsigned char wait_lock;
#define wait_lock_take(lock) ((void)(lock))
#define wait_lock_drop(lock) ((void)(lock))
#endif
#endif

/* Guards the list of spare wakers; with native locks, every list that sockets and contexts share. */
static wait_lock wait_spare_lock = WAIT_LOCK_INIT;

#ifdef WAIT_NATIVE_LOCK
static wait_lock wait_random_lock = WAIT_LOCK_INIT;
#else
static wait_lock wait_sockets_lock = WAIT_LOCK_INIT, wait_contexts_lock = WAIT_LOCK_INIT;
#endif

/* ---- forks: a child's generation differs from that of what it inherited ----
 *
 * Threads that held a lock in the parent are not there to drop it. So a child takes no lock of a socket
 * or context that it inherited, whose state does not change any more.
 *
 * Where libzmq makes contexts and keys it starts libsodium, which has a lock for that: no fork may come
 * between. The GIL keeps it away, or an attached thread without one; with native locks, a lock of its own.
 */

static unsigned int wait_generation = 0;

#define wait_core_take(core) \
    do { \
        if ((core)->generation == wait_generation) wait_lock_take(&(core)->lock); \
    } while (0)
#define wait_core_drop(core) \
    do { \
        if ((core)->generation == wait_generation) wait_lock_drop(&(core)->lock); \
    } while (0)

#ifdef _WIN32
static int wait_watch_forks(void) { return 0; }
#elif defined(WAIT_NATIVE_LOCK) /* another thread must not hold the lists for ever in the child */
static void wait_before_fork(void) {
    wait_lock_take(&wait_random_lock);
    wait_lock_take(&wait_spare_lock);
}
static void wait_after_fork(void) {
    wait_lock_drop(&wait_spare_lock);
    wait_lock_drop(&wait_random_lock);
}
static void wait_count_fork(void) {
    wait_generation++;
    wait_after_fork();
}
static int wait_watch_forks(void) {
    return pthread_atfork(wait_before_fork, wait_after_fork, wait_count_fork);
}
#else
/* Nobody is in the middle of a list: os.fork has the GIL or, without one, has stopped all other threads,
 * which it cannot do inside our calls, but while they wait for a lock, another one in hand.
 */
static void wait_count_fork(void) {
    wait_generation++;
    wait_lock_init(&wait_spare_lock);
    wait_lock_init(&wait_sockets_lock);
    wait_lock_init(&wait_contexts_lock);
}
static int wait_watch_forks(void) { return pthread_atfork(NULL, NULL, wait_count_fork); }
#endif

/* ---- wakers ---- */

typedef struct wait_waker {
    wait_fd reader, writer;
    unsigned int generation;
    struct wait_waker *next;
} wait_waker;

/* Make a descriptor quiet that others make readable. */
static void wait_drain(wait_fd fd) {
    char rest[64];
#ifdef _WIN32
    while (recv(fd, rest, sizeof rest, 0) > 0) {
    }
#else
    while (read(fd, rest, sizeof rest) == (ssize_t)sizeof rest) {
    }
#endif
}

#ifdef _WIN32
static int wait_open_pair(wait_waker *waker) {
    struct sockaddr_in address = {0};
    int size = sizeof address;
    u_long on = 1;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    waker->reader = socket(AF_INET, SOCK_DGRAM, 0);
    waker->writer = socket(AF_INET, SOCK_DGRAM, 0);
    if (waker->reader == INVALID_SOCKET || waker->writer == INVALID_SOCKET ||
        bind(waker->reader, (struct sockaddr *)&address, size) ||
        getsockname(waker->reader, (struct sockaddr *)&address, &size) ||
        connect(waker->writer, (struct sockaddr *)&address, size) ||
        ioctlsocket(waker->reader, FIONBIO, &on) || ioctlsocket(waker->writer, FIONBIO, &on))
        return -1;
    return 0;
}
static void wait_close_fd(wait_fd fd) {
    if (fd != INVALID_SOCKET) closesocket(fd);
}
static void wait_wake(wait_waker *waker) { send(waker->writer, "!", 1, 0); }
#else
static int wait_open_pair(wait_waker *waker) {
#ifdef __linux__
    waker->reader = waker->writer = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return waker->reader < 0 ? -1 : 0;
#else
    int ends[2];
    if (pipe(ends)) return -1;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    waker->reader = ends[0];
    waker->writer = ends[1];
    return 0;
#endif
}
static void wait_close_fd(wait_fd fd) {
    if (fd >= 0) close(fd);
}
static void wait_wake(wait_waker *waker) {
    uint64_t one = 1;
    ssize_t done;
    if (waker->generation != wait_generation) return; /* the parent's, which it would wake */
    done = write(waker->writer, &one, sizeof one);
    (void)done; /* a full pipe is readable already */
}
#endif
static void wait_calm(wait_waker *waker) {
    if (waker->generation == wait_generation) wait_drain(waker->reader); /* else it is the parent's */
}

/* Wakers are kept for the next sleeper; one inherited through a fork is the parent's. */
static wait_waker *wait_spare = NULL;

static void wait_free_waker(wait_waker *waker) {
    if (waker->writer != waker->reader) wait_close_fd(waker->writer);
    wait_close_fd(waker->reader);
    free(waker);
}

static wait_waker *wait_take_waker(void) {
    wait_waker *waker;
    wait_lock_take(&wait_spare_lock);
    while ((waker = wait_spare) != NULL) {
        wait_spare = waker->next;
        if (waker->generation == wait_generation) break;
        wait_free_waker(waker);
    }
    wait_lock_drop(&wait_spare_lock);
    if (waker != NULL) return waker;
    waker = (wait_waker *)malloc(sizeof *waker);
    if (waker == NULL) return NULL;
    waker->reader = waker->writer = WAIT_NO_FD;
    waker->generation = wait_generation;
    if (wait_open_pair(waker) == 0) return waker;
    int error = errno;
    wait_free_waker(waker);
    errno = error;
    return NULL;
}

static void wait_give_waker(wait_waker *waker) {
    wait_lock_take(&wait_spare_lock);
    waker->next = wait_spare;
    wait_spare = waker;
    wait_lock_drop(&wait_spare_lock);
}

/* ---- a socket, and who sleeps on it; wait.pyx has the rules ---- */

typedef struct wait_sleeper {
    int want;  /* the events it waits for */
    int woken; /* once is enough, until it has looked */
    wait_waker *waker;
    struct wait_sleeper *next, *previous;
} wait_sleeper;

/* A part that was received and put back, to be received before all that libzmq has. */
typedef struct returned_part {
    zmq_msg_t message;
    long long order;
    struct returned_part *next;
} returned_part;

typedef struct socket_core {
    void *handle;
    wait_fd fd; /* ZMQ_FD, which never changes, or that of the ear */
    void *ear;  /* of a thread-safe type, which has no descriptor of its own */
    int state;
    unsigned int generation; /* of the process that made it */
    unsigned int touched;    /* counts calls: each may have swallowed the descriptor's edge */
    unsigned int found_nothing; /* the count after a receive that would have blocked */
    wait_lock lock;
    wait_sleeper *sleepers;
    int refs;        /* the Socket objects that share it: its owner and shadows */
    int foreign;     /* shadows a handle that was made elsewhere */
    int doomed;      /* to be closed by whoever keeps it busy */
    int last_linger, has_last_linger; /* what LINGER is to be then */
    int linger_set;  /* the user chose LINGER */
    int busy_rcvtimeo, busy_sndtimeo; /* the timeouts when it became busy, and still */
    int conversing;  /* of the next sends, for how many somebody may sleep */
    int mid_message; /* the last part sent has more to follow */
    int dropping;    /* the peer went in mid-message: the rest of it goes nowhere */
    returned_part *returned;
    returned_part *set_aside; /* put back while a proxy receives: returned again when it ends */
    int received_again;      /* the last part received was one put back */
    int received_again_more; /* and RCVMORE is this */
    struct context_core *owner; /* NULL for a socket that was made elsewhere */
    struct socket_core *next, *previous;
} socket_core;

/* The thread-safe types (all drafts) have no ZMQ_FD, but libzmq's poller of one gives a descriptor. It is
 * signalled like a ZMQ_FD and counts the signals, so it is drained before every look at EVENTS.
 */
#if defined(ZMQ_BUILD_DRAFT_API) && defined(PYZMQ_DRAFT_API)
static void ear_open(socket_core *core) {
    core->ear = zmq_poller_new();
    if (core->ear != NULL && zmq_poller_add(core->ear, core->handle, NULL, ZMQ_POLLIN | ZMQ_POLLOUT) == 0 &&
        zmq_poller_fd(core->ear, &core->fd) == 0)
        return;
    core->fd = WAIT_NO_FD;
    zmq_poller_destroy(&core->ear);
}
static void ear_close(socket_core *core) {
    if (core->ear != NULL) zmq_poller_destroy(&core->ear);
}
#else
static void ear_open(socket_core *core) { (void)core; }
static void ear_close(socket_core *core) { (void)core; }
#endif

/* ---- sleeping ---- */

static int64_t wait_now(void) { /* nanoseconds of a clock that never steps */
#ifdef _WIN32
    return (int64_t)GetTickCount64() * 1000000;
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
#endif
}

/* Milliseconds until a deadline, rounded up so that nobody looks too early; -1 for no deadline. */
static int wait_left(int64_t deadline) {
    if (deadline < 0) return -1;
    int64_t left = (deadline - wait_now() + 999999) / 1000000;
    return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

static int wait_poll(wait_pollfd *fds, size_t count, int timeout) {
#ifdef _WIN32
    int ready = WSAPoll(fds, (ULONG)count, timeout);
    if (ready < 0) errno = WSAGetLastError() == WSAEINTR ? EINTR : EINVAL;
    return ready;
#else
    return poll(fds, (nfds_t)count, timeout);
#endif
}

static void set_errno(int error) { errno = error; }

/* A signal that arrives between Python's last look for signals and poll(2) would not end the poll.
 * So the main thread, where Python's handlers run, holds signals back from before that look until it
 * is inside ppoll(2), which lets them in for its own duration.
 */
#ifdef __linux__
typedef struct {
    int held;
    sigset_t before;
} wait_signals;

static int wait_is_main_thread(void) {
    static _Thread_local int is_main = 0;
    static _Thread_local unsigned int known = UINT32_MAX; /* in the process of which generation */
    if (known != wait_generation) {
        is_main = syscall(SYS_gettid) == getpid();
        known = wait_generation;
    }
    return is_main;
}

static void wait_block_signals(wait_signals *signals) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
    sigset_t all;
    signals->held = 1;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_BLOCK, &all, &signals->before);
}

static void wait_hold_signals(wait_signals *signals) {
    signals->held = 0;
    if (wait_is_main_thread()) wait_block_signals(signals);
}

static void wait_let_signals(wait_signals *signals) {
    if (signals->held) pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
}

static int wait_poll_open(wait_pollfd *fds, size_t count, int timeout, wait_signals *signals) {
    struct timespec left = {timeout / 1000, (timeout % 1000) * 1000000L};
    if (!signals->held) return poll(fds, (nfds_t)count, timeout);
    return ppoll(fds, (nfds_t)count, timeout < 0 ? NULL : &left, &signals->before);
}
#else
typedef int wait_signals;
static void wait_block_signals(wait_signals *signals) { (void)signals; }
static void wait_hold_signals(wait_signals *signals) { (void)signals; }
static void wait_let_signals(wait_signals *signals) { (void)signals; }
static int wait_poll_open(wait_pollfd *fds, size_t count, int timeout, wait_signals *signals) {
    (void)signals;
    return wait_poll(fds, count, timeout);
}
#endif

/* Make a socket. A context's first one starts libzmq's threads, which block signals only once they
 * run: they shall inherit that, or one of them may take a signal that should wake Python.
 */
static void *wait_make_socket(void *context, int type, int *started) {
    wait_signals signals;
    void *socket;
    int error;
    if (*started) return zmq_socket(context, type);
    wait_block_signals(&signals);
    socket = zmq_socket(context, type);
    error = errno;
    wait_let_signals(&signals);
    *started = socket != NULL;
    errno = error;
    return socket;
}

/* ---- calls that run libzmq's pending commands: a signal that comes then is no reason to give up ---- */

static int wait_get_option(void *socket, int option, void *value, size_t *size) {
    int result;
    do {
        result = zmq_getsockopt(socket, option, value, size);
    } while (result == -1 && zmq_errno() == EINTR);
    return result;
}

typedef int (*wait_endpoint_call)(void *socket, const char *address);

static int wait_call_endpoint(wait_endpoint_call call, void *socket, const char *address) {
    int result;
    do {
        result = call(socket, address);
    } while (result == -1 && zmq_errno() == EINTR);
    return result;
}

static int wait_monitor(void *socket, const char *address, int events) {
    int result;
    do {
        result = zmq_socket_monitor(socket, address, events);
    } while (result == -1 && zmq_errno() == EINTR);
    return result;
}

/* ---- a gate: one descriptor that stands for many, so that the quiet ones cost nothing ---- */

#ifdef __linux__
#define WAIT_HAS_GATE 1
typedef struct epoll_event wait_gate_event;
static wait_fd wait_open_gate(void) { return epoll_create1(EPOLL_CLOEXEC); }
static int wait_add_to_gate(wait_fd gate, wait_fd fd, uint32_t index) {
    struct epoll_event event;
    event.events = EPOLLIN;
    event.data.u64 = index;
    return epoll_ctl(gate, EPOLL_CTL_ADD, fd, &event);
}
static int wait_ask_gate(wait_fd gate, wait_gate_event *events, int room) {
    return epoll_wait(gate, events, room, 0);
}
#define wait_gate_index(event) ((event)->data.u64)
#else
#define WAIT_HAS_GATE 0
typedef int wait_gate_event;
static wait_fd wait_open_gate(void) { return WAIT_NO_FD; }
static int wait_add_to_gate(wait_fd gate, wait_fd fd, uint32_t index) {
    (void)gate, (void)fd, (void)index;
    return -1;
}
static int wait_ask_gate(wait_fd gate, wait_gate_event *events, int room) {
    (void)gate, (void)events, (void)room;
    return 0;
}
#define wait_gate_index(event) (*(event))
#endif

/* One descriptor for two, readable when either is; none where the system has no such thing. */
static wait_fd wait_join(wait_fd first, wait_fd second) {
#ifdef __linux__
    wait_fd joined = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event readable = {.events = EPOLLIN};
    if (joined >= 0 && epoll_ctl(joined, EPOLL_CTL_ADD, first, &readable) == 0 &&
        epoll_ctl(joined, EPOLL_CTL_ADD, second, &readable) == 0)
        return joined;
    wait_close_fd(joined);
#else
    (void)first;
    (void)second;
#endif
    return WAIT_NO_FD;
}

/* The longest path of an ipc endpoint, without its closing NUL; 0 where there is no such limit. */
#ifdef _WIN32
#define WAIT_IPC_PATH_MAX 0
#else
#define WAIT_IPC_PATH_MAX ((int)sizeof(((struct sockaddr_un *)0)->sun_path) - 1)
#endif

#endif
