"""Which of the processes that a Python program starts are not observed: all but Python that loads this hook too."""

import os
import sys


def child_notes(hook_folder, tell_child):
    """Answers `note_child(words, environment)` and `note_shell(command, environment)`.

    They call `tell_child` with the name of a program that is not observed. An environment of None is inherited.
    """
    path_of, split, join, separator = os.path, os.path.split, os.path.join, os.sep
    decode_path, os_open, os_close = os.fsdecode, os.open, os.close

    def is_observed_python(words, environment):
        """Whether a command is Python that will load this file too."""
        name = split(words[0])[1]
        version = name[6:].rstrip("t").replace(".", "")
        if name.startswith("python") and (version == "" or version.isdigit()) or words[0] == sys.executable:
            if is_isolated(words[1:]):
                return False
        elif not is_python_script(words[0]):
            return False
        environment = os.environ if environment is None else environment
        names = dict([(decode_path(key), decode_path(value)) for key, value in environment.items()])
        return "SIGNET_CONTEXT" in names and hook_folder in names.get("PYTHONPATH", "").split(os.pathsep)

    def is_isolated(words):
        """Whether one of Python's options (-I, -E, -S) keeps it from loading this file."""
        rest = iter(words)
        for word in rest:
            if word[:1] != "-" or word in ("-", "--"):
                return False
            for at, letter in enumerate(word if word[:2] != "--" else ""):
                if letter in "IES":
                    return True
                if letter in "cm":
                    return False
                if letter in "WX":
                    if at == len(word) - 1:
                        next(rest, None)
                    break
        return False

    def is_python_script(program):
        folders = os.environ.get("PATH", "").split(os.pathsep) if separator not in program else [""]
        for folder in folders:
            path = join(folder, program)
            if path_of.isfile(path) and os.access(path, os.X_OK):
                descriptor = os_open(path, os.O_RDONLY)
                try:
                    first = os.read(descriptor, 256).split(b"\n")[0]
                finally:
                    os_close(descriptor)
                return first.startswith(b"#!") and b"python" in first
        return False

    def note_child(words, environment):
        words = [decode_path(word) for word in words]
        name = split(words[0])[1] if words else ""
        if name in ("sh", "bash", "dash", "zsh") and words[1:2] == ["-c"] and len(words) == 3:
            return note_shell(words[2], environment)
        if words and not is_observed_python(words, environment):
            tell_child(words[0])

    def note_shell(command, environment):
        command = decode_path(command)
        simple = command.strip() and not any([letter in command for letter in "|&;<>()$`\\\"'*?[]#~=%!{}\n"])
        note_child(command.split() if simple else ["sh"], environment)

    return note_child, note_shell
