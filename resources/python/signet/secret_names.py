"""What is never recorded: values whose name says that they are secret, files that hold such."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Sequence

hidden = "(hidden)"
_variable = re.compile("key|token|secret|password", re.IGNORECASE)
_word = re.compile("(key|token|secrets?|passwords?|passwd)$")
_in_address = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")

# Patterns of file names, in the letter case of the file's own.
secret_files = (
    ".env", ".env.*", "*.env", ".envrc", ".netrc", "_netrc", ".npmrc", ".pypirc", ".pgpass", ".htpasswd", "*.pem",
    "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.gpg", "*.asc", "id_rsa*", "id_dsa*", "id_ecdsa*",
    "id_ed25519*", "*secret*", "*credential*", "*password*", "*token.json", "*token.txt", "*apikey*", "*api_key*",
)  # fmt: skip


def is_secret_variable(name: str) -> bool:
    """Whether a variable of the environment may hold a secret, by its name (as in the app's `secret-names.ts`)."""
    return _variable.search(name) is not None


def is_secret(name: str) -> bool:
    """The same of an argument, by whole words: `api_key`, `hfToken`, `--dbpassword`, and not `tokenizer`, `max_tokens`."""
    words = re.split("[^a-z0-9]+", re.sub("([a-z0-9])([A-Z])", r"\1 \2", name).lower())
    return any(_word.search(word) for word in words)


def is_secret_file(name: str) -> bool:
    from fnmatch import fnmatchcase

    name = name.lower()
    return any(fnmatchcase(name, pattern) for pattern in secret_files)


def without_passwords(text: str) -> str:
    """A text in which `(hidden)` stands for the passwords in its addresses (`https://name:password@host`)."""
    return _in_address.sub(rf"\g<1>{hidden}@", text)


def without_secrets(words: Sequence[str]) -> List[str]:
    """A command line in which `(hidden)` stands for what follows a name that is secret, and for passwords in addresses."""
    shown: List[str] = []
    follows = False
    for word in words:
        is_option = word.startswith("-") and word != "-"
        name, equals, _value = word.partition("=")
        if equals and is_secret(name):
            shown.append(f"{name}={hidden}")
            follows = False
        elif follows and not is_option:
            shown.append(hidden)
            follows = False
        else:
            shown.append(without_passwords(word))
            follows = is_option and not equals and is_secret(word)
    return shown
