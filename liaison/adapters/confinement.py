"""What may a process still do that reads hostile octets? Compute, within bounds, and answer on its pipe.

Limits come before any parser is loaded, the lock after all of them were and before the first hostile octet:
from then on no file is opened, no connection made, no process started, not even by code that an exploit brought
in. The lock is a filter of system calls (seccomp), which needs no privilege; it lists what may be called, so that
what a later kernel adds is refused too.

Accepted losses: the filter is written for x86-64 and ARM 64 under Linux, elsewhere the limits stand alone; memory
can still be made executable, which `cffi` may ask for; RLIMIT_NPROC binds nothing when the service runs as root
(the filter does); RLIMIT_AS counts addresses, not memory in use, hence is the stricter of the two.
"""

import ctypes
import errno
import platform
import resource
import struct
from typing import Final, NamedTuple

MEMORY: Final = 300_000_000
"""Octets of addresses. What opens 25 MB needs half of it; a PNG of 25 million pixels most of it."""
PROCESSOR_SECONDS: Final = 8
"""Start-up included; the wall clock of the parent, shorter, is the one that is met in practice."""

_NO_NEW_PRIVS: Final = 38
_SET_DUMPABLE: Final = 4
_SET_SECCOMP: Final = 22
_FILTER: Final = 2
"""Arguments of prctl(2)."""

_LOAD, _EQUAL, _GIVE = 0x20, 0x15, 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.ENOSYS
"""As a kernel that does not know the call: what has another way takes it, the rest fails."""
_KILL: Final = 0x80000000
_NUMBER_AT, _MACHINE_AT = 0, 4
_THIRD_AT: Final = (32, 36)
"""Where seccomp's data hold the number of the call, the architecture, and the two halves of the third argument."""


class _Machine(NamedTuple):
    """How an architecture numbers calls; of `prlimit64` only the asking passes."""

    id: int
    prlimit64: int
    calls: dict[str, int]


_MACHINES: Final = {
    "x86_64": _Machine(
        0xC000003E,
        302,
        {
            "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10,
            "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "writev": 20,
            "sched_yield": 24, "mremap": 25, "madvise": 28, "getpid": 39, "exit": 60, "getcwd": 79, "gettimeofday": 96,
            "getrusage": 98, "sysinfo": 99, "sigaltstack": 131, "gettid": 186, "futex": 202,
            "sched_getaffinity": 204, "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231,
            "getrandom": 318, "restart_syscall": 219,
        },
    ),
    "aarch64": _Machine(
        0xC00000B7,
        261,
        {
            "read": 63, "write": 64, "close": 57, "fstat": 80, "ppoll": 73, "lseek": 62, "mmap": 222, "mprotect": 226,
            "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "writev": 66,
            "sched_yield": 124, "mremap": 216, "madvise": 233, "getpid": 172, "exit": 93, "getcwd": 17,
            "gettimeofday": 169, "getrusage": 165, "sysinfo": 179, "sigaltstack": 132, "gettid": 178, "futex": 98,
            "sched_getaffinity": 123, "clock_gettime": 113, "clock_nanosleep": 115, "exit_group": 94,
            "getrandom": 278, "restart_syscall": 128,
        },
    ),
}  # fmt: skip


def limit() -> None:
    """Set the limits that hold while parsers are loaded and ever after."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_DATA, MEMORY),  # from which py7zr tells how much it may take, without looking at the machine
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _lower(kind, most)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def lock(highest_descriptor: int) -> bool:
    """Refuse files, connections and processes from here on; say whether the filter of calls holds too."""
    _lower(resource.RLIMIT_NOFILE, highest_descriptor + 1)
    machine = _MACHINES.get(platform.machine())
    return machine is not None and _apply(_program(machine))


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))


def _program(machine: _Machine) -> bytes:
    """Write the filter: another architecture dies, a listed call passes, the rest is unknown here.

    The other alphabet of x86-64 (x32) has numbers of its own, none of them listed.
    """
    numbers = sorted(machine.calls.values())
    rest = [
        (_EQUAL, 0, 4, machine.prlimit64),  # each jump is counted from the next step
        (_LOAD, 0, 0, _THIRD_AT[0]),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _THIRD_AT[1]),
        (_EQUAL, 1, 0, 0),
        (_GIVE, 0, 0, _REFUSE),
        (_GIVE, 0, 0, _ALLOW),
    ]
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, machine.id),
        (_GIVE, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((_EQUAL, len(numbers) - place + len(rest) - 2, 0, number) for place, number in enumerate(numbers)),
        *rest,
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _apply(program: bytes) -> bool:
    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    libc = ctypes.CDLL(None, use_errno=True)
    known = Program(len(program) // 8, program)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(known), 0, 0) == 0)
