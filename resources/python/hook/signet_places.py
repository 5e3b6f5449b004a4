"""Which paths of a workspace a path that a program uses stands for."""

import os

# Folders and files that are never the user's own.
foreign_names = frozenset([".git", "__pycache__", "site-packages", "dist-packages"])
# What a virtual environment holds.
markers = ("pyvenv.cfg", "conda-meta")
# How many folders are remembered.
limit = 100000


def workspace_places(root, real_root, foreign):
    """Answers `places_of(path)`, `is_kept(folder)` and `absolute(path, folder)` for the workspace `root`.

    `foreign` are folders in it that are not the user's own.
    """
    path_of, split, join = os.path, os.path.split, os.path.join
    is_absolute, real_path, normal_path = path_of.isabs, path_of.realpath, path_of.normpath
    is_link, exists, getcwd, decode_path, read_link = path_of.islink, path_of.exists, os.getcwd, os.fsdecode, os.readlink
    names, marks, most = foreign_names, markers, limit
    inside, real_inside = join(root, ""), join(real_root, "")
    kept_folders, real_folders = {root: True, real_root: True}, {}

    def is_kept(folder):
        """Whether a folder, the workspace or one in it, may hold the user's own files."""
        kept = kept_folders.get(folder)
        if kept is None:
            parent, name = split(folder)
            kept = (
                name not in names
                and folder not in foreign
                and not any([exists(join(folder, marker)) for marker in marks])
                and is_kept(parent)
            )
            if len(kept_folders) > most:
                kept_folders.clear()
                kept_folders[root] = kept_folders[real_root] = True
            kept_folders[folder] = kept
        return kept

    def real_of(path):
        head, tail = split(path)
        if tail in ("", ".", ".."):
            return real_path(path)
        real_head = real_folders.get(head)
        if real_head is None:
            if len(real_folders) > most:
                real_folders.clear()
            real_head = real_folders[head] = real_path(head)
        path = join(real_head, tail)
        return real_path(path) if is_link(path) else path

    def places_of(path):
        """The workspace paths that an absolute path stands for: as it is written, and where its links lead."""
        if "\0" in path:
            return ()
        real = real_of(path)
        plain = normal_path(path)
        # What `..` means behind a link is known from the real path only.
        if ".." in path and real_path(plain) != real:
            plain = real
        if real == real_root or real.startswith(real_inside):
            real = root + real[len(real_root):] if len(real) > len(real_root) else root
        return tuple([
            place for place in ((plain,) if plain == real else (plain, real))
            if place == root
            or place.startswith(inside) and split(place)[1] not in names and is_kept(split(place)[0])
        ])

    def absolute(path, folder=-1):
        """The absolute path, as text, of what an audit event names; None for a descriptor that has no path."""
        if type(path) is not str:
            if path is None:
                path = "."
            elif isinstance(path, int):
                path = read_link("/proc/self/fd/%d" % path) if exists("/proc/self/fd") else None
                return path if path is not None and is_absolute(path) else None
            else:
                path = decode_path(path)
        if is_absolute(path):
            return path
        if type(folder) is int and folder >= 0:
            base = absolute(folder)
            return None if base is None else join(base, path)
        return join(getcwd(), path)

    return places_of, is_kept, absolute
