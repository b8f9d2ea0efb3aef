/* Messages that were received and put back, because who waited for them had gone meanwhile. */

/* Receive the first part that was put back. */
static int take_returned(socket_core *core, zmq_msg_t *message) {
    returned_part *part = core->returned;
    core->returned = part->next;
    zmq_msg_move(message, &part->message);
    free(part);
    core->received_again = 1;
    core->received_again_more = zmq_msg_more(message);
    return (int)zmq_msg_size(message);
}

static void drop_chain(returned_part *chain) {
    returned_part *part;
    while (chain != NULL) {
        part = chain;
        chain = part->next;
        zmq_msg_close(&part->message);
        free(part);
    }
}

/* What was put back while a proxy had the socket comes before what the proxy left. */
static void return_set_aside(socket_core *core) {
    returned_part **end = &core->set_aside;
    while (*end != NULL) end = &(*end)->next;
    *end = core->returned;
    core->returned = core->set_aside;
    core->set_aside = NULL;
}

/* Put a part in front of all others; return 0 if there is no memory for it. */
static int return_part(socket_core *core, zmq_msg_t *message) {
    returned_part *part = (returned_part *)calloc(1, sizeof *part);
    if (part == NULL) return 0;
    zmq_msg_init(&part->message);
    zmq_msg_move(&part->message, message);
    part->next = core->returned;
    core->returned = part;
    return 1;
}

static void drop_returned(socket_core *core) {
    return_set_aside(core);
    drop_chain(core->returned);
    core->returned = NULL;
}

static returned_part *make_chain(zmq_msg_t **parts, int count, int64_t order) {
    returned_part *chain = NULL, **end = &chain;
    int i, failed = 0;
    for (i = 0; i < count && !failed; i++) {
        *end = (returned_part *)calloc(1, sizeof **end);
        failed = *end == NULL;
        if (failed) break;
        zmq_msg_init(&(*end)->message);
        (*end)->order = order;
        failed = core_copy_message(&(*end)->message, parts[i]) != 0;
        end = &(*end)->next;
    }
    if (!failed) return chain;
    drop_chain(chain);
    return NULL;
}

/* Put parts back and wake those who wait to receive; they are woken even if there are no parts. */
static int core_put_back(socket_core *core, zmq_msg_t **parts, int count, int64_t order) {
    returned_part **place, *last, *chain = make_chain(parts, count, order);
    if (chain == NULL && count) return -ENOMEM;
    if (core->generation != wait_generation) {
        drop_chain(chain);
        return 0;
    }
    wait_lock_take(&core->lock);
    if (core->state == CLOSED) {
        wait_lock_drop(&core->lock);
        drop_chain(chain);
        return 0;
    }
    place = core->state == FORWARDING ? &core->set_aside : &core->returned;
    while (*place != NULL && (*place)->order < order) place = &(*place)->next;
    for (last = chain; last != NULL && last->next != NULL; last = last->next) {
    }
    if (last != NULL) {
        last->next = *place;
        *place = chain;
    }
    core->touched++;
    wake(core, ZMQ_POLLIN);
    wait_lock_drop(&core->lock);
    return 0;
}
