/** Names that Python provides. A module that binds one itself changes what its other code means, from there on. */
export const builtins: ReadonlySet<string> = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
  ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
  FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
  IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
  ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
  PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError
  RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError
  TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
  UserWarning ValueError Warning ZeroDivisionError __build_class__ __debug__ __import__ abs aiter all anext any ascii bin
  bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir divmod
  enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance
  issubclass iter len license list locals map max memoryview min next object oct open ord pow print property quit range
  repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip`.split(/\s+/),
);

/** Builtins that only make a value of what they are given. */
export const pureBuiltins: ReadonlySet<string> = new Set(
  "abs bool bytes complex dict enumerate float frozenset int len list max min object range reversed round set slice sorted str sum tuple zip".split(
    " ",
  ),
);

/** Calls of the standard library that only make a value; a module constant made by one need not count unless it is used. */
export const pureCalls: ReadonlySet<string> = new Set([
  "collections.Counter",
  "collections.OrderedDict",
  "collections.defaultdict",
  "collections.deque",
  "collections.namedtuple",
  "dataclasses.field",
  "datetime.date",
  "datetime.datetime",
  "datetime.timedelta",
  "decimal.Decimal",
  "fractions.Fraction",
  "logging.getLogger",
  "os.path.abspath",
  "os.path.dirname",
  "os.path.join",
  "pathlib.Path",
  "pathlib.PurePath",
  "re.compile",
  "typing.NewType",
  "typing.ParamSpec",
  "typing.TypeVar",
  // A parameter belongs to the class that it stands in; that all are counted only orders those of one class.
  ...`BoolParameter ChoiceListParameter ChoiceParameter DateHourParameter DateIntervalParameter DateMinuteParameter
  DateParameter DateSecondParameter DictParameter EnumListParameter EnumParameter FloatParameter IntParameter ListParameter
  MonthParameter NumericalParameter OptionalBoolParameter OptionalChoiceParameter OptionalDictParameter
  OptionalFloatParameter OptionalIntParameter OptionalListParameter OptionalNumericalParameter OptionalParameter
  OptionalPathParameter OptionalStrParameter OptionalTupleParameter Parameter PathParameter StrParameter TaskParameter
  TimeDeltaParameter TupleParameter YearParameter`
    .split(/\s+/)
    .map((name) => `luigi.${name}`),
]);

/** Methods of strings, containers and paths that make a value of it and change nothing. */
export const pureMethods: ReadonlySet<string> = new Set(
  "absolute copy encode expanduser format items join joinpath keys lower replace resolve split splitlines strip title union upper values with_name with_suffix".split(
    " ",
  ),
);

/** Decorators, by their full name, that keep no record of what they decorate outside of it. */
export const inertDecorators: ReadonlySet<string> = new Set([
  "abc.abstractmethod",
  "clearml.PipelineDecorator.component",
  "clearml.PipelineDecorator.pipeline",
  "clearml.automation.controller.PipelineDecorator.component",
  "clearml.automation.controller.PipelineDecorator.pipeline",
  "contextlib.asynccontextmanager",
  "contextlib.contextmanager",
  "dataclasses.dataclass",
  "enum.unique",
  "functools.cache",
  "functools.cached_property",
  "functools.lru_cache",
  "functools.singledispatch",
  "functools.total_ordering",
  "functools.wraps",
  "jax.jit",
  "numba.jit",
  "numba.njit",
  "numba.vectorize",
  "torch.inference_mode",
  "torch.no_grad",
  "typing.final",
  "typing.no_type_check",
  "typing.overload",
  "typing.override",
  "typing.runtime_checkable",
]);
export const inertBuiltinDecorators: ReadonlySet<string> = new Set([
  "classmethod",
  "property",
  "staticmethod",
]);

/** Classes, by their full name, that keep no record of those derived from them beyond `__subclasses__`. */
export const inertBases: ReadonlySet<string> = new Set([
  "abc.ABC",
  "collections.OrderedDict",
  "collections.UserDict",
  "collections.UserList",
  "collections.defaultdict",
  "enum.Enum",
  "enum.Flag",
  "enum.IntEnum",
  "enum.IntFlag",
  "enum.StrEnum",
  // These are found by their names again, but only by what runs a program's tasks: see `everything`.
  "luigi.Config",
  "luigi.ExternalTask",
  "luigi.Task",
  "luigi.WrapperTask",
  "pydantic.BaseModel",
  "sklearn.base.BaseEstimator",
  "sklearn.base.ClassifierMixin",
  "sklearn.base.RegressorMixin",
  "sklearn.base.TransformerMixin",
  "threading.Thread",
  "torch.nn.Module",
  "torch.utils.data.Dataset",
  "torch.utils.data.IterableDataset",
  "typing.Generic",
  "typing.NamedTuple",
  "typing.Protocol",
  "typing.TypedDict",
  "unittest.TestCase",
]);
export const inertMetaclasses: ReadonlySet<string> = new Set(["abc.ABCMeta", "type"]);

/** Modules of the standard library whose import is seen by nothing but the name that it binds. */
export const quietModules: ReadonlySet<string> = new Set(
  `abc argparse array ast asyncio base64 binascii bisect builtins bz2 calendar cmath collections concurrent configparser
  contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis email enum errno fcntl filecmp fnmatch
  fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io ipaddress itertools json
  keyword linecache logging lzma math mimetypes mmap multiprocessing numbers operator os pathlib pickle pkgutil platform
  pprint queue random re secrets select shelve shlex shutil signal socket sqlite3 ssl stat statistics string struct
  subprocess sys sysconfig tarfile tempfile textwrap threading time timeit token tokenize tomllib traceback types typing
  typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo`.split(/\s+/),
);

/** Modules that read docstrings: where one is imported, docstrings are code. */
export const docstringReaders: ReadonlySet<string> = new Set(
  `docopt docopt_ng doctest dspy inspect langchain langchain_core magentic marvin plac ply pydantic_ai pydoc smolagents`.split(
    /\s+/,
  ),
);

/** Names by which code reads its own text or its place in a file: comments and line numbers then count. */
export const sourceReaders: ReadonlySet<string> = new Set(
  `co_firstlineno currentframe f_lineno findsource getcomments getframeinfo getlines getsource getsourcelines linecache
  tb_lineno`.split(/\s+/),
);

/** Functions, by their full name, that import the module that their first argument names. */
export const namedImporters: ReadonlySet<string> = new Set([
  "__import__",
  "importlib.__import__",
  "importlib.import_module",
  "pkgutil.resolve_name",
  "pydoc.locate",
  "runpy.run_module",
]);

/** Functions that find or load modules in other ways: any file of the workspace may be meant. */
export const openImporters: ReadonlySet<string> = new Set(
  `SourceFileLoader exec_module find_loader iter_modules load_module load_source run_path spec_from_file_location
  walk_packages`.split(/\s+/),
);

/** Names by which code reaches every module that is loaded. */
export const everywhere: ReadonlySet<string> = new Set([
  "__globals__",
  "f_globals",
  "get_objects",
  "get_referrers",
]);

/** Functions, by their full name, that find classes among all that is loaded by texts that they are given. */
export const everything: ReadonlySet<string> = new Set([
  "luigi.run",
  "luigi.cmdline.luigi_run",
  "luigi.task_register.Register.get_task_cls",
]);

/** Methods that evaluate their text among the caller's names. */
export const textEvaluators: ReadonlySet<string> = new Set(
  "dmatrices dmatrix eval evaluate execute from_formula glm logit ols query sql substitute".split(" "),
);
