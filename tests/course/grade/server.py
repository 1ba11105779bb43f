"""
The server that is graded: a command of the student, started anew for each trial
at a port of its own, with limits, and ended with all that it forked. Needs
Linux's /proc.
"""
import ctypes
import errno
import os
import re
import resource
import select
import signal
import socket
import struct
import subprocess
import tempfile
import time

QUIET = 3  # seconds without anything to do, after which it is no use to wait
LONGEST = 10  # seconds without a word, if it always has something to do
PROCESSES = 1500
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
CLONE_NEWIPC = 0x08000000
IPC_RMID, GETPID = 0, 11
LISTENS = 10  # TCP_LISTEN
CPUS = os.cpu_count() or 1

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become our children
interrupted = False


class Fault(Exception):
    """The server did something else than what was expected."""


class Crash(Fault):
    """It has ended."""


class NotApplicable(Exception):
    """This system or server has no such thing."""


def interrupt(_number, _frame):
    global interrupted
    interrupted = True


def is_interrupted():
    return interrupted


def patience():
    """Time limits grow with the load of the machine."""
    return max(1, os.getloadavg()[0] / (2 * CPUS))


def read_stat(path):
    """Returns state, parent and number of threads; None if it is gone."""
    try:
        with open(path, "rb") as file:
            # The name stands in parentheses and may hold anything, ")" too.
            words = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return (words[0].decode(), int(words[1]), int(words[17])) \
        if len(words) > 17 else None


def sleeps(pid):
    """It sleeps for a time of its own, and then goes on."""
    try:
        with open(f"/proc/{pid}/wchan", "rb") as file:
            return b"nanosleep" in file.read()
    except OSError:
        return False


def open_by(pid):
    """
    Returns what the process has open: for each pipe and socket, whether it can
    be written (1) or only read (0).
    """
    found = set()
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            what = os.readlink(f"/proc/{pid}/fd/{fd}")
            if not what.startswith(("pipe:", "socket:")):
                continue
            with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as file:
                flags = re.search(r"flags:\s*(\d+)", file.read())[1]
            found.add((what, int(flags, 8) & 1))
    except (OSError, TypeError):
        pass
    return found


def is_shell(pid):
    """It waits for the command that it was given."""
    try:
        return os.path.samefile(f"/proc/{pid}/exe", "/bin/sh")
    except OSError:
        return False  # it is another user's, or gone


def children_of(pid):
    """Of all its threads."""
    children = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                children += map(int, file.read().split())
    except OSError:
        pass  # it is gone
    return children


class Kernel:
    """Asks the kernel about TCP connections: sock_diag(7)."""

    def __init__(self):
        try:
            self.socket = socket.socket(
                socket.AF_NETLINK, socket.SOCK_DGRAM, 4)
        except OSError:
            self.socket = None

    def find(self, port, client):
        """
        Returns state, unread bytes and inode of the server's socket, with
        client 0 of the listening one; None if there is none, False if the
        kernel does not answer.
        """
        if self.socket is None or client is None:
            return False
        here, there = socket.inet_aton("127.0.0.1"), bytes(12)
        body = struct.pack("=BBBBI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0,
                           0xffffffff) + struct.pack("!HH", port, client) + \
            here + there + (here if client else bytes(4)) + there + \
            struct.pack("=III", 0, 0xffffffff, 0xffffffff)
        try:
            self.socket.send(struct.pack("=IHHII", 16 + len(body), 20, 1, 0, 0)
                             + body)
            answer = self.socket.recv(4096)
        except OSError:
            return False
        if struct.unpack_from("=H", answer, 4)[0] == 2:  # NLMSG_ERROR
            error = -struct.unpack_from("=i", answer, 16)[0]
            return None if error == errno.ENOENT else False
        state = answer[17]
        if (state == LISTENS) != (client == 0):
            return None
        return (state, struct.unpack_from("=I", answer, 72)[0],
                struct.unpack_from("=I", answer, 84)[0])


def told(status):
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) > 128:
        number = os.WTERMSIG(status) or os.WEXITSTATUS(status) - 128
        return f"signal {number} ({signal.strsignal(number)}) ended the server"
    return f"the server exited with status {os.WEXITSTATUS(status)}"


