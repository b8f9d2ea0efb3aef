"""Logging through sockets: ``zmq.log.handlers`` publishes, ``python -m zmq.log`` watches."""
