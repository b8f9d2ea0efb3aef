"""Errors: their hierarchy, number and text, and which class a failing call raises."""

from __future__ import annotations

import copy
import errno
import pickle
from typing import Any

import pytest

import zmq
import zmq.error

EINTR = errno.EINTR


def test_hierarchy() -> None:
    for refined in (zmq.Again, zmq.ContextTerminated, zmq.error.InterruptedSystemCall):
        assert issubclass(refined, zmq.ZMQError)
    for kind in (zmq.ZMQError, zmq.ZMQBindError, zmq.NotDone):
        assert issubclass(kind, zmq.ZMQBaseError)
    assert not issubclass(zmq.ZMQError, OSError)
    assert issubclass(zmq.ZMQVersionError, NotImplementedError)
    assert not issubclass(zmq.ZMQVersionError, zmq.ZMQBaseError)
    assert issubclass(zmq.error.DraftFDWarning, RuntimeWarning)


def test_interruption_is_also_pythons_own() -> None:
    with pytest.raises(InterruptedError) as caught:
        raise zmq.error.InterruptedSystemCall
    assert isinstance(caught.value, OSError)
    assert caught.value.errno == EINTR
    assert caught.value.strerror == zmq.strerror(EINTR)


def test_exported_names() -> None:
    assert set(zmq.error.__all__) == {
        "Again",
        "ContextTerminated",
        "DraftFDWarning",
        "InterruptedSystemCall",
        "NotDone",
        "ZMQBaseError",
        "ZMQBindError",
        "ZMQError",
        "ZMQVersionError",
    }
    for name in zmq.error.__all__:
        assert getattr(zmq, name) is getattr(zmq.error, name)


@pytest.mark.parametrize("number", [zmq.EINVAL, zmq.ETERM, zmq.EFSM, 5, 0, -1, 99999])
def test_error_of_a_number(number: int) -> None:
    error = zmq.ZMQError(number)
    assert error.errno == number
    assert error.strerror == str(error) == zmq.strerror(number)
    assert repr(error) == f"ZMQError('{zmq.strerror(number)}')"
    assert error.args == (number,)


def test_libzmq_has_words_for_its_own_numbers() -> None:
    assert str(zmq.ZMQError(zmq.ETERM)) == "Context was terminated"
    assert str(zmq.ContextTerminated()) == "Context was terminated"


def test_a_message_replaces_the_text() -> None:
    error = zmq.ZMQError(zmq.EINVAL, "no such thing")
    assert error.errno == zmq.EINVAL
    assert error.strerror == str(error) == "no such thing"
    assert error.args == (zmq.EINVAL, "no such thing")
    assert repr(error) == "ZMQError('no such thing')"
    assert str(zmq.ZMQError(zmq.EINVAL, "")) == ""


def test_an_error_may_be_only_a_text() -> None:
    error = zmq.ZMQError("no number")
    assert error.errno is None
    assert error.strerror == str(error) == "no number"


def test_a_constant_stays_a_constant() -> None:
    assert zmq.ZMQError(zmq.EINVAL).errno is zmq.EINVAL
    assert zmq.ZMQError(errno=zmq.EINVAL).errno is zmq.EINVAL


def test_without_number_it_is_the_last_one_of_the_library() -> None:
    assert zmq.ZMQError().errno == zmq.zmq_errno()
    assert zmq.ZMQError(msg="text").errno == zmq.zmq_errno()


def test_the_text_can_be_assigned() -> None:
    error = zmq.ZMQError(zmq.EINVAL)
    error.strerror = "other words"
    assert str(error) == "other words"
    assert "other words" in repr(error)
    error.strerror += ", more"
    assert str(error) == "other words, more"


def test_direct_construction_never_picks_a_subclass() -> None:
    assert type(zmq.ZMQError(zmq.EAGAIN)) is zmq.ZMQError


def test_classes_of_one_number_ignore_arguments() -> None:
    for kind, number in ((zmq.Again, zmq.EAGAIN), (zmq.ContextTerminated, zmq.ETERM)):
        for error in (kind(), kind(3, "ignored"), kind(errno=3, msg="ignored")):
            assert error.errno is number
            assert str(error) == zmq.strerror(number)


