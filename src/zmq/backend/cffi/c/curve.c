/* Keys, made one at a time, and not while a fork is under way (wait.h). */

static int core_new_keys(char *public_key, char *secret_key) {
    int result;
    wait_lock_take(&wait_random_lock);
    result = zmq_curve_keypair(public_key, secret_key) == -1 ? -zmq_errno() : 0;
    wait_lock_drop(&wait_random_lock);
    return result;
}

static int core_public_key(char *public_key, const char *secret_key) {
    int result;
    wait_lock_take(&wait_random_lock);
    result = zmq_curve_public(public_key, secret_key) == -1 ? -zmq_errno() : 0;
    wait_lock_drop(&wait_random_lock);
    return result;
}
