"""Attributes of sockets: how they are looked up, and options among them."""


cdef class OptionAttribute:
    """An option of sockets or contexts as an attribute of their class."""
    cdef int _option
    cdef str _name
    cdef object _summary

    def __init__(self, int option, str name, summary):
        self._option = option
        self._name = name
        self._summary = summary

    @property
    def __doc__(self):
        return self._summary

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance._read_option(self._name, self._option)

    def __set__(self, instance, value):
        instance.set(self._option, value)

    def __delete__(self, instance):
        raise AttributeError(f"an option cannot be deleted: {self._name}")


def set_plainly(frozenset names):
    """Decorate a ``__setattr__`` so that these names, which are set as usual, pass it by."""
    def decorate(otherwise):
        @cython.binding(True)  # a method of the class that it stands in
        def __setattr__(self, name, value):
            if name in names:
                PyObject_GenericSetAttr(self, name, value)
            else:
                otherwise(self, name, value)
        return __setattr__
    return decorate


def plain_lookup(cls: type) -> type:
    """Let a class look its attributes up without ``__getattr__``, which its subclasses still use.

    Python's hook for ``__getattr__`` makes every call of a method some 40 ns slower, a third of what
    sending costs. Reading an option in an unusual letter case is all that the class itself loses.
    """
    (<PyTypeObject *>cls).tp_getattro = PyObject_GenericGetAttr
    PyType_Modified(<PyTypeObject *>cls)
    return cls