def test_errors_without_number() -> None:
    for kind in (zmq.ZMQBindError, zmq.NotDone):
        error = kind("text")
        assert str(error) == "text"
        assert not hasattr(error, "errno")


ERRORS = [
    zmq.ZMQError(zmq.EINVAL),
    zmq.ZMQError(zmq.EINVAL, "text"),
    zmq.ZMQError("only text"),
    zmq.ZMQError(errno=zmq.EFSM, msg="by keyword"),
    zmq.ZMQError(),
    zmq.Again(),
    zmq.Again(1, "ignored"),
    zmq.ContextTerminated(),
    zmq.error.InterruptedSystemCall(),
    zmq.ZMQBindError("no port"),
    zmq.NotDone(),
    zmq.ZMQVersionError("99.0", "the feature"),
    zmq.error.DraftFDWarning(),
    zmq.error.DraftFDWarning("text"),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda e: loads(dumps(e))])
def test_errors_survive_copying_and_pickling(error: Exception, duplicate: Any) -> None:
    double = duplicate(error)
    assert type(double) is type(error)
    assert str(double) == str(error)
    assert double.args == error.args
    assert getattr(double, "errno", None) == getattr(error, "errno", None)


def dumps(error: Exception) -> bytes:
    return pickle.dumps(error)


def loads(data: bytes) -> Any:
    return pickle.loads(data)


def test_an_assigned_text_survives_pickling() -> None:
    error = zmq.Again()
    error.strerror += " (late)"
    assert str(loads(dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (zmq.EAGAIN, zmq.Again),
        (zmq.ETERM, zmq.ContextTerminated),
        (EINTR, zmq.error.InterruptedSystemCall),
        (zmq.EINVAL, zmq.ZMQError),
        (99999, zmq.ZMQError),
    ],
)
def test_a_failed_call_raises_the_class_for_its_number(
    number: int, kind: type[zmq.ZMQError]
) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.error._check_rc(-1, int(number))
    assert type(caught.value) is kind
    assert caught.value.errno == number


def test_only_minus_one_is_a_failure() -> None:
    for rc in (0, 1, -2, True):
        zmq.error._check_rc(rc, zmq.EINVAL)


def test_a_failure_without_number() -> None:
    zmq.error._check_rc(-1, 0, error_without_errno=False)
    with pytest.raises(zmq.ZMQError):
        zmq.error._check_rc(-1, 0)


def test_calls_of_a_socket_raise_these_classes(context: zmq.Context[Any]) -> None:
    socket = context.socket(zmq.PULL)
    with pytest.raises(zmq.Again) as again:
        socket.recv(zmq.DONTWAIT)
    assert again.value.errno is zmq.EAGAIN
    with pytest.raises(zmq.ZMQError) as unknown:
        socket.get(9999)
    assert type(unknown.value) is zmq.ZMQError
    assert unknown.value.errno == zmq.EINVAL
    assert unknown.value.args == (zmq.EINVAL,)


def test_old_enough_versions_pass() -> None:
    zmq.error._check_version((4,))
    zmq.error._check_version((4, 1), "x")
    zmq.error._check_version(zmq.zmq_version_info())


def test_a_newer_version_is_missed_by_name() -> None:
    with pytest.raises(zmq.ZMQVersionError) as caught:
        zmq.error._check_version((99, 1), "time travel")
    error = caught.value
    assert (error.msg, error.min_version, error.version) == (
        "time travel",
        "99.1",
        zmq.zmq_version(),
    )
    assert str(error) == f"time travel requires libzmq >= 99.1, have {zmq.zmq_version()}"
    assert repr(error) == f"ZMQVersionError('{error}')"


def test_the_feature_need_not_be_named() -> None:
    with pytest.raises(zmq.ZMQVersionError, match=r"^Feature requires"):
        zmq.error._check_version((99,))


def test_the_warning_has_words_of_its_own() -> None:
    assert str(zmq.error.DraftFDWarning())
    assert str(zmq.error.DraftFDWarning("mine")) == "mine"
