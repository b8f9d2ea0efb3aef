"""What all commands have in common: examples in their help, and how they end."""

from __future__ import annotations

import io
import itertools
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import click

from zmq.error import Again, ZMQError

FAILED, TIMED_OUT, INTERRUPTED = 1, 124, 130  # the last two as of timeout(1) and of shells


class TimedOut(click.ClickException):
    """A limit of time that the user has set was reached."""

    exit_code = TIMED_OUT


class Command(click.Command):
    """A command whose exit status and last words tell how it ended."""

    def __init__(self, *args: Any, examples: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.strip().splitlines():
                    formatter.write(f"  {line}\n")

    def invoke(self, ctx: click.Context) -> Any:
        try:
            super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            forget_output()
        except Again:
            raise TimedOut("nothing could be sent or received in time") from None
        except ZMQError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(str(error)) from None


def command(
    name: str, *, examples: str, params: list[click.Parameter] | None = None
) -> Callable[[Callable[..., None]], Command]:
    """Make a command of a function, as ``click.command`` does."""
    return click.command(name, cls=Command, examples=examples, params=params)


def times(count: int | None) -> Iterable[int]:
    """Count to a limit, or for ever."""
    return itertools.count() if count is None else range(count)


def forget_output() -> None:
    """Drop what nobody reads, which would be an error when the interpreter flushes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave_at_once(status: int) -> None:
    """Exit without waiting for what has not been delivered yet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.flush()
    os._exit(status)
