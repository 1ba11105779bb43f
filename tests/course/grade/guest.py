"""A client of the server that is graded. It speaks the dialect."""
import os
import re
import signal
import socket
import struct
import subprocess
import termios
import time

from server import Fault

SEEN = 60  # bytes that are shown of what a guest has got
KEPT = 65536  # bytes that a guest remembers
ESCAPES = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]")


class Terminal:
    """A terminal's other end, with what is used of a socket."""

    def __init__(self, fd):
        self.fd = fd

    @staticmethod
    def open():
        fd, end = os.openpty()
        modes = termios.tcgetattr(end)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(end, termios.TCSANOW, modes)
        return Terminal(fd), end

    def fileno(self):
        return self.fd

    def setblocking(self, blocks):
        os.set_blocking(self.fd, blocks)

    def recv(self, most):
        return os.read(self.fd, most)

    def send(self, data):
        return os.write(self.fd, data)

    def close(self):
        os.close(self.fd)


class Guest:
    """Commands wait until the one before is read."""

    dialect = None
    end = "lf"  # of a command; see Dialect.encode
    pause = 0  # without an end, seconds after each

    def __init__(self, server, name, group=1, small=False):
        self.server = server
        self.name = name
        self.got = b""
        self.kept = KEPT
        self.deaf = self.ended = False
        self.unread = False  # something was sent that may not be read yet
        self.read_at = None  # when it was seen that all had been read
        self.program = self.port = None
        if self.dialect.one["client"] is not None:
            self.start_program()
        else:
            self.connect(small)
        self.socket.setblocking(False)
        server.guests.append(self)

    def connect(self, small):
        self.socket = socket.socket()
        if small:  # the smaller, the sooner the server has to wait
            self.socket.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
            self.socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        # Without it, a command could wait for the answer to the last one.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(60)
        try:
            self.socket.connect(("127.0.0.1", self.server.port))
        except OSError as error:
            self.server.check()
            raise Fault(f"{self.name} could not connect: {error.strerror}")
        self.port = self.socket.getsockname()[1]

    def start_program(self):
        self.socket, end = Terminal.open()
        self.program = subprocess.Popen(
            self.dialect.fill(self.dialect.one["client"], NAME=self.name),
            shell=True, stdin=end, stdout=end, stderr=end,
            start_new_session=True, preexec_fn=self.server.prepare)
        os.close(end)
        self.server.programs.add(self.program.pid)

    # --- What it sends ------------------------------------------------------

    def has_been_read(self):
        if self.unread and self.socket is not None:
            if not self.server.wait(lambda: self.ended or
                                    self.program is not None or
                                    self.server.has_read(self.port)):
                raise Fault(f"the server does not read the data that "
                            f"{self.name} sent")
            if self.program is not None:
                self.server.settle()  # the program passes it on
            self.unread = False
            self.read_at = time.monotonic()

    def send(self, data, must=True):
        """Sends these bytes as they are."""
        self.has_been_read()
        if Guest.pause > 0 and self.read_at is not None:
            self.server.rest(Guest.pause, self.read_at)

        def takes():
            nonlocal data
            try:
                data = data[self.socket.send(data):]
            except BlockingIOError:
                pass
            except OSError:
                return True
            return data == b""
        if self.socket is None or self.ended:
            return
        if not self.server.wait(takes) and must:
            raise Fault(f"the server does not accept the data that "
                        f"{self.name} sends")
        self.unread = must

    def encoded(self, key, **words):
        """Returns the writes that a command takes."""
        rows = self.dialect.rows.get(key) or [self.dialect.one.get(key)]
        return [self.dialect.encode(self.dialect.fill(
            row, NAME=self.name, **words), Guest.end) for row in rows if row]

    def do(self, key, **words):
        for data in self.encoded(key, **words):
            self.send(data)

    def log_in(self, group=1):
        """Writes each row of the login, after its prompt, if it has one."""
        name, *password = self.server.account(self.name)
        for row in self.dialect.rows["login"]:
            if row.startswith("<"):
                prompt = row[1:].strip().lower().encode()
                self.server.wait(
                    lambda: self.ended or prompt in self.got.lower())
                self.got = b""
            else:
                self.send(self.dialect.encode(self.dialect.fill(
                    row, NAME=name, GROUP=group,
                    PASSWORD="".join(password)), Guest.end))

    def join(self, group):
        if group not in self.server.made:
            self.server.made.add(group)
            if self.dialect.rows["create"]:
                return self.do("create", GROUP=group)
        return self.do("join", GROUP=group)

    def tell(self, group, text):
        self.do("say", GROUP=group, TEXT=text)

    # --- What it gets -------------------------------------------------------

    def read(self):
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self.ended = data == b""
        self.got = ESCAPES.sub(b"", self.got + data)[-self.kept:]
        ping, _, answer = self.dialect.one["ping"].partition(" ")
        if ping and ping.encode() in data:
            for line in re.findall(rb"(?m)^%s\b(.*)$" % ping.encode(), data):
                self.socket.send(answer.encode() + line + b"\n")

    def heard(self, text):
        return text.encode() in self.got

    def heard_from(self, name, text):
        """The text came in a message of that name."""
        pattern = self.dialect.heard(self.server.account(name)[0], text)
        return re.search(pattern.encode(), self.got) is not None

    def wrong(self, what, text):
        last = re.sub(r"[\x00-\x1f\x7f]", " ",
                      self.got[-SEEN:].decode("ascii", "replace"))
        raise Fault(f'{self.name} {what} "{text}"; {self.name} last got '
                    f'"{last}"' + (", and then the end of the connection"
                                   if self.ended else ""))

    def hears(self, text):
        if not self.server.wait(lambda: self.heard(text)):
            self.wrong("did not get", text)

    def has_not_heard(self, text):
        if self.heard(text):
            self.wrong("got", text)

    def is_dismissed(self):
        if not self.server.wait(lambda: self.ended):
            raise Fault(f"{self.name}'s connection stays open")

    # --- Its end ------------------------------------------------------------

    def close(self, reset=False):
        if self.socket is None:
            return
        if reset and self.port is not None:  # as if the machine had crashed
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   struct.pack("ii", 1, 0))
        self.socket.close()
        self.socket = None
        if self.program is not None:
            try:
                os.killpg(self.program.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.program.wait()
