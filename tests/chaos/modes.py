"""The faults of the chaos plugin, and what has to become of a worker and of a host that has one."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Mode:
    """What becomes of the worker and, in the host itself, of the host."""

    worker: tuple  # reasons of restarts, one of which has to be counted; none: it lives on
    # lives, dies, dies at its end, mute (it serves no page any more), deaf (nothing ends it), or, where it
    # depends, "one or another"
    host: str
    down: bool = None  # the collector is down meanwhile; by default if the worker ends
    at_start: bool = False  # the fault is one of a start
    limited: bool = False  # by what sanitizers leave out

    @property
    def timeout(self):
        """Of its collector: long for a loaded machine, unless the deadline is what ends a worker."""
        return "300ms" if "deadline" in self.worker else "2m"

    @property
    def is_down(self):
        return bool(self.worker) if self.down is None else self.down


SIGNAL, EXIT, DEADLINE, PROTOCOL = ("signal",), ("exit",), ("deadline",), ("protocol",)
MODES = {
    "segfault": Mode(SIGNAL, "dies"),
    "abort": Mode(SIGNAL, "dies"),
    "stack_overflow": Mode(SIGNAL, "dies"),
    "exit": Mode(EXIT, "dies"),
    "_exit": Mode(EXIT, "dies"),
    "pthread_exit": Mode(EXIT, "lives"),
    "exception": Mode((), "lives", down=True),
    "crash_in_constructor": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_create": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_describe": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_destroy": Mode((), "dies at its end"),
    "crash_in_static_destructor": Mode((), "dies at its end"),
    "infinite_loop": Mode(DEADLINE, "lives"),
    "deadlock": Mode(DEADLINE, "lives"),
    "sigstop_self": Mode(DEADLINE, "mute"),
    "fuse_hang": Mode(DEADLINE, "deaf"),
    "malloc_bomb": Mode((), "lives", down=True, limited=True),
    "mmap_bomb": Mode((), "lives", down=True, limited=True),
    "thread_bomb": Mode((), "lives", limited=True),
    "fork_bomb": Mode((), "lives"),
    "daemonise": Mode((), "lives"),
    "fd_leak": Mode((), "mute or lives", down=True),  # whoever takes the next one that gets free
    "thread_left_running": Mode((), "lives"),
    "kill_parent": Mode((), "lives"),
    "kill_all": Mode((), "lives"),
    "ptrace_parent": Mode((), "lives"),
    "chdir": Mode((), "lives"),
    "umask": Mode((), "lives"),
    "setlocale": Mode((), "lives"),
    "tz": Mode((), "lives"),
    "signal_handlers": Mode((), "lives"),
    "close_all": Mode(("exit", "protocol"), "mute"),  # whichever is seen first
    "stdout_flood": Mode(DEADLINE, "lives"),
    "stderr_flood": Mode(DEADLINE, "lives"),
    "garbage_on_fds": Mode(PROTOCOL, "mute"),
    "wrong_lengths": Mode(PROTOCOL, "lives"),
    "slow_drip": Mode(DEADLINE, "lives"),
    "five_million_series": Mode((), "lives", down=True),
    "series_churn": Mode((), "lives"),
    "read_host_memory": Mode((), "lives"),
    "read_host_environment": Mode((), "lives"),
    "read_host_descriptors": Mode((), "lives"),
    "read_key_file": Mode((), "lives"),
}
