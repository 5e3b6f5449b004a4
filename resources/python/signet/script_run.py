"""The run of a script that was started by hand: a folder in the library's inbox, and what is recorded by itself."""

from __future__ import annotations

import os
import sys
import threading
import weakref

from .capture import command
from .capture.ending import Ending
from .capture.environment import environment, host_name, process_identity
from .capture.git import git_root, git_state
from .library import library_folder, new_ulid
from .notices import warn, warn_of
from .tracked_run import TrackedRun, milliseconds, parameter_values, tag_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Dict, FrozenSet, Iterable, Optional, Sequence

# What can be recorded by itself.
captures = frozenset(["command", "git", "environment", "console", "code", "files", "resources"])
# Where a run's events go, and which process began it: its pid and that place again, because the engine, which sets
# the first for its steps, does not know of the second.
_variables = ("SIGNET_EVENTS", "SIGNET_EVENTS_OWNER")
# Seconds from one look at what the program uses and has loaded to the next: at first often, for short programs.
_pauses = (1.0, 5.0, 15.0)
# Seconds that the end of the program waits for what is gathered beside it; less where it is to end at once.
_patience = 30.0
_short_patience = 2.0


class ScriptRun(TrackedRun):
    """A run that this process began, and ends."""

    def __init__(
        self,
        project: Optional[str],
        name: Optional[str],
        params: Any,
        tags: Iterable[str],
        chosen: FrozenSet[str],
        caller: Optional[FrameType],
    ) -> None:
        library = library_folder()
        self._cwd = _working_folder()
        program = command.program_file()
        self._root = _workspace(self._cwd, program)
        id = new_ulid()
        folder = os.path.join(library, "inbox", id)
        super().__init__(
            id,
            project or os.environ.get("SIGNET_PROJECT") or os.path.basename(self._root) or "scripts",
            name or command.program_name(),
            os.path.join(folder, "events.jsonl"),
        )
        self.process = os.getpid()
        self._chosen = chosen
        self._ending = Ending()
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self._console: Any = None
        self._watcher: Optional[threading.Thread] = None
        self._tasks: "list[Callable[[], None]]" = []
        self._rounds = 0
        self._is_paused = self._is_ending = False
        try:
            os.makedirs(folder)
        except OSError as error:
            warn("events", f"this program cannot be recorded, it goes on: {error}")
        arguments = command.arguments(self.log_params, caller) if "command" in chosen else {}
        tagged = tag_words([tags])
        self._tags.update(tagged)
        self._tell(
            "start",
            version=1,
            project=self.project,
            name=self.name,
            params={**arguments, **parameter_values(params)},
            tags=tagged,
            **({"command": command.command_line()} if "command" in chosen else {}),
            cwd=self._cwd,
            **process_identity(),
            host=host_name(),
            time=milliseconds(None),
        )
        self._before = {name: os.environ.get(name) for name in _variables}
        # For the processes that this one starts.
        os.environ.update(zip(_variables, (self._events.path, f"{self.process}:{self._events.path}")))
        self._ending.watch(self._terminated)
        self._begin_watching(library)
        if "console" in chosen:
            from .capture.console import Console

            self._console = Console(os.path.join(folder, "console.log"))

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        if error is not None:
            self._ending.fail(error)
        self.finish()

    def finish(self, status: Optional[str] = None, error: Optional[str] = None) -> None:
        """Ends the run, as `succeeded`, `failed` or `cancelled`; without a status by what became of the program."""
        self._end(_patience, status, error)

    def _terminated(self) -> None:
        self._end(_short_patience, None, None)

    def _end(self, patience: float, status: Optional[str], error: Optional[str]) -> None:
        # A signal's handler may come here while the same thread is here already, and then does it instead.
        with self._lock:
            if self.is_finished or os.getpid() != self.process:
                return
            for task in (lambda: self._stop_watching(patience), self._stop_console, self._unwatch):
                self._safely(task)
            if self.is_finished:
                return
            ending = self._ending
            found: Dict[str, Any] = {"status": status or ending.status, "time": milliseconds(None)}
            if status in (None, ending.status):
                found.update(exitCode=ending.exit_code, error=ending.error)
            if error is not None:
                found["error"] = error
            self._safely(lambda: self._tell("end", **{key: value for key, value in found.items() if value is not None}))
            self.is_finished = True
            self._events.close()
            ending.leave()

    def _stop_console(self) -> None:
        console, self._console = self._console, None
        if console is not None:
            console.stop()

    def _unwatch(self) -> None:
        self._ending.unwatch()
        command.forget_teller()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    # --- what is gathered beside the program

    def _begin_watching(self, library: str) -> None:
        self._tasks = self._made_tasks(library)
        if self._tasks or self._chosen & {"git", "environment"}:
            self._resume_watching([self._tell_surroundings])
            _pause_in_forks(self)

    def _resume_watching(self, first: "Sequence[Callable[[], None]]" = ()) -> None:
        self._is_paused = False
        self._stopped.clear()
        self._watcher = threading.Thread(target=self._watch, args=(first,), name="signet", daemon=True)
        self._watcher.start()

    def pause_watching(self) -> None:
        """Ends the thread before the program forks: a fork of several threads may leave locks held, and warns of it.

        It begins anew with the next thing that is logged.
        """
        watcher = self._watcher
        if watcher is not None and os.getpid() == self.process and not self.is_finished:
            self._stopped.set()
            watcher.join(_patience)
            self._watcher = None
            self._is_paused = True

    def _append(self, line: bytes) -> None:
        if self._is_paused and os.getpid() == self.process:
            # Not at the very end of the interpreter.
            self._safely(self._resume_watching)
        super()._append(line)

    def _made_tasks(self, library: str) -> "list[Callable[[], None]]":
        from .capture.files import LoadedCode, OpenedFiles, OwnFiles

        own = OwnFiles(self._root, [library])
        tasks: "list[Callable[[], None]]" = []
        if "code" in self._chosen:
            code = LoadedCode(own)
            tasks.append(lambda: self._tell_code(code))
            # As it is now: the program may be edited while it runs.
            self._safely(tasks[-1])
        if "files" in self._chosen:
            opened = OpenedFiles(own)
            tasks.append(lambda: self._tell_opened(opened))
        if "resources" in self._chosen:
            from .capture.resources import ResourceMeter

            meter = ResourceMeter()
            tasks.append(lambda: self._tell_resources(meter))
        return tasks

    def _watch(self, first: "Sequence[Callable[[], None]]") -> None:
        for task in first:
            self._safely(task)
        while not self._stopped.wait(_pauses[min(self._rounds // 10, len(_pauses) - 1)]):
            self._rounds += 1
            for task in self._tasks:
                self._safely(task)
            self._events.flush()

    def _stop_watching(self, patience: float) -> None:
        self._is_ending = True
        self._is_paused = False
        self._stopped.set()
        if self._watcher is not None:
            self._watcher.join(patience)
        # Once more, so that nothing is missing of a short program.
        for task in self._tasks:
            self._safely(task)

    def _safely(self, task: Callable[[], None]) -> None:
        try:
            if not self.is_finished:
                task()
        except Exception as error:
            warn_of(error, "recording what the program is and does")

    def _tell_surroundings(self) -> None:
        if "git" in self._chosen:
            root = git_root(self._root)
            state = git_state(root) if root is not None else None
            if state is not None:
                self._tell("git", **state)
        if "environment" in self._chosen:
            self._tell("environment", **environment())

    def _tell_code(self, code: Any) -> None:
        for path, text in code.new():
            self._tell("code", path=self._from_cwd(path), text=text)

    def _tell_opened(self, opened: Any) -> None:
        for path in opened.new_inputs():
            self._tell("input", name=os.path.relpath(path, self._root), path=path)
        if self._is_ending:
            opened.stop()
            for path in opened.outputs():
                self._tell("output", name=os.path.relpath(path, self._root), path=path)
            if opened.left_out:
                self._tell("property", key="files.left_out", value=opened.left_out)

    def _tell_resources(self, meter: Any) -> None:
        used = meter.read()
        if used is not None:
            self._tell("resources", time=milliseconds(None), **used)

    def _from_cwd(self, path: str) -> str:
        return os.path.relpath(path, os.path.realpath(self._cwd)).replace(os.sep, "/")


_watched: "weakref.WeakSet[ScriptRun]" = weakref.WeakSet()
_pauses_in_forks = False


def _pause_in_forks(run: ScriptRun) -> None:
    global _pauses_in_forks
    _watched.add(run)
    if not _pauses_in_forks and hasattr(os, "register_at_fork"):
        _pauses_in_forks = True
        os.register_at_fork(before=_pause_all)


def _pause_all() -> None:
    for one in list(_watched):
        one.pause_watching()


def owner_of_events() -> Optional[int]:
    """The pid of the script whose run the variable SIGNET_EVENTS names; None for a step's, or if there is none."""
    events = os.environ.get("SIGNET_EVENTS")
    pid, _colon, path = os.environ.get("SIGNET_EVENTS_OWNER", "").partition(":")
    return int(pid) if events and path == events and pid.isdigit() else None


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        # It was removed.
        return os.path.abspath(os.sep)


def _workspace(cwd: str, program: Optional[str]) -> str:
    """The folder whose files are the user's: the checkout that holds the program, else where it was started or lies."""
    folder = os.path.dirname(program) if program is not None else cwd
    root = git_root(folder)
    if root is not None:
        return root
    inside = os.path.join(os.path.realpath(cwd), "")
    is_below = os.path.join(os.path.realpath(folder), "").startswith(inside) and cwd not in ("/", os.path.expanduser("~"))
    return cwd if is_below else folder
