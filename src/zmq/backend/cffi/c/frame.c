/* Messages: those that Frames own, and the slots through which bodies pass to Python. */

enum { SLOT_ROOM = 16384, SLOT_SIZES = 1024, SLOT_PARTS = 8 };

/* Where a call leaves what it received: small bodies one after the other in `room`, their sizes in
 * `sizes`; what does not fit stays in `parts`, from which it is taken one by one.
 */
typedef struct slot {
    zmq_msg_t *parts;
    int count, capacity;
    int64_t number; /* the value of an option */
    int more;
    zmq_msg_t few[SLOT_PARTS];
    int32_t sizes[SLOT_SIZES];
    char room[SLOT_ROOM];
} slot;

static slot *core_new_slot(void) {
    slot *place = (slot *)malloc(sizeof *place);
    if (place == NULL) return NULL;
    place->parts = place->few;
    place->count = 0;
    place->capacity = SLOT_PARTS;
    return place;
}

static void core_empty_slot(slot *place) {
    int i;
    for (i = 0; i < place->count; i++) zmq_msg_close(&place->parts[i]);
    place->count = 0;
    if (place->parts != place->few) free(place->parts);
    place->parts = place->few;
    place->capacity = SLOT_PARTS;
}

static void core_free_slot(slot *place) {
    core_empty_slot(place);
    free(place);
}

/* Make room for one message more; messages may be moved as plain bytes. NULL if there is no memory. */
static zmq_msg_t *next_part(slot *place) {
    zmq_msg_t *parts;
    int capacity = 2 * place->capacity;
    if (place->count < place->capacity) return &place->parts[place->count];
    parts = (zmq_msg_t *)malloc((size_t)capacity * sizeof *parts);
    if (parts == NULL) return NULL;
    memcpy(parts, place->parts, (size_t)place->count * sizeof *parts);
    if (place->parts != place->few) free(place->parts);
    place->parts = parts;
    place->capacity = capacity;
    return &place->parts[place->count];
}

static zmq_msg_t *core_part(slot *place, int index) { return &place->parts[index]; }
static char *core_part_data(slot *place, int index) { return (char *)zmq_msg_data(&place->parts[index]); }
static int64_t core_part_size(slot *place, int index) { return (int64_t)zmq_msg_size(&place->parts[index]); }

static zmq_msg_t *core_new_message(void) {
    zmq_msg_t *message = (zmq_msg_t *)malloc(sizeof *message);
    if (message != NULL) zmq_msg_init(message);
    return message;
}

static void core_free_message(zmq_msg_t *message) {
    zmq_msg_close(message);
    free(message);
}

static char *core_data(zmq_msg_t *message) { return (char *)zmq_msg_data(message); }
static int64_t core_size(zmq_msg_t *message) { return (int64_t)zmq_msg_size(message); }
static int core_more(zmq_msg_t *message) { return zmq_msg_more(message); }

static int core_fill(zmq_msg_t *message, const char *data, size_t size) {
    zmq_msg_t filled;
    if (zmq_msg_init_size(&filled, size) == -1) return -errno;
    memcpy(zmq_msg_data(&filled), data, size);
    zmq_msg_move(message, &filled);
    zmq_msg_close(&filled);
    return 0;
}

/* Make a message share another one's body. That changes the source, which counts its copies. */
static int core_copy_message(zmq_msg_t *target, zmq_msg_t *source) {
    int result;
    wait_lock_take(&wait_spare_lock);
    result = zmq_msg_copy(target, source) == -1 ? -errno : 0;
    wait_lock_drop(&wait_spare_lock);
    return result;
}

static void core_move_message(zmq_msg_t *target, zmq_msg_t *source) { zmq_msg_move(target, source); }

static int core_get_property(zmq_msg_t *message, int property) {
    int value = zmq_msg_get(message, property);
    return value == -1 ? -errno : value;
}

static int core_set_property(zmq_msg_t *message, int property, int value) {
    return zmq_msg_set(message, property, value) == -1 ? -errno : 0;
}

static const char *core_metadata(zmq_msg_t *message, const char *name) { return zmq_msg_gets(message, name); }

static unsigned int core_routing_id(zmq_msg_t *message) { return zmq_msg_routing_id(message); }
static const char *core_group(zmq_msg_t *message) { return zmq_msg_group(message); }

static int core_set_routing_id(zmq_msg_t *message, unsigned int routing_id) {
    return zmq_msg_set_routing_id(message, routing_id) == -1 ? -errno : 0;
}

static int core_set_group(zmq_msg_t *message, const char *group) {
    return zmq_msg_set_group(message, group) == -1 ? -errno : 0;
}
