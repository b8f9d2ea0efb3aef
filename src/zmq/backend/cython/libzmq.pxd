"""libzmq's C interface, as far as this package and those who cimport from it use it."""

cdef extern from "zmq.h" nogil:
    int ZMQ_VERSION_MAJOR
    int ZMQ_VERSION_MINOR
    int ZMQ_VERSION_PATCH

    ctypedef struct zmq_msg_t:
        pass
    ctypedef void zmq_free_fn(void *data, void *hint)

    int zmq_errno()
    const char *zmq_strerror(int errnum)
    void zmq_version(int *major, int *minor, int *patch)
    int zmq_has(const char *capability)

    void *zmq_ctx_new()
    int zmq_ctx_term(void *context)
    int zmq_ctx_shutdown(void *context)
    int zmq_ctx_set(void *context, int option, int value)
    int zmq_ctx_get(void *context, int option)

    int zmq_msg_init(zmq_msg_t *msg)
    int zmq_msg_init_size(zmq_msg_t *msg, size_t size)
    int zmq_msg_init_data(zmq_msg_t *msg, void *data, size_t size, zmq_free_fn *ffn, void *hint)
    int zmq_msg_send(zmq_msg_t *msg, void *socket, int flags)
    int zmq_msg_recv(zmq_msg_t *msg, void *socket, int flags)
    int zmq_msg_close(zmq_msg_t *msg)
    int zmq_msg_move(zmq_msg_t *dest, zmq_msg_t *src)
    int zmq_msg_copy(zmq_msg_t *dest, zmq_msg_t *src)
    void *zmq_msg_data(zmq_msg_t *msg)
    size_t zmq_msg_size(const zmq_msg_t *msg)
    int zmq_msg_more(const zmq_msg_t *msg)
    int zmq_msg_get(const zmq_msg_t *msg, int property)
    int zmq_msg_set(zmq_msg_t *msg, int property, int value)
    const char *zmq_msg_gets(const zmq_msg_t *msg, const char *property)

    void *zmq_socket(void *context, int type)
    int zmq_close(void *socket)
    int zmq_setsockopt(void *socket, int option, const void *value, size_t size)
    int zmq_getsockopt(void *socket, int option, void *value, size_t *size)
    int zmq_bind(void *socket, const char *address)
    int zmq_connect(void *socket, const char *address)
    int zmq_unbind(void *socket, const char *address)
    int zmq_disconnect(void *socket, const char *address)
    int zmq_send(void *socket, const void *data, size_t size, int flags)
    int zmq_recv(void *socket, void *data, size_t size, int flags)
    int zmq_socket_monitor(void *socket, const char *address, int events)

    int zmq_curve_keypair(char *public_key, char *secret_key)
    int zmq_curve_public(char *public_key, char *secret_key)

    enum:
        ZMQ_PAIR
        ZMQ_DEALER
        ZMQ_REP
        ZMQ_ROUTER
        ZMQ_STREAM

        ZMQ_AFFINITY
        ZMQ_ROUTING_ID
        ZMQ_TYPE
        ZMQ_FD
        ZMQ_EVENTS
        ZMQ_LINGER
        ZMQ_RCVMORE
        ZMQ_RCVTIMEO
        ZMQ_LAST_ENDPOINT
        ZMQ_SNDTIMEO

        ZMQ_IO_THREADS
        ZMQ_MAX_SOCKETS

        ZMQ_DONTWAIT
        ZMQ_SNDMORE
        ZMQ_POLLIN
        ZMQ_POLLOUT
        ZMQ_POLLERR
        ZMQ_POLLPRI

        EAGAIN
        EBUSY
        EFAULT
        EHOSTUNREACH
        EINTR
        EINVAL
        ENAMETOOLONG
        ENOENT
        ENOTSOCK
        ENOTSUP
        ETERM
        EFSM


cdef extern from *:
    """
    /* What libzmq offers only when it was built with drafts. */
    #if defined(ZMQ_BUILD_DRAFT_API) && defined(PYZMQ_DRAFT_API)
    #define PYZMQ_HAS_DRAFT 1
    #else
    #define PYZMQ_HAS_DRAFT 0
    static inline int no_draft(const void *object, const void *value) {
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
    """
    bint PYZMQ_HAS_DRAFT
    unsigned int zmq_connect_peer(void *socket, const char *address) nogil
    int zmq_join(void *socket, const char *group) nogil
    int zmq_leave(void *socket, const char *group) nogil
    int zmq_msg_set_routing_id(zmq_msg_t *msg, unsigned int routing_id) nogil
    unsigned int zmq_msg_routing_id(zmq_msg_t *msg) nogil
    int zmq_msg_set_group(zmq_msg_t *msg, const char *group) nogil
    const char *zmq_msg_group(zmq_msg_t *msg) nogil
