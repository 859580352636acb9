"""Process 1 of a pid namespace with one program in it.

    cage_init.py USER_ID HANGING_FOLDER PROGRAM ARGUMENT...

HANGING_FOLDER: where a file system is mounted that never answers, or "-".  Says "started" and "ended
STATUS" on its standard output.  A line "release" on its standard input ends the file system; the end
of that input ends everything.
"""
import ctypes
import os
import resource
import select
import struct
import subprocess
import sys
import threading

MEMORY = 3 << 30
PROCESSES = 1000
FUSE_INIT = 26
REQUEST_HEADER = struct.Struct("<IIQQIIII")
INIT_ANSWER = struct.Struct("<IiQ4I2H2I2H8I")


def answer_init(fuse, request):
    """Anything less, and the kernel would wait for it in a way that can be interrupted."""
    _, _, unique, *_ = REQUEST_HEADER.unpack_from(request)
    size = INIT_ANSWER.size
    os.write(fuse, INIT_ANSWER.pack(size, 0, unique, 7, 31, 4096, 0, 12, 10, 4096, 1, 1, 0, *[0] * 8))


def take_and_keep(fuse, release):
    """Takes every request over, so that who made it cannot be killed, and answers none until the end."""
    while release not in select.select([fuse, release], [], [])[0]:
        request = os.read(fuse, 1 << 17)
        if REQUEST_HEADER.unpack_from(request)[1] == FUSE_INIT:
            answer_init(fuse, request)
    os.close(fuse)


def mount_hanging(folder, release):
    fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"chaos", folder.encode(), b"fuse", 0, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    threading.Thread(target=take_and_keep, args=(fuse, release), daemon=True).start()


def limit(user):
    if not os.environ.get("CHAOS_SANITIZED"):  # which reserve more than there is
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if user != 0:
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def obey(release):
    for line in sys.stdin:
        if line.strip() == "release":
            os.write(release, b"x")
    os._exit(0)


def say(text):
    os.write(1, f"{text}\n".encode())


def main():
    user, folder, program = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    released, release = os.pipe()
    if folder != "-":
        mount_hanging(folder, released)
    change = {} if user == os.getuid() else {"user": user, "group": user, "extra_groups": []}
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=2, preexec_fn=lambda: limit(user), **change)
    say("started")
    threading.Thread(target=obey, args=(release,), daemon=True).start()
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            threading.Event().wait()  # until the end of the input
        if pid == child.pid:
            say(f"ended {os.waitstatus_to_exitcode(status)}")


main()
