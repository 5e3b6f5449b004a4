"""CPU, memory and GPU that a program and the processes below it use."""

from __future__ import annotations

import os
import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

# Seconds between two questions to nvidia-smi, each of which costs some tenths of a second of CPU.
_gpu_pause = 15.0


class ResourceMeter:
    """What is used between one `read` and the next."""

    def __init__(self) -> None:
        self._last = monotonic()
        self._last_cpu = _usage()[0]
        self._gpu_command = _gpu_command()
        self._gpu_at = 0.0

    def read(self) -> Optional[Dict[str, Any]]:
        """`cpu` in percent of one core and `memory` in bytes, and now and then `gpu`; None if hardly any time passed."""
        now = monotonic()
        passed = now - self._last
        if passed < 0.01:
            return None
        cpu, memory = _usage()
        # A child that nobody waited for takes its time with it.
        used = max(0.0, cpu - self._last_cpu)
        self._last, self._last_cpu = now, cpu
        found: Dict[str, Any] = {"cpu": round(100 * used / passed, 1), "memory": memory}
        if self._gpu_command is not None and now - self._gpu_at >= _gpu_pause:
            self._gpu_at = now
            gpu = _gpu(self._gpu_command)
            if gpu is None:
                # Without a device it will have none later.
                self._gpu_command = None
            else:
                found["gpu"] = gpu
        return found


def _usage() -> Tuple[float, int]:
    """Seconds of CPU until now, and bytes of memory now, of this process and all below it."""
    if not os.path.exists("/proc/self/stat"):
        import resource

        own = resource.getrusage(resource.RUSAGE_SELF)
        below = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Kilobytes but on macOS; the most that there was.
        unit = 1 if sys.platform == "darwin" else 1024
        return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime, own.ru_maxrss * unit
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    ticks = pages = 0
    waiting = [os.getpid()]
    seen = set()
    while waiting:
        pid = waiting.pop()
        if pid in seen:
            continue
        seen.add(pid)
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            # It ended meanwhile.
            continue
        # Its own time, and that of its children which it waited for.
        ticks += sum(map(int, fields[11:15]))
        pages += max(0, int(fields[21]))
        waiting += _children(pid)
    return ticks / tick, pages * page


def _children(pid: int) -> List[int]:
    found: List[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    except OSError:
        pass
    return found


def _gpu_command() -> Optional[List[str]]:
    import shutil

    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    return [program, "--query-gpu=name,utilization.gpu,memory.used", "--format=csv,noheader,nounits"]


def _gpu(command: List[str]) -> Optional[List[Dict[str, Any]]]:
    """Name, use in percent and memory in bytes of each device; None if they cannot be told."""
    import subprocess

    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode != 0:
        return None
    devices = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        name, use, memory = (line.rsplit(",", 2) + ["", ""])[:3]
        device: Dict[str, Any] = {"name": name.strip()}
        # `[N/A]` where a device does not tell.
        if use.strip().isdigit():
            device["use"] = int(use)
        if memory.strip().isdigit():
            device["memory"] = int(memory) * 1024 * 1024
        devices.append(device)
    return devices or None
