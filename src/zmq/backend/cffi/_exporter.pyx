# cython: language_level=3
"""The buffer protocol of CPython for a class that is written in Python."""

from cpython.buffer cimport (
    PyBUF_SIMPLE,
    Py_buffer,
    PyBuffer_FillInfo,
    PyBuffer_Release,
    PyObject_GetBuffer,
)


cdef class Exporter:
    """Its buffer is that of what ``_body`` returns, in memory that lives as long as the object."""

    def __getbuffer__(self, Py_buffer *view, int flags):
        cdef Py_buffer body
        PyObject_GetBuffer(self._body(), &body, PyBUF_SIMPLE)
        try:
            PyBuffer_FillInfo(view, self, body.buf, body.len, 0, flags)
        finally:
            PyBuffer_Release(&body)
