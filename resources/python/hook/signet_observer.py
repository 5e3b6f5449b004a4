"""Tells which workspace files this Python program loads, reads and writes, to the engine that runs the step.

An audit hook appends JSON lines to the file that the context names as `observed`, at once and each as a whole, so
that nothing is lost when the process is killed, forked or replaced. Only modules that Python has loaded anyway are
used, and everything is held in closures, which outlive their module while the interpreter shuts down.
"""

import atexit
import os
import sys
from _thread import get_ident

from signet_children import child_notes
from signet_places import workspace_places


def observe(context_path, known=frozenset()):
    """Watches from here on. `known` are modules that were loaded before and do not count."""
    try:
        # Python's own JSON reader and writer, without the 3 ms of loading `json` around them.
        from _json import encode_basestring_ascii as quoted, make_scanner

        class Settings:
            strict = False
            object_hook = object_pairs_hook = None
            # Numbers are not needed, and one with very many digits could not be made one.
            parse_float = parse_int = parse_constant = str
            memo = {}

        decode = make_scanner(Settings)
    except ImportError:
        from json import dumps as quoted, loads

        def decode(text, _start):
            return (loads(text),)

    path_of, join, exists = os.path, os.path.join, os.path.exists
    is_absolute, real_path, separator, split = path_of.isabs, path_of.realpath, os.sep, path_of.split
    stat, getcwd, decode_path, os_open, os_write, os_close = (
        os.stat, os.getcwd, os.fsdecode, os.open, os.write, os.close)
    appending_flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    modules, get_frame, is_finalizing = sys.modules, sys._getframe, sys.is_finalizing
    list_names, encode_path = os.listdir, os.fsencode

    with open(context_path, "rb") as file:
        context = decode(file.read().decode("utf-8").strip(), 0)[0]
    observed = context["observed"]
    root = path_of.normpath(context["workspace"])
    real_root = real_path(root)
    inside, real_inside = join(root, ""), join(real_root, "")
    library, generic = path_of.dirname(path_of.__file__), path_of.exists.__code__.co_filename
    sdk = path_of.dirname(path_of.dirname(path_of.abspath(__file__)))
    # Never the user's own: the interpreter, this SDK and the run's folder, where they lie in the workspace.
    foreign = set([sdk, real_path(sdk), sys.prefix, sys.base_prefix, real_path(sys.base_prefix)])
    foreign.update([path_of.dirname(observed), real_path(path_of.dirname(observed))])
    foreign -= set([root, real_root])
    places_of, is_kept, absolute = workspace_places(root, real_root, foreign)
    limit = 100000
    told, read, written, listed, looked = set(), set(), set(), set(), set()
    third_party, scripts, databases, unsent, broken_by = set(), set(), {}, [], set()
    # Threads in which this is at work: what it looks at itself is not the program's doing.
    busy = set()

    # --- what is told

    def send(text):
        if unsent:
            text = "".join([unsent.pop() for _ in range(len(unsent))]) + text
        try:
            descriptor = os_open(observed, appending_flags, 0o644)
            try:
                os_write(descriptor, text.encode("ascii"))
            finally:
                os_close(descriptor)
        except Exception:
            if len(unsent) < 1000:
                unsent.append(text)

    def tell(kind, path, more="", field="p"):
        key = (kind, path)
        if key not in told:
            if len(told) > limit:
                told.clear()
            told.add(key)
            send('{"t":"%s","%s":%s%s}\n' % (kind, field, quoted(path), more))

    def tell_broken(text):
        if text not in broken_by:
            broken_by.add(text)
            send('{"t":"broken","e":%s}\n' % quoted(text))

    # --- what happened

    def note_read(path, places):
        """Tells what an open for reading meets; answers whether the answer will stay the same."""
        try:
            found = stat(path)
        except OSError:
            for place in places:
                tell("absent", place)
            return False
        if found.st_mode & 0o170000 == 0o100000:
            for place in places:
                tell("read", place, state_text(found))
        return True

    def state_text(found):
        return ',"m":%d,"c":%d,"s":%d,"i":%d' % (
            found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)

    def note_write(path, folder=-1):
        path = absolute(path, folder)
        for place in places_of(path) if path is not None else ():
            tell("write", place)

    def note_module(name, path):
        """A module was loaded from a file: one of the workspace, or one that somebody installed."""
        more = ',"n":%s' % quoted(name)
        found = None
        # A module in an archive is read with all of it.
        while found is None and path not in ("", separator):
            try:
                found = stat(path)
            except NotADirectoryError:
                path = split(path)[0]
            except OSError:
                break
        places = places_of(path)
        for place in places:
            tell("module", place, more if found is None else more + state_text(found))
        if places or path.startswith(library) and "-packages" not in path or path.startswith(sdk):
            return
        # The first part of the name that has a file: a namespace has none.
        parts = name.split(".")
        if not any([".".join(parts[: end + 1]) in third_party for end in range(len(parts))]):
            third_party.add(name)
            tell("import", path, more)

    def note_loaded_modules():
        """Modules that came another way than by a file that Python's own loaders opened."""
        for name, module in list(modules.items()):
            if name in known:
                continue
            try:
                # Not `getattr`, which makes lazy modules load.
                path = object.__getattribute__(module, "__dict__").get("__file__")
            except Exception:
                continue
            if type(path) is str and (path.startswith(inside) or path.startswith(real_inside)):
                note_module(name, path)

    def acting_frame():
        """The frame whose code raised the event that a handler looks at; None for the interpreter itself."""
        try:
            return get_frame(3)
        except ValueError:
            return None

    def by_import(frame):
        return frame is not None and "importlib._bootstrap_external" in frame.f_code.co_filename

    def module_being_loaded(frame):
        """The name of the module whose file Python's import is opening in this frame."""
        if by_import(frame) and frame.f_back is not None and frame.f_back.f_code.co_name == "get_code":
            return frame.f_back.f_locals.get("fullname")
        return None

    # --- audit events: handlers, called by `hook`, which is called by the frame that acts

    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    read_write, truncating, appending = os.O_RDWR, os.O_TRUNC, os.O_APPEND

    def on_open(args):
        path, mode, flags = args
        if type(path) is not str:
            if isinstance(path, int):
                return
            path = decode_path(path)
        is_writing = flags & writing or not flags and mode and ("w" in mode or "a" in mode or "+" in mode)
        known = written if is_writing else read
        key = path if path[:1] == "/" else (getcwd(), path)
        if key in known:
            return
        if len(known) > limit:
            known.clear()
        if not is_writing:
            frame = acting_frame()
            # The interpreter opens the script, of which an event before has told.
            if frame is None and absolute(path) in scripts:
                return
            name = module_being_loaded(frame) if frame is not None and path[-3:] in (".py", "pyc") else None
            if name is not None:
                # Not remembered as read: the program may still read the source as a text.
                if not path.startswith(library) or "-packages" in path or library.startswith(inside):
                    note_module(name, source_of(absolute(path)))
                return
            if frame is not None and "zipimport" in frame.f_code.co_filename and not is_zip(key, path):
                return
            if frame is not None and mode is None and key is not path and uses_descriptor(frame):
                return
        path = absolute(path)
        places = places_of(path)
        if not places:
            known.add(key)
        elif is_writing:
            is_kept_whole = not flags & truncating and mode != "w" and has_bytes(path)
            if is_kept_whole and (flags & read_write or mode and "+" in mode):
                note_read(path, places)
            if is_kept_whole and flags & appending:
                # Not the program's own: what it reads of it later was there before.
                more = state_text(stat(path))
                for place in places:
                    tell("append", place, more)
            for place in () if is_kept_whole and flags & appending else places:
                tell("write", place)
            known.add(key)
        elif note_read(path, places):
            known.add(key)

    def has_bytes(path):
        try:
            return stat(path).st_size > 0
        except OSError:
            return False

    def is_zip(key, path):
        """Whether what Python tries as a zip archive (each script that it is given) is one."""
        read.add(key)
        try:
            with open(path, "rb") as file:
                file.seek(max(0, stat(path).st_size - 65557))
                return b"PK\5\6" in file.read()
        except OSError:
            return False
        finally:
            read.discard(key)

    def source_of(path):
        if path[-4:] == ".pyc":
            try:
                return modules["_frozen_importlib_external"].source_from_cache(path)
            except ValueError:
                # Without a source: the file beside where that would be.
                pass
        return path

    def uses_descriptor(frame):
        """Whether a relative path may be meant from a folder's descriptor, which the event does not tell."""
        code = frame.f_code
        if not any([type(one) is tuple and "dir_fd" in one for one in code.co_consts]):
            return False
        # The standard library opens folders this way, to walk or remove them.
        if not code.co_filename.startswith((library, "<frozen")):
            tell_broken("%s opens files with dir_fd" % code.co_filename)
        return True

    def on_list(args):
        if by_import(acting_frame()):
            return
        path = args[0]
        if path is not None and path in listed:
            return
        is_fixed = type(path) is str and is_absolute(path)
        path = absolute(path)
        if path is None:
            return
        kind = "list" if exists(path) else "absent"
        for place in places_of(path):
            if kind == "absent":
                tell(kind, place)
            elif is_kept(place) and (kind, place) not in told:
                tell(kind, place, listing_text(path))
        if is_fixed and kind == "list":
            if len(listed) > limit:
                listed.clear()
            listed.add(path)

    def listing_text(path):
        """The names that it finds there, so that none that comes later is taken for one of them."""
        try:
            names = list_names(path)
        except OSError:
            return ""
        # As Node reads names that are no UTF-8.
        return ',"l":[%s]' % ",".join([
            quoted(encode_path(name).decode("utf-8", "replace") if not name.isascii() else name) for name in names])

    # --- what no audit event tells

    def watched(look):
        """`os.stat` or `os.lstat`, telling of files what it was asked for."""
        def looking(path, *arguments, **options):
            try:
                found = look(path, *arguments, **options)
            except (FileNotFoundError, NotADirectoryError):
                note_look(path, options.get("dir_fd"), None, get_frame(1))
                raise
            note_look(path, options.get("dir_fd"), found, get_frame(1))
            return found

        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(looking, name, getattr(look, name))
        for group in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if look in group:
                group.add(looking)
        return looking

    def note_look(path, folder, found, frame):
        """Tells that a file is not there, or that it is; of its state only its size, to who asks for that alone."""
        thread = get_ident()
        if thread in busy or isinstance(path, int) or found is not None and found.st_mode & 0o170000 != 0o100000:
            return
        busy.add(thread)
        try:
            caller = frame.f_code.co_name
            asking = frame.f_back if frame.f_code.co_filename == generic and frame.f_back is not None else frame
            if asking.f_code.co_filename.startswith(sdk):
                return
            path = decode_path(path)
            key = (path if path[:1] == "/" else (getcwd(), path), found is None, caller == "getsize")
            # To find where links lead, every part of a path is looked at.
            if caller in ("realpath", "_joinrealpath") or folder is None and key in looked:
                return
            if len(looked) > limit:
                looked.clear()
            if folder is None:
                looked.add(key)
            path = absolute(path, -1 if folder is None else folder)
            for place in places_of(path) if path is not None else ():
                if found is None:
                    tell("absent", place)
                elif caller == "getsize":
                    tell("read", place, state_text(found))
                elif ("read", place) not in told:
                    tell("there", place)
        except Exception as error:
            if not is_finalizing():
                note_failure("stat", error)
        finally:
            busy.discard(thread)

    def on_rename(args):
        source = absolute(args[0], args[2])
        if source is not None:
            places = places_of(source)
            # Its bytes are now those of the other path.
            if places and ("write", places[0]) not in told and exists(source):
                note_read(source, places)
        note_write(args[0], args[2])
        note_write(args[1], args[3])

    def on_link(args):
        source = absolute(args[0], args[2])
        if source is not None:
            note_read(source, places_of(source))
        note_write(args[1], args[3])

    def on_make_folder(args):
        path = absolute(args[0], args[2])
        if path is not None and not exists(path):
            note_write(path)

    def on_database(args):
        path = decode_path(args[0])
        if path.startswith("file:"):
            path = path[5:].split("?")[0].split("#")[0]
            if path.startswith("//"):
                path = "/" + path[2:].partition("/")[2]
            if "%" in path:
                from urllib.parse import unquote
                path = unquote(path)
        if path in ("", ":memory:"):
            return
        path = absolute(path)
        places = places_of(path)
        if exists(path):
            note_read(path, places)
            found = stat(path)
            databases.setdefault(path, (found.st_mtime_ns, found.st_size))
        else:
            note_write(path)

    def on_library(args):
        if args[0] is not None and not isinstance(args[0], int) and separator in decode_path(args[0]):
            path = absolute(args[0])
            note_read(path, places_of(path))

    def on_import(args):
        # With a file: a module in machine code. Others are seen when their file is opened.
        if args[1] is not None:
            note_module(args[0], absolute(args[1]))

    def on_script(args):
        path = absolute(args[0])
        scripts.add(path)
        for place in places_of(path):
            tell("module", place, ',"n":"__main__"')

    # --- processes that are started

    note_child, note_shell = child_notes(
        join(sdk, "hook"), lambda name: tell("child", name, field="a"))

    def on_popen(args):
        words = args[1]
        if isinstance(words, (str, bytes)) or hasattr(words, "__fspath__"):
            words = [words]
        note_child(list(words), args[3])

    def on_exec(args):
        # The search of a program along PATH tries places where there is none.
        if exists(args[0]):
            note_child(list(args[1]) or [args[0]], args[2])

    handlers = {
        "open": on_open,
        "import": on_import,
        "os.listdir": on_list,
        "os.scandir": on_list,
        "os.rename": on_rename,
        "os.link": on_link,
        "os.remove": lambda args: note_write(args[0], args[1]),
        "os.rmdir": lambda args: note_write(args[0], args[1]),
        "os.symlink": lambda args: note_write(args[1], args[2]),
        "os.truncate": lambda args: note_write(args[0]),
        "os.mkdir": on_make_folder,
        "sqlite3.connect": on_database,
        "ctypes.dlopen": on_library,
        "cpython.run_file": on_script,
        "subprocess.Popen": on_popen,
        "os.exec": on_exec,
        "os.posix_spawn": on_exec,
        "os.spawn": lambda args: note_child(list(args[2]), args[3]),
        "os.system": lambda args: note_shell(args[0], None),
        "pty.spawn": lambda args: note_child(list(args[0]), None),
    }
    handler_of = handlers.get
    own = set([
        function.__code__.co_filename
        for function in (observe, workspace_places, child_notes, path_of.join, path_of.exists, os.fsdecode)
    ])
    own.add("<frozen importlib._bootstrap_external>")
    read.add(observed)
    written.add(observed)

    def hook(event, args):
        handler = handler_of(event)
        if handler is None:
            return
        thread = get_ident()
        if thread in busy:
            return
        busy.add(thread)
        try:
            handler(args)
        except Exception as error:
            # Before 3.11 a program that goes on after this one is ended by the interpreter if it goes 50 calls deeper.
            if isinstance(error, RecursionError) and sys.version_info < (3, 11):
                raise
            # The modules that this needs are being taken apart.
            if is_finalizing():
                return
            trace = error.__traceback__
            while trace.tb_next is not None:
                trace = trace.tb_next
            # A signal handler of the user's may have raised while this was running.
            if trace.tb_frame.f_code.co_filename not in own:
                raise
            note_failure(event, error)
        finally:
            busy.discard(thread)

    def note_failure(event, error):
        try:
            tell_broken("%s: %s: %s" % (event, type(error).__name__, error))
        except Exception:
            unsent.append('{"t":"broken","e":"an error that could not be told"}\n')

    def at_exit():
        try:
            note_loaded_modules()
            for path, before in databases.items():
                if exists(path) and (stat(path).st_mtime_ns, stat(path).st_size) != before:
                    note_write(path)
            if unsent:
                send("")
        except Exception as error:
            note_failure("exit", error)

    version = ".".join([str(number) for number in sys.version_info[:3]])
    send('{"t":"start","pid":%d,"v":"%s","imp":%s,"x":%s}\n' % (
        os.getpid(), version, quoted(sys.implementation.name), quoted(sys.executable or "")))
    sys.addaudithook(hook)
    note_loaded_modules()
    os.stat, os.lstat = watched(os.stat), watched(os.lstat)
    atexit.register(at_exit)
