"""The state of the git checkout that a folder is in."""

from __future__ import annotations

import os

from ..secret_names import secret_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional

# Characters of a diff that are kept.
_longest_diff = 1_000_000
# Seconds that a command may take: a large checkout on a slow disk.
_patience = 30


def git_root(folder: str) -> Optional[str]:
    """The checkout that holds a folder, without starting git; None if there is none."""
    folder = os.path.realpath(folder)
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def git_state(root: str) -> Optional[Dict[str, Any]]:
    """`commit`, `branch`, whether it is `dirty`, and the `diff` of what is not committed; None where there is no commit.

    Of files that may hold secrets the diff says nothing; a long one is cut off.
    """
    head = _git(root, ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"])
    lines = (head or "").splitlines()
    if len(lines) < 2 or len(lines[0]) not in (40, 64):
        return None
    changed = _git(root, ["status", "--porcelain", "--untracked-files=no"])
    left_out = [f":(exclude,top,icase,glob)**/{pattern}" for pattern in secret_files]
    diff = None
    if changed:
        options = ["--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"]
        diff = _git(root, ["diff", "HEAD", *options, "--", ":/", *left_out])
    if diff and len(diff) > _longest_diff:
        diff = diff[:_longest_diff] + f"\n… {len(diff) - _longest_diff} more characters are left out\n"
    state: Dict[str, Any] = {
        "commit": lines[0],
        "branch": None if lines[1] == "HEAD" else lines[1],
        "dirty": bool(changed),
    }
    return {**state, "diff": diff} if diff else state


def _git(root: str, words: List[str]) -> Optional[str]:
    """What a git command prints; None if it fails. It runs no program that the checkout names, and takes no lock."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false", *words],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_patience,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
