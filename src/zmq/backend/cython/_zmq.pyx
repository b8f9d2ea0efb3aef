# cython: language_level=3, binding=False, embedsignature=True, embedsignature.format=clinic
# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: freethreading_compatible=True, annotation_typing=False
"""The core on libzmq, compiled: one extension, a file for each of libzmq's objects."""

cimport cython
from cpython.buffer cimport (
    PyBUF_FULL,
    PyBUF_FULL_RO,
    Py_buffer,
    PyBuffer_FillInfo,
    PyBuffer_IsContiguous,
    PyBuffer_Release,
    PyObject_CheckBuffer,
    PyObject_GetBuffer,
)
from cpython.bytes cimport (
    PyBytes_AS_STRING,
    PyBytes_CheckExact,
    PyBytes_FromStringAndSize,
    PyBytes_GET_SIZE,
)
from cpython.exc cimport PyErr_CheckSignals
from cpython.list cimport PyList_GET_SIZE
from cpython.memoryview cimport PyMemoryView_FromObject
from cpython.weakref cimport PyWeakref_NewRef
from libc.errno cimport ENOMEM, errno
from libc.stdint cimport int64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

from zmq.backend.cython cimport libzmq
from zmq.backend.cython.libzmq cimport PYZMQ_HAS_DRAFT, zmq_msg_t


cdef extern from "Python.h":
    ctypedef struct PyObject:
        pass
    ctypedef object (*getattrofunc)(object, object)
    ctypedef struct PyTypeObject:
        getattrofunc tp_getattro
    object PyObject_GenericGetAttr(object, object)
    int PyObject_GenericSetAttr(object, object, object) except -1
    void PyType_Modified(PyTypeObject *)
    unsigned long PyThread_get_thread_ident()
    PyObject *PyList_GET_ITEM(object list, Py_ssize_t index)


cdef extern from "wait.h" nogil:
    unsigned int wait_generation
    int wait_watch_forks()

    ctypedef int wait_fd
    ctypedef int wait_lock
    enum:
        WAIT_NO_FD
        WAIT_IPC_PATH_MAX
    void wait_lock_take(wait_lock *lock)
    void wait_lock_drop(wait_lock *lock)
    wait_lock wait_sockets_lock
    wait_lock wait_contexts_lock

    ctypedef struct wait_waker:
        wait_fd reader
    wait_waker *wait_take_waker()
    void wait_give_waker(wait_waker *waker)
    void wait_wake(wait_waker *waker)
    void wait_calm(wait_waker *waker)

    ctypedef struct wait_sleeper:
        int want
        bint woken
        wait_waker *waker
        wait_sleeper *next
        wait_sleeper *previous

    ctypedef struct returned_part:
        zmq_msg_t message
        int64_t order
        returned_part *next

    ctypedef struct context_core

    ctypedef struct socket_core:
        void *handle
        wait_fd fd
        void *ear
        int state
        unsigned int generation
        unsigned int touched
        unsigned int found_nothing
        wait_lock lock
        wait_sleeper *sleepers
        int refs
        bint foreign
        bint doomed
        int last_linger
        bint has_last_linger
        bint linger_set
        int busy_rcvtimeo
        int busy_sndtimeo
        int conversing
        bint mid_message
        bint dropping
        returned_part *returned
        returned_part *set_aside
        bint received_again
        bint received_again_more
        context_core *owner
        socket_core *next
        socket_core *previous

    void take_core "wait_core_take"(socket_core *core)
    void drop_core "wait_core_drop"(socket_core *core)
    void wait_drain(wait_fd fd)
    void ear_open(socket_core *core)
    void ear_close(socket_core *core)
    int64_t wait_now()
    int wait_left(int64_t deadline)
    void set_errno(int error)
    enum:
        WAIT_SHARES_GIL
    wait_fd wait_join(wait_fd first, wait_fd second)

    ctypedef struct wait_pollfd:
        wait_fd fd
        short events
        short revents
    enum:
        WAIT_POLLIN "POLLIN"
        WAIT_POLLOUT "POLLOUT"
        WAIT_POLLPRI "POLLPRI"
    int wait_poll(wait_pollfd *fds, size_t count, int timeout)
    ctypedef struct wait_signals:
        pass
    void wait_hold_signals(wait_signals *signals)
    void wait_let_signals(wait_signals *signals)
    void *wait_make_socket(void *context, int type, int *started)
    int wait_poll_open(wait_pollfd *fds, size_t count, int timeout, wait_signals *signals)

    int wait_get_option(void *socket, int option, void *value, size_t *size)
    int wait_call_endpoint(int (*call)(void *socket, const char *address) noexcept nogil, void *socket, const char *address)
    int wait_monitor(void *socket, const char *address, int events)

    ctypedef struct wait_gate_event:
        pass
    enum:
        WAIT_HAS_GATE
    wait_fd wait_open_gate()
    int wait_add_to_gate(wait_fd gate, wait_fd fd, unsigned int index)
    int wait_ask_gate(wait_fd gate, wait_gate_event *events, int room)
    unsigned long long wait_gate_index(wait_gate_event *event)
    void wait_close_fd(wait_fd fd)


cdef extern from "context.h" nogil:
    ctypedef long atomic_count
    long atomic_add(atomic_count *count, long n)
    long atomic_get(atomic_count *count)
    void *atomic_load_pointer(void *where)
    bint atomic_replace(void *where, void *old, void *new)

    ctypedef struct context_core:
        void *handle
        wait_lock lock
        bint terminating
        unsigned int generation
        atomic_count refs
        atomic_count ended
        int started
        int exit_linger
        wait_waker *done
        context_core *next
    void take_context "wait_core_take"(context_core *core)
    void drop_context "wait_core_drop"(context_core *core)
    void context_drop(context_core *core)
    void context_note_linger(context_core *core, int linger)
    int context_start_to_end(context_core *core)
    int context_watch(context_core *core)
    void context_unwatch(context_core *core)


cdef extern from "memory.h":
    ctypedef struct send_event:
        atomic_count refs
        atomic_count pending
        unsigned int generation
        wait_waker *waker
    send_event *new_send_event()
    void drop_send_event(send_event *event)
    int share_buffer(zmq_msg_t *message, Py_buffer *view, send_event *event)
    void close_message(zmq_msg_t *message)
    int empty_released(void *unused)


import sys

from zmq.constants import SocketOption, SocketType
from zmq.error import ContextTerminated, NotDone, ZMQError, from_errno

if wait_watch_forks():
    raise OSError(errno, "forks cannot be watched")

include "errors.pyx"
include "attributes.pyx"
include "wait.pyx"
include "frame.pyx"
include "context.pyx"
include "socket.pyx"
include "send.pyx"
include "receive.pyx"
include "put_back.pyx"
include "watch.pyx"
include "poll.pyx"
include "proxy.pyx"
include "curve.pyx"

IPC_PATH_MAX_LEN = WAIT_IPC_PATH_MAX
TRY_FLAG = TRY
PYZMQ_DRAFT_API = bool(PYZMQ_HAS_DRAFT)
