"""How the program ends: by itself, by an exception, by `sys.exit`, by a signal."""

from __future__ import annotations

import os
import signal
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional

_longest_error = 100_000


class Ending:
    """What is known of how the program ends. Watches from `watch` to `unwatch`; `terminate` is called on SIGTERM."""

    def __init__(self) -> None:
        self.status = "succeeded"
        self.exit_code: Optional[int] = None
        self.error: Optional[str] = None
        # Whether Ctrl C ends the program, and not just a block of it.
        self.is_interrupted = False
        self._undo: "list[Callable[[], None]]" = []

    def fail(self, error: BaseException) -> None:
        """The program, or the block that is recorded, is left by this exception."""
        if isinstance(error, SystemExit):
            self.exit(error.code)
        elif isinstance(error, KeyboardInterrupt):
            self.status, self.exit_code, self.error = "cancelled", 130, "Interrupted (Ctrl C)"
        else:
            self.status, self.exit_code, self.error = "failed", 1, traceback_text(error)

    def exit(self, code: Any) -> None:
        """The program ends itself with what `sys.exit` was given: a number, None, or a message."""
        self.exit_code = code if isinstance(code, int) else 0 if code is None else 1
        if self.exit_code == 0:
            self.status, self.error = "succeeded", None
        elif self.exit_code in (128 + signal.SIGINT, 128 + signal.SIGTERM):
            self.status, self.error = "cancelled", None
        else:
            self.status = "failed"
            self.error = str(code) if not isinstance(code, int) else f"Exit code {self.exit_code}"

    def leave(self) -> None:
        """To be called last: has an interrupted program end by SIGINT, as Python has it, so that shells stop too."""
        if self.is_interrupted:
            # The interpreter forgets it when any text is run as code meanwhile, as imports of ours may have done.
            try:
                exec("raise KeyboardInterrupt")
            except KeyboardInterrupt:
                pass

    def watch(self, terminate: Callable[[], None]) -> None:
        process = os.getpid()
        self._watch_exceptions(process)
        self._watch_exit(process)
        self._watch_terminate(process, terminate)

    def unwatch(self) -> None:
        """Puts back what others have not replaced meanwhile."""
        for undo in reversed(self._undo):
            undo()
        self._undo = []

    def _watch_exceptions(self, process: int) -> None:
        before, before_in_thread = sys.excepthook, threading.excepthook

        def excepthook(kind: Any, error: Any, trace: Any) -> None:
            if os.getpid() == process:
                self.fail(error)
                self.is_interrupted = isinstance(error, KeyboardInterrupt)
            before(kind, error, trace)

        def thread_excepthook(args: Any) -> None:
            # `SystemExit` ends a thread silently.
            if os.getpid() == process and args.exc_value is not None and args.exc_type is not SystemExit:
                name = args.thread.name if args.thread is not None else "unknown"
                self.status, self.error = "failed", f"In thread {name}:\n{traceback_text(args.exc_value)}"
            before_in_thread(args)

        sys.excepthook, threading.excepthook = excepthook, thread_excepthook

        def undo() -> None:
            if sys.excepthook is excepthook:
                sys.excepthook = before
            if threading.excepthook is thread_excepthook:
                threading.excepthook = before_in_thread

        self._undo.append(undo)

    def _watch_exit(self, process: int) -> None:
        """Learns the exit code, which the interpreter keeps to itself: it asks the exception for its `code`."""
        before, ending = sys.exit, self

        class Exit(SystemExit):
            @property
            def code(self) -> Any:  # type: ignore[override]
                given = SystemExit.code.__get__(self)  # type: ignore[union-attr]
                try:
                    sys._getframe(1)
                except ValueError:
                    # Nobody in Python asks: the interpreter does, at the very end.
                    if os.getpid() == process:
                        ending.exit(given)
                return given

            @code.setter
            def code(self, value: Any) -> None:
                SystemExit.code.__set__(self, value)  # type: ignore[union-attr]

            def __reduce__(self) -> Any:
                return SystemExit, self.args

        Exit.__name__ = Exit.__qualname__ = "SystemExit"
        Exit.__module__ = "builtins"

        def exit(status: Any = None) -> None:
            raise Exit(status) if status is not None else Exit()

        exit.__doc__ = before.__doc__
        sys.exit = exit  # type: ignore[assignment]

        def undo() -> None:
            if sys.exit is exit:
                sys.exit = before

        self._undo.append(undo)

    def _watch_terminate(self, process: int, terminate: Callable[[], None]) -> None:
        """On SIGTERM, where the program leaves it to the system, records the end first and then ends as the system does."""
        if threading.current_thread() is not threading.main_thread() or os.name != "posix":
            return
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
            return

        def handle(number: int, _frame: Any) -> None:
            signal.signal(number, signal.SIG_DFL)
            if os.getpid() == process:
                self.status, self.exit_code, self.error = "cancelled", 128 + number, "Terminated (SIGTERM)"
                terminate()
            os.kill(os.getpid(), number)

        def undo() -> None:
            if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is handle:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)

        handle.is_signets = True  # type: ignore[attr-defined]
        signal.signal(signal.SIGTERM, handle)
        self._undo.append(undo)
        _leave_to_children()


_forking = threading.local()
_is_left_to_children = False


def _leave_to_children() -> None:
    """Has a child that is forked ended by SIGTERM at once, as if there was no handler.

    The signal waits meanwhile: one that came to the handler of a child that is just being made would be forgotten.
    """
    global _is_left_to_children
    if _is_left_to_children:
        return
    _is_left_to_children = True

    def is_ours() -> bool:
        return hasattr(signal.getsignal(signal.SIGTERM), "is_signets")

    def before() -> None:
        if is_ours():
            _forking.mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])

    def after() -> None:
        mask, _forking.mask = getattr(_forking, "mask", None), None
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def after_in_child() -> None:
        if is_ours():
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        after()

    os.register_at_fork(before=before, after_in_parent=after, after_in_child=after_in_child)


def traceback_text(error: BaseException) -> str:
    """As Python prints it; of a very long one the end."""
    import traceback

    text = "".join(traceback.format_exception(type(error), error, error.__traceback__)).rstrip("\n")
    return text if len(text) <= _longest_error else "…" + text[-_longest_error:]
