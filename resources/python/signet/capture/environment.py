"""What the program runs in: interpreter, packages, machine, chosen variables; and which process it is."""

from __future__ import annotations

import os
import sys

from ..secret_names import is_secret_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional

# Variables that change what programs of this kind compute, by name or by how they begin.
_variables = (
    "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "CUBLAS_WORKSPACE_CONFIG", "HIP_VISIBLE_DEVICES", "OMP_NUM_THREADS",
    "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "PYTHONHASHSEED", "PYTHONPATH",
    "PYTHONOPTIMIZE", "VIRTUAL_ENV", "CONDA_DEFAULT_ENV", "RANK", "LOCAL_RANK", "WORLD_SIZE", "LANG", "LC_ALL", "TZ",
)  # fmt: skip
# Not all that begins with TF: Terraform's variables do.
_prefixes = ("SLURM_JOB_", "TF_CPP_", "TF_DETERMINISTIC_", "TF_ENABLE_", "TF_FORCE_", "TF_XLA_", "XLA_", "JAX_", "PYTORCH_", "NCCL_")


def host_name() -> str:
    import socket

    return socket.gethostname()


def process_identity() -> Dict[str, Any]:
    """`pid`, and where Linux tells it `processStart` (ticks since boot) and `boot`, so that a reused pid is known."""
    identity: Dict[str, Any] = {"pid": os.getpid()}
    try:
        with open("/proc/self/stat", "rb") as file:
            # The name in brackets may hold spaces and brackets itself.
            identity["processStart"] = file.read().rpartition(b")")[2].split()[19].decode("ascii")
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            identity["boot"] = file.read().strip()
    except OSError:
        pass
    return identity


def environment() -> Dict[str, Any]:
    import platform

    return {
        "os": f"{sys.platform} {platform.release()}",
        "host": host_name(),
        "user": _user(),
        "python": platform.python_version(),
        "hardware": _hardware(),
        "packages": _packages(),
        "variables": {
            name: os.environ[name]
            for name in sorted(os.environ)
            if (name in _variables or name.startswith(_prefixes)) and not is_secret_variable(name)
        },
    }


def _hardware() -> Optional[str]:
    """Processors and memory in words, as the app writes them for steps; None where the system tells neither."""
    import platform

    model = platform.processor() or platform.machine() or "processors"
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    text = f"{os.cpu_count() or 1} × {model}"
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return text
    return f"{text}, {round(memory / 1e9)} GB of memory"


def _user() -> Optional[str]:
    import getpass

    try:
        return getpass.getuser()
    except Exception:
        # No such user in the system's list, as in containers.
        return str(os.getuid()) if hasattr(os, "getuid") else None


def _packages() -> Dict[str, str]:
    """Versions of the installed packages; of one that is there twice the one that Python finds."""
    from importlib import metadata

    found: Dict[str, str] = {}
    for one in metadata.distributions():
        try:
            # Metadata may be damaged, or have vanished meanwhile.
            name, version = one.metadata["Name"], one.version
        except Exception:
            continue
        if name and version:
            found.setdefault(name, version)
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))