class Server:
    kernel = Kernel()
    next_port = 10000 + os.getpid() * 37 % 20000
    busy = False  # one of them always runs
    restless = False  # one of them always had something to do: nobody waits long

    def __init__(self, command, dialect):
        self.guests = []
        self.programs = set()  # of guests: PIDs that are not the server's
        self.made = set()  # groups
        self.accounts = {}  # that guests have taken
        self.to_take = [row.split() for row in dialect.rows["account"]]
        self.has_port = dialect.one["client"] is None
        self.fixed = dialect.one["port"]
        self.may_end = True  # the first process of a daemon does
        self.main = None
        self.status = None  # of the main process, once it has ended
        self.seen = set()  # PIDs, whose System V objects are removed
        self.began = time.monotonic()
        self.output = tempfile.TemporaryFile()
        self.input, end = socket.socketpair()  # nobody types, and nobody is gone
        # A port can be taken at any moment; a fixed one is free after a minute.
        for tries in range(8):
            self.port = int(self.fixed) if self.fixed else self.choose_port()
            self.root = subprocess.Popen(
                ["sh", "-c", re.sub(r"\bPORT\b", str(self.port), command)],
                stdin=end, stdout=self.output,
                stderr=self.output, start_new_session=True,
                preexec_fn=self.prepare)
            self.wait(lambda: self.listens() or not self.living())
            if self.living():
                break
            if not self.fixed and tries == 2:
                break
            if self.fixed and not interrupted:
                time.sleep(10)
        end.close()
        if not self.listens():
            self.fail()
        self.may_end = False
        found = self.kernel.find(self.port, 0) if self.has_port else None
        members = self.family()
        self.main = self.holder(found[2], None) if found else None
        if self.main is None:
            # Parents come first there; a child's PID may be less than theirs.
            self.main = next((pid for pid in members if not is_shell(pid)),
                             self.root.pid)

    def account(self, name):
        """Returns the name to use, and its password, if the server needs one."""
        if name not in self.accounts:
            self.accounts[name] = self.to_take.pop(0) if self.to_take else [name]
        return self.accounts[name]

    def fail(self):
        """Says that it does not listen."""
        said = self.said()
        self.reap()
        status = self.root.returncode
        self.end()
        how = "" if status is None else f"{told(status)}; "
        raise Fault(f"{how}nothing listens on 127.0.0.1:{self.port}; the "
                    f'server printed "{said}"')

    @staticmethod
    def prepare():
        """In the child: what a shell would do, and the limits."""
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.unshare(CLONE_NEWIPC)  # only root can
        limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: 120,
                  resource.RLIMIT_FSIZE: 256 * 1024 * 1024}
        for number, most in limits.items():
            hard = resource.getrlimit(number)[1]
            if hard != resource.RLIM_INFINITY:
                most = min(most, hard)
            resource.setrlimit(number, (most, most))

    @classmethod
    def choose_port(cls):
        while True:
            cls.next_port = 10000 + (cls.next_port - 9999) % 20000
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("", cls.next_port))
                except OSError:
                    continue
            return cls.next_port

    def listens(self):
        if not self.has_port:  # it has started when it waits for something
            after = time.monotonic() - self.began
            return after > 0.5 and self.living() != [] and (
                after > 5 or self.is_quiet())
        found = self.kernel.find(self.port, 0)
        if found is not False:
            return found is not None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def has_read(self, client):
        """Whether it has read all that has come from this port."""
        found = self.kernel.find(self.port, client)
        if found is False:
            time.sleep(0.05)  # nobody shows what has been read
            return True
        return found is None or (found[2] != 0 and found[1] == 0)

    # --- Its processes ------------------------------------------------------

    def family(self, guests=False):
        """
        Returns all its processes, or those of guests, too: PID to state, parent
        and threads.
        """
        found, parents = {}, [os.getpid()]
        while parents:
            for pid in children_of(parents.pop()):
                if pid in self.programs and not guests:
                    continue
                stat = read_stat(f"/proc/{pid}/stat")
                if stat is not None:
                    found[pid] = stat
                    parents.append(pid)
        self.seen.update(found)
        return found

    def living(self):
        return [pid for pid, row in self.family().items() if row[0] != "Z"]

    def has(self, pid):
        return pid in self.living()

    def zombies(self):
        return [pid for pid, row in self.family().items()
                if row[0] == "Z" and row[1] == self.main]

    def is_quiet(self):
        """Nobody runs or waits for a processor or a disk."""
        members = self.family(guests=True)
        if len(members) > PROCESSES:
            raise Fault(f"the server has more than {PROCESSES} processes")
        for pid, (state, _, threads) in members.items():
            if state in "RD" or sleeps(pid):
                return False
            if threads > 1:
                try:
                    tasks = os.listdir(f"/proc/{pid}/task")
                except OSError:
                    continue
                for task in tasks:
                    stat = read_stat(f"/proc/{pid}/task/{task}/stat")
                    if stat is not None and stat[0] in "RD":
                        return False
        return True

    def is_busy(self):
        """
        Looks at it for a while, in which nobody says anything. It is busy if a
        process runs, or waits for a processor, most of the time.
        """
        self.settle()
        looks, runs, restless = 60, {}, 0
        for _ in range(looks):
            restless += not self.is_quiet()
            for pid, row in self.family().items():
                runs[pid] = runs.get(pid, 0) + (row[0] == "R")
            self.check()
            self.read(0.01)
            time.sleep(0.01)
        Server.restless = Server.restless or 2 * restless > looks
        return any(3 * run > 2 * looks for run in runs.values())

    def left_open(self):
        """
        Returns what a child has open that it only inherited: the listening
        socket, another client's, or an end of a pipe that the parent has, too,
        unless several children write to one pipe.
        """
        children = {pid: open_by(pid) for pid in self.living()
                    if pid != self.main}
        parent = open_by(self.main)
        ends = [end for opened in children.values() for end in opened]
        listener = self.kernel.find(self.port, 0)
        clients = {f"socket:[{found[2]}]" for found in (
            self.kernel.find(self.port, guest.port)
            for guest in self.guests) if found}
        for pid, opened in children.items():
            for end in opened:
                what, writes = end
                if listener and what == f"socket:[{listener[2]}]":
                    return f"process {pid} has the listening socket open"
                if what in clients and ends.count(end) > 1:
                    return f"process {pid} has another client's socket open"
                if what.startswith("pipe:") and end in parent and not (
                        writes and (what, 0) in parent and
                        ends.count(end) > 1):
                    return f"process {pid} and the parent both have the " \
                        f"{'writing' if writes else 'reading'} end of a pipe"
        return None

    def holder(self, inode, but):
        """Returns who has the socket, beside that process; None: nobody."""
        for pid in self.living():
            if pid == but:
                continue
            try:
                for fd in os.scandir(f"/proc/{pid}/fd"):
                    if os.readlink(fd.path) == f"socket:[{inode}]":
                        return pid
            except OSError:
                continue
        return None

    def child_of(self, client):
        found = self.kernel.find(self.port, client)
        return self.holder(found[2], self.main) if found else None

    def new_since(self, before):
        """Where nobody shows who has which connection."""
        return next((pid for pid in self.living() if pid not in before), None)

    def descriptors(self):
        try:
            return len(os.listdir(f"/proc/{self.main}/fd"))
        except OSError:
            return None

    def kill(self, number):
        try:
            os.kill(self.main, number)
        except ProcessLookupError:
            raise Fault("the server is gone")

    def stop(self):
        """kill alone does not wait until it has stopped."""
        self.kill(signal.SIGSTOP)
        if not self.wait(lambda: self.family().get(self.main, "?")[0] in "Tt"):
            raise Fault("the server does not stop")

    def said(self):
        """Returns the end of what it has printed."""
        size = os.fstat(self.output.fileno()).st_size
        text = os.pread(self.output.fileno(), 200, max(0, size - 200))
        return re.sub(r"[\x00-\x1f\x7f]", " ",
                      text.decode("ascii", "replace")).strip()

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in (self.main, self.root.pid):
                self.root.returncode = status  # we have waited for it
            # A shell tells how its child has ended.
            if pid == self.main or (pid == self.root.pid and self.main and
                                    not self.has(self.main)):
                self.status = status

    def check(self):
        """A fault if it has ended, and may not."""
        self.reap()
        if self.status is not None and not self.may_end:
            raise Crash(f'{told(self.status)}; it printed "{self.said()}"')

    # --- Waiting for it -----------------------------------------------------

    def read(self, most):
        """Reads what has come for the guests; False if nothing has."""
        readers = {guest.socket.fileno(): guest for guest in self.guests
                   if guest.socket and not guest.deaf and not guest.ended}
        poll = select.poll()
        for fd in readers:
            poll.register(fd, select.POLLIN)
        ready = poll.poll(most * 1000)
        for fd, _ in ready:
            readers[fd].read()
        return bool(ready)

    def wait(self, holds):
        """
        Waits until it holds. False when no process has had anything to do for
        a while: a busy machine is waited for.
        """
        slice, quiet = 0.0005, None
        look = time.monotonic() + 0.2
        longest = (QUIET if Server.restless else LONGEST) * patience()
        begun = time.monotonic()
        end = begun + longest
        while not holds():
            if self.read(slice):
                quiet = None
                end = time.monotonic() + longest
            self.check()
            now = time.monotonic()
            if now > min(end, begun + 3 * longest):
                Server.restless = True
                return False
            if interrupted or now - self.began > 15 * longest:
                return False
            if now >= look:
                look = now + 0.1
                if not self.is_quiet():
                    quiet = None
                elif quiet is None:
                    quiet = now
                elif now - quiet > QUIET * patience():
                    return holds()
            slice = min(2 * slice, 0.01)
        return True

    def wait_at_most(self, most, holds):
        end = time.monotonic() + most
        while not holds():
            self.check()
            if time.monotonic() >= end or interrupted:
                return False
            self.read(0.001)
        return True

    def settle(self):
        """Twice in a row: one look at all processes is not one moment."""
        def is_settled():
            if not self.is_quiet():
                return False
            self.read(0.001)
            return self.is_quiet()
        if Server.restless:
            self.wait_at_most(0.3 * patience(), lambda: False)
        else:
            self.wait(is_settled)

    def rest(self, most, since):
        """Waits until it has done nothing for so long."""
        end = time.monotonic() + (1 if Server.restless else 10) * most
        while True:
            self.check()
            now = time.monotonic()
            if not self.is_quiet():
                since = now
            if now >= min(since + most, end) or interrupted:
                return
            self.read(0.001)

    # --- Its end ------------------------------------------------------------

    def close_guests(self):
        for guest in self.guests:
            guest.close(reset=self.fixed != "")
        self.guests = []

    def remove_objects(self):
        """Removes System V objects that its processes made or used last."""
        for kind, column in ("msg", 5), ("sem", None), ("shm", 4):
            try:
                with open(f"/proc/sysvipc/{kind}", encoding="ascii") as file:
                    rows = [line.split() for line in file][1:]
            except OSError:
                continue
            for row in rows:
                number = int(row[1])
                pid = int(row[column]) if column is not None else \
                    libc.semctl(number, 0, GETPID)
                if pid not in self.seen:
                    continue
                if kind == "sem":
                    libc.semctl(number, 0, IPC_RMID)
                else:
                    getattr(libc, kind + "ctl")(number, IPC_RMID, None)

    def end(self):
        """TERM lets it remove its files; soon after, KILL for all."""
        self.close_guests()
        self.reap()
        if self.main is not None and self.status is None:
            for number in signal.SIGTERM, signal.SIGCONT:
                try:
                    os.kill(self.main, number)
                except ProcessLookupError:
                    pass
            end = time.monotonic() + 0.3 * patience()
            while self.status is None and time.monotonic() < end:
                time.sleep(0.005)
                self.reap()
        end = time.monotonic() + LONGEST * patience()
        while True:
            members = self.family()
            # A stopped process starts no other one meanwhile.
            for number in signal.SIGSTOP, signal.SIGKILL:
                for pid in members:
                    try:
                        os.kill(pid, number)
                    except ProcessLookupError:
                        pass
            self.reap()
            if not members:
                break
            if time.monotonic() > end:
                raise SystemExit("grade: cannot kill the server's processes")
            time.sleep(0.002)
        self.remove_objects()
        self.output.close()
        self.input.close()
