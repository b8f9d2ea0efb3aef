/* Descriptors that are libzmq's, looked at without changing anything. */

/* An end of a TCP connection as an endpoint, "" for another kind; -1 for no connection. */
static int core_endpoint_of(int64_t fd, int remote, char *text, int room) {
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    char host[80], port[8];
    int is_v6, result;
    memset(&name, 0, sizeof name);
    result = remote ? getpeername((wait_fd)fd, (struct sockaddr *)&name, &size)
                    : getsockname((wait_fd)fd, (struct sockaddr *)&name, &size);
    text[0] = 0;
    if (result) return -1;
    is_v6 = name.ss_family == AF_INET6;
    if (!is_v6 && name.ss_family != AF_INET) return 0;
    if (getnameinfo((struct sockaddr *)&name, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV))
        return -1;
    host[strcspn(host, "%")] = 0; /* without the scope, as Python shows it */
    snprintf(text, (size_t)room, is_v6 ? "tcp://[%s]:%s" : "tcp://%s:%s", host, port);
    return 0;
}
