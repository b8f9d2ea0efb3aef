"""Small tools beside the sockets."""
