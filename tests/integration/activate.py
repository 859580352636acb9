"""Does what systemd's socket activation does: opens sockets, hands them over by number and becomes the program.
usage: activate.py UNIX_SOCKET PROGRAM ARGUMENTS...   the TCP socket is that of --web.listen-address"""
import os
import socket
import sys

unix, program = sys.argv[1], sys.argv[2:]
host, port = program[program.index("--web.listen-address") + 1].rsplit(":", 1)
sockets = [socket.create_server((host, int(port))), socket.socket(socket.AF_UNIX)]
sockets[1].bind(unix)
sockets[1].listen()
for number, opened in enumerate(sockets, 3):
    if opened.fileno() != number:
        os.dup2(opened.fileno(), number)
    os.set_inheritable(number, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="a:b", WEIR_WEB_SYSTEMD_SOCKET="true")
os.execv(program[0], program)
