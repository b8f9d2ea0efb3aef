# cython: language_level=3
"""The buffer protocol for classes in Python, as Python has it from 3.12 on (PEP 688)."""

from cpython.buffer cimport Py_buffer, PyObject_GetBuffer


cdef class Exporter:
    """Whoever asks for its buffer gets that of what ``__buffer__`` returns."""

    def __getbuffer__(self, Py_buffer *view, int flags):
        PyObject_GetBuffer(self.__buffer__(flags), view, flags)
