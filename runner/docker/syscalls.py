"""Syscalls: the seccomp profile of sealed containers, the same on every engine, whatever its own default lets through.

Engines before 23 let a container without any network open sockets to the hypervisor (AF_VSOCK), those before 25 use
io_uring; both lead round a filter. What is not named here is answered with EPERM, as engines' own profiles do.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

FILES = """
    access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
    fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr
    fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr lchown lgetxattr link linkat
    listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat newfstatat open openat openat2
    pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr rename
    renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink symlinkat sync sync_file_range syncfs
    tee truncate umask unlink unlinkat utime utimensat utimes vmsplice write writev
    inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
    io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit
"""
MEMORY = """
    brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall
    munmap pkey_alloc pkey_free pkey_mprotect process_mrelease remap_file_pages
"""
PROCESSES = """
    arch_prctl capget capset execve execveat exit exit_group fork futex futex_waitv get_robust_list get_thread_area
    getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit
    getrusage getsid gettid getuid ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset
    landlock_restrict_self pidfd_open pidfd_send_signal prctl prlimit64 process_vm_readv process_vm_writev ptrace
    restart_syscall rseq sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
    sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler
    sched_yield seccomp set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setpgid
    setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid sysinfo times uname vfork wait4 waitid
"""
SIGNALS_AND_TIME = """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo setitimer sigaltstack
    signalfd signalfd4 tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime
    timerfd_create timerfd_gettime timerfd_settime tkill
"""
TALK = """
    accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg
    sendto setsockopt shutdown socketpair
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 ioctl pipe pipe2 poll
    ppoll pselect6 select getrandom
    mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd semctl semget
    semop semtimedop shmat shmctl shmdt shmget
"""
ALLOWED = tuple(f"{FILES} {MEMORY} {PROCESSES} {SIGNALS_AND_TIME} {TALK}".split())

FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
# Linux, Linux 32-bit, Linux with a fixed address layout (debuggers), and the question what it is now.
PERSONALITIES = (0x0, 0x8, 0x40000, 0xFFFFFFFF)
# Every flag of clone that makes a namespace: mount, cgroup, uts, ipc, user, pid, net.
NAMESPACES = 0x7E020000
# clone3 has its flags in memory, which no filter reads; told that it does not exist, the C library calls clone.
NO_SUCH_CALL = 38
# The machine's own words alone: 32-bit calls of a 64-bit machine would go round the list of socket families.
ARCHITECTURES = ("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64")


def profile() -> str:
    """The profile as JSON, which `security_opt` carries inline: no file on the engine's machine is needed."""
    rules = [_allowed(*ALLOWED)]
    rules += [_allowed("socket", when=(0, family, "SCMP_CMP_EQ")) for family in FAMILIES.values()]
    rules += [_allowed("personality", when=(0, kind, "SCMP_CMP_EQ")) for kind in PERSONALITIES]
    rules += [_allowed("clone", when=(0, NAMESPACES, "SCMP_CMP_MASKED_EQ"))]
    rules += [{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": NO_SUCH_CALL}]
    words = {
        "defaultAction": "SCMP_ACT_ERRNO",
        "archMap": [{"architecture": name, "subArchitectures": []} for name in ARCHITECTURES],
        "syscalls": rules,
    }
    return json.dumps(words, separators=(",", ":"))


def profile_file(folder: Path) -> Path:
    """The profile as a file below `folder`, for an engine on this machine that reads it there; named by its content."""
    text = profile()
    path = folder.resolve() / f"seccomp-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(text, encoding="ascii")
        new.replace(path)
    return path


def _allowed(*names: str, when: tuple[int, int, str] | None = None) -> dict[str, Any]:
    rule: dict[str, Any] = {"names": list(names), "action": "SCMP_ACT_ALLOW"}
    if when is not None:
        index, value, how = when
        rule["args"] = [{"index": index, "value": value, "valueTwo": 0, "op": how}]
    return rule
