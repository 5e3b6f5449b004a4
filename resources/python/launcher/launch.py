"""Starts the processes that Signet names, a line of JSON for each message: see src-main/node/host/launcher.ts.

Starting one from Signet itself copies the tables of all the memory that it has; `posix_spawn` copies nothing, and this
process is small. It ends with Signet; what it started goes on. Python 3.8 or newer, and its standard library alone.
"""

import errno
import json
import os
import select
import signal
import stat
import sys
from collections import deque

DEFAULT_SIGNALS = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})


def start(argv, cwd, env, log):
    """Starts a process in a session of its own, its console the file `log`; answers its pid."""
    os.chdir(cwd)
    try:
        return os.posix_spawn(
            argv[0],
            argv,
            env,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=DEFAULT_SIGNALS,
        )
    finally:
        # It keeps no folder in use.
        os.chdir("/")


def started_at(pid):
    """When the kernel says that a process was started, by its own count; None: it has ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            text = file.read()
    except OSError:
        return None
    fields = text[text.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else fields[19].decode()


def remove(path):
    """Removes a file or a folder with all that is in it, if it is there."""
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            with os.scandir(path) as entries:
                for entry in entries:
                    remove(entry.path)
            os.rmdir(path)
        else:
            os.unlink(path)
    except FileNotFoundError:
        pass


def reply(**message):
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(1, data) :]


def refuse(id, error):
    reply(id=id, **{"is": "refused"}, message=error.strerror or str(error), code=errno.errorcode.get(error.errno))


class Launcher:
    def __init__(self):
        # Variables of the last process that was started: each request tells what is different from them.
        self.env = {}
        self.running = {}
        self.drops = deque()

    def hear(self, request):
        id = request["id"]
        if "drop" in request:
            self.drops.append((id, deque(request["drop"])))
            return
        asked = request["start"]
        for name, value in asked["env"].items():
            if value is None:
                del self.env[name]
            else:
                self.env[name] = value
        try:
            pid = start(asked["argv"], asked["cwd"], self.env, asked["log"])
        except OSError as error:
            refuse(id, error)
            return
        self.running[pid] = id
        reply(id=id, **{"is": "started"}, pid=pid, start=started_at(pid))

    def drop_one(self):
        """Removes one of the paths that are to go, so that whatever is to be started does not wait for all of them."""
        id, paths = self.drops[0]
        try:
            if paths:
                remove(paths.popleft())
                return
        except OSError as error:
            refuse(id, error)
        else:
            reply(id=id, **{"is": "dropped"})
        self.drops.popleft()

    def reap(self):
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            id = self.running.pop(pid, None)
            if id is None:
                continue
            killed = os.WIFSIGNALED(status)
            end = {
                "code": None if killed else os.WEXITSTATUS(status),
                "signal": signal_name(os.WTERMSIG(status)) if killed else None,
            }
            reply(id=id, **{"is": "ended"}, end=end)


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def main():
    # Where the system has no such way to start one, this fails, and Signet goes on without a launcher.
    os.waitpid(start(["/bin/sh", "-c", ":"], "/", {}, os.devnull), 0)
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    launcher = Launcher()
    # Ready.
    os.write(1, b"\n")
    rest = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [], 0 if launcher.drops else None)
        if woken in ready:
            os.read(woken, 4096)
            launcher.reap()
        if 0 in ready:
            data = os.read(0, 1 << 16)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                launcher.hear(json.loads(line))
        if launcher.drops:
            launcher.drop_one()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Signet is gone.
        sys.exit(0)
