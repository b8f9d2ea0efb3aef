"""What ``zmq bench`` is made of; ``command`` has the command."""
