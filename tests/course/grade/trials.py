"""The trials: what a server must do, and how that is tried."""
import os
import re
import signal
import socket
import time

from guest import Guest
from server import Crash, Fault, NotApplicable, Server


class Trial:
    """A trial under way: a server, its guests, and what is expected."""

    words = 0
    names_stay = False  # after their clients have gone: vanish has told so
    children = False  # the server has a process for each client

    def __init__(self, command, options):
        self.expected = ""
        self.crowd = options.crowd
        self.dialect = options.dialect
        self.server = Server(command, options.dialect)

    def expects(self, text):
        self.expected = text

    def word(self):
        """Returns a word that was never said before."""
        Trial.words += 1
        return f"word{Trial.words}."

    def connect(self, name, group=1, small=False):
        guest = Guest(self.server, name, small=small)
        guest.log_in(group)
        return guest

    def enter(self, name, group=1, small=False):
        guest = self.connect(name, group, small)
        guest.join(group)
        return guest

    def hearer_of(self, speaker, hearer):
        """Where nobody hears others, each hears itself."""
        return speaker if self.dialect.one["alone"] == "yes" else hearer

    def meet(self, speaker, hearer, group=1):
        """
        One says a word to the group until the other gets it: both are members
        by then, and all that the first has said before has been done.
        """
        word = self.word()
        hearer = self.hearer_of(speaker, hearer)
        hearer.has_been_read()
        for time_most in 0.1, 0.2, 0.4, 0.8:
            speaker.tell(group, word)
            if self.server.wait_at_most(
                    time_most, lambda: hearer.heard(word)):
                return
        hearer.hears(word)

    def done(self, speaker, hearer, group=1):
        """All that one has said has been done when the other hears a word."""
        word = self.word()
        speaker.tell(group, word)
        self.hearer_of(speaker, hearer).hears(word)

    # --- Talks -------------------------------------------------------------

    def tells(self, speaker, hearer, text):
        hearer = self.hearer_of(speaker, hearer)
        self.expects(f'{hearer.name} gets "{text}" from {speaker.name}')
        speaker.tell(1, text)
        hearer.hears(text)
        if not hearer.heard_from(speaker.name, text):
            raise Fault(f'{hearer.name} got "{text}" without the sender\'s '
                        "name before it")

    def converse(self):
        """The lab's conversation, less what has trials of its own."""
        before = len(self.server.family())
        self.expects("two clients that join a group get each other's messages")
        javad = self.enter("javad")
        ali = self.enter("ali")
        if self.dialect.has("groups") and self.dialect.has("together"):
            javad.join(2)
            ali.join(3)
        try:
            self.meet(javad, ali)
            self.expects(self.expected + " (javad's reach ali)")
            if self.dialect.one["alone"] == "yes":
                javad.close()  # one after the other is enough
            self.meet(ali, javad)
        except Crash:
            raise
        except Fault as fault:
            raise Fault(f'{fault}; the server printed "{self.server.said()}"')
        if self.dialect.one["alone"] != "yes":
            self.tells(javad, ali, "hello ali")
        self.tells(ali, javad, "hellllllo javad, how are you?")
        Trial.children = (self.server.child_of(ali.port) is not None
                          or len(self.server.family()) > before)

    def idle(self):
        """First, because all other trials wait until nobody has work."""
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("while nobody says anything, no process runs")
        Server.busy = self.server.is_busy()
        if Server.busy:
            raise Fault("a process of the server always runs (R in ps, 100 % "
                        "in top): busy waiting")

    def rests(self, when):
        """Unless it is always busy: idle has told so."""
        self.expects(f"{when}, no process runs")
        if not Server.busy and self.server.is_busy():
            raise Fault("a process of the server always runs (R in ps, 100 % "
                        "in top): read returns 0, or fails, again and again")

    def echo(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(sara, ali)
        self.meet(ali, sara)
        self.expects("the sender of a message to a group gets it, too")
        word = self.word()
        ali.tell(1, word)
        sara.hears(word)
        ali.hears(word)

    def leave(self):
        javad = self.enter("javad")
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(javad, ali)
        self.meet(ali, javad)
        self.meet(ali, sara)
        javad.do("leave", GROUP=1)
        javad.has_been_read()
        self.server.settle()
        self.expects("after it has left the group, javad gets no messages")
        word = self.word()
        ali.tell(1, word)
        sara.hears(word)
        self.server.settle()
        javad.has_not_heard(word)

    def non_members(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        javad = self.enter("javad", 2)
        reza = self.enter("reza", 2)
        self.meet(ali, sara)
        self.meet(javad, reza, 2)
        self.meet(reza, javad, 2)
        word, answer = self.word(), self.word()
        if self.dialect.one["outside"] != "yes" and any(
                "GROUP" in row for row in self.dialect.rows["say"]):
            self.expects("javad, who is not in group 1, cannot send to it")
            javad.tell(1, word)
        self.done(javad, reza, 2)
        ali.tell(1, answer)
        sara.hears(answer)
        sara.has_not_heard(word)
        self.expects("javad, who is not in group 1, gets nothing from it")
        self.done(reza, javad, 2)
        javad.has_not_heard(answer)

    def equal_names(self):
        first = self.enter("reza")
        sara = self.enter("sara")
        self.meet(first, sara)
        self.meet(sara, first)
        self.expects("a second client that claims the name reza cannot send "
                     "as reza, and the first one still can")
        word = self.word()
        second = self.enter("reza")
        second.tell(1, word)
        second.has_been_read()
        self.server.settle()
        self.done(first, sara)
        if sara.heard_from("reza", word):
            raise Fault(f'sara got "{word}" from the second client, as "reza"')
        self.done(sara, first)

    def dismiss(self, guest):
        if self.dialect.one["quit"] is None:
            guest.close()
            return
        guest.do("quit")
        guest.is_dismissed()

    def quit(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("quit closes the connection")
        for guest in ali, sara:
            self.dismiss(guest)
        self.expects("when all clients have left, the server accepts new ones")
        self.server.settle()
        javad = self.enter("javad")
        self.meet(javad, self.enter("reza"))

    def half_lines(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("a line that comes in two pieces is one command")
        word = self.word()
        *before, line = ali.encoded("say", GROUP=1, TEXT=word)
        for data in (*before, line[:9], line[9:]):
            ali.send(data)
        self.done(ali, sara)
        self.hearer_of(ali, sara).hears(word)

    def many_lines(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        sara = self.hearer_of(ali, sara)
        words = [self.word() for _ in range(20)]
        self.expects(f"{len(words)} lines in one write are {len(words)} "
                     "commands")
        ali.send(b"".join(b"".join(ali.encoded("say", GROUP=1, TEXT=word))
                          for word in words))
        self.done(ali, sara)
        for word in words:
            sara.hears(word)

    # --- Steps of the exercise, before anything comes back ------------------

    def prints(self, text):
        self.expects(f'the parent prints a line with "{text}"')
        if not self.server.wait(lambda: text in self.server.said()):
            raise Fault(f'it printed "{self.server.said()}"')

    def up(self):
        ali = self.connect("ali")
        word = self.word()
        ali.tell(1, word)
        self.prints(word)

    def members(self):
        ali = self.enter("ali")
        self.prints("1: ali")
        self.enter("sara")
        self.prints("1: ali sara")
        ali.do("leave", GROUP=1)
        self.prints("1: sara")

    # --- Bytes -------------------------------------------------------------

    def stale(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        word, old = self.word(), "old" * 30
        self.expects(f'a short text, "{word}", comes without the end of a '
                     "longer one before")
        self.tells(ali, sara, old)
        sara = self.hearer_of(ali, sara)
        sara.got = b""
        self.tells(ali, sara, word)
        self.server.settle()
        self.server.read(0.01)
        if b"old" in sara.got:
            sara.wrong("got more than", word)

    def percent(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        text = "100%, %s%s%s%s%n %99999d " + self.word()
        self.expects(f'the text "{text}" comes as it is')
        self.tells(ali, sara, text)

    def long_line(self):
        """What the server does with it does not matter, but that it lives."""
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("after a name of 6,000 bytes, and 100,000 bytes without "
                     "an end, ali and sara still get each other's messages")
        for name, data in ("n" * 6000, b""), ("reza", b"y" * 100_000):
            guest = self.enter(name)
            for at in range(0, len(data), 10_000):
                guest.send(data[at:at + 10_000], must=False)
            self.server.settle()
        self.meet(ali, sara)
        self.meet(sara, ali)

    def nameless(self):
        self.expects("while a client that has connected says nothing, the "
                     "others get each other's messages")
        Guest(self.server, "a silent client")
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.meet(sara, ali)

    def silent(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("after 20 clients have connected and closed without a "
                     "word, ali and sara still get each other's messages")
        for i in range(20):
            Guest(self.server, f"client {i}").close(reset=i % 2 == 1)
            self.server.settle()
        self.meet(ali, sara)
        self.meet(sara, ali)
        self.meet(self.enter("reza"), ali)

    # --- Processes ---------------------------------------------------------

    def name_is_free(self, name, hearer):
        """A newcomer is heard under it; if not yet, it is tried anew."""
        for tries in range(6):
            guest = self.enter(name)
            word = self.word()
            guest.tell(1, word)
            guest.has_been_read()
            self.server.settle()
            self.server.wait_at_most(0.01 * 2 ** tries, lambda: False)
            if hearer.heard_from(name, word):
                return
            guest.close()
            self.server.settle()
        Trial.names_stay = True
        raise Fault(f"the name {name} cannot be used again")

    def vanish(self):
        ali, sara, javad, reza = [
            self.enter(name) for name in ("ali", "sara", "javad", "reza")]
        self.meet(javad, ali)
        self.meet(reza, sara)
        self.meet(sara, ali)
        self.expects("after two clients have vanished, one in the middle of a "
                     "line, ali and sara still get each other's messages")
        *before, line = javad.encoded("say", GROUP=1, TEXT="what I wanted")
        for data in (*before, line[:-7]):
            javad.send(data)
        javad.has_been_read()
        # One process is stopped meanwhile: it then writes to connections that
        # are reset, which is SIGPIPE.
        if not Trial.children:
            self.server.stop()
        javad.close(reset=True)
        reza.close()
        if not Trial.children:
            ali.tell(1, "are you there?")
            sara.tell(1, "are you there?")
            self.server.kill(signal.SIGCONT)
        self.server.settle()
        self.meet(ali, sara)
        self.meet(sara, ali)
        if not self.dialect.has("names"):
            return
        self.expects(
            "a client that has vanished can return under the same name")
        self.name_is_free("javad", ali)
        self.name_is_free("reza", ali)

    def end_of_input(self):
        """Without quit: read returns 0."""
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.server.settle()  # or what still comes for ali ends its reader
        ali.socket.shutdown(socket.SHUT_WR)
        self.rests("after a client has ended its input without quit")

    def reset(self):
        """Nobody writes to it: only reading can tell."""
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.server.settle()
        ali.close(reset=True)
        self.rests("after a connection was reset while nobody speaks")
        self.expects("the server goes on when a connection was reset")
        self.meet(sara, self.enter("reza"))

    def signal(self):
        """A child that stops is SIGCHLD, too: a wait is interrupted (EINTR)."""
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("after its processes were stopped and continued, ali and "
                     "sara still get each other's messages")
        for number in signal.SIGSTOP, signal.SIGCONT:
            for pid in self.server.living():
                os.kill(pid, number)
            self.server.settle()
        self.meet(ali, sara)
        self.meet(sara, ali)

    def inherited(self):
        guests = [self.enter(name) for name in ("ali", "sara", "reza")]
        for guest in guests[1:]:
            self.meet(guests[0], guest)
        self.expects("a client's process has only its own socket and its own "
                     "ends of pipes open")
        left = self.server.left_open()
        if left is not None:
            raise Fault(left)

    def kill_child(self):
        """
        The parent is stopped while the child dies and others speak, so that it
        learns of all this at once: writing to a pipe that nobody reads is
        SIGPIPE.
        """
        ali, sara = [self.enter(name) for name in ("ali", "sara")]
        self.meet(ali, sara)
        self.meet(sara, ali)
        before = self.server.living()
        javad = self.enter("javad")
        self.meet(javad, ali)
        child = self.server.child_of(javad.port) or \
            self.server.new_since(before)
        self.expects(f"after kill -9 of javad's process {child}, ali and sara "
                     "still get each other's messages")
        if child is None:
            raise NotApplicable("no client has a process that can be seen")
        self.server.stop()
        os.kill(child, signal.SIGKILL)
        self.server.wait(lambda: not self.server.has(child))
        for guest in ali, sara:
            guest.tell(1, self.word())
        for guest in ali, sara:
            guest.has_been_read()
        self.server.settle()  # their processes have passed it on
        self.server.kill(signal.SIGCONT)
        self.server.settle()
        self.meet(ali, sara)
        self.meet(sara, ali)
        self.expects("after kill -9 of a child, the server accepts new clients")
        self.meet(self.enter("reza"), ali)
        self.expects("after kill -9 of a child, its client's name can be used")
        if self.dialect.has("names") and not Trial.names_stay:
            javad.close()  # a program might come back
            self.name_is_free("javad", ali)

    def zombies(self):
        """Of several children that end while it is stopped, one SIGCHLD."""
        most = 5
        ali = self.enter("ali")
        guests = [self.enter(f"guest{i}") for i in range(most)]
        for guest in guests:
            self.meet(guest, ali)
        if self.dialect.one["alone"] != "yes":
            word = self.word()
            ali.tell(1, word)
            for guest in guests:
                guest.hears(word)
        self.expects(f"after {most} clients have left at the same time, no "
                     "zombie is left")
        self.server.stop()
        for guest in guests:
            guest.close()
        self.server.wait(lambda: len(self.server.zombies()) >= most)
        self.server.kill(signal.SIGCONT)
        if not self.server.wait(lambda: not self.server.zombies()):
            raise Fault(f"ps shows {len(self.server.zombies())} zombies (Z) "
                        f"whose parent is {self.server.main}")

    def kill_parent(self):
        ali = self.enter("ali")
        sara = self.enter("sara")
        self.meet(ali, sara)
        self.expects("after kill -9 of the parent, all children end")
        self.server.may_end = True
        self.server.kill(signal.SIGKILL)
        if not self.server.wait(lambda: not self.server.living()):
            raise Fault(f"{len(self.server.living())} of its processes are "
                        "still running")
        if not self.dialect.has("connections"):
            return  # a program may wait for the server's return
        self.expects("after kill -9 of the parent, all connections end")
        ali.is_dismissed()
        sara.is_dismissed()

    # --- Crowds ------------------------------------------------------------

    def enter_crowd(self, count):
        """One after the other: a server may have few wait to be accepted."""
        guests = []
        for i in range(count):
            guests.append(self.connect(
                f"guest{i}", i % max(1, len(self.dialect.groups)) + 1))
            guests[-1].has_been_read()
        return guests

    def come_and_go(self, count):
        """Clients come, and go: every other one without a word."""
        guests = self.enter_crowd(count)
        for guest in guests[::2]:
            guest.do("quit")
        for guest in guests:
            guest.has_been_read()
        self.server.close_guests()
        self.server.rest(0.05, time.monotonic())

    def descriptors(self):
        start = self.server.descriptors()
        if start is None:
            raise NotApplicable(
                "this system cannot show the descriptors of a process")
        tide = 50
        self.come_and_go(tide)  # some are made once, for the first ones
        self.server.wait(lambda: self.server.descriptors() <= start)
        before = self.server.descriptors()
        connections = self.crowd[1]
        self.expects(f"the server has {before} descriptors open, as before "
                     f"{connections} connections that came and went")
        for _ in range(connections // tide):
            self.come_and_go(tide)
        if not self.server.wait(
                lambda: self.server.descriptors() <= before):
            raise Fault(f"it has {self.server.descriptors()} descriptors open")

    def flood(self, expected):
        """
        Has a slow member, who reads nothing, and four others, all of which get
        more than waits on the way. Returns the slow one, and who spoke.
        """
        javad = self.enter("javad")
        slow = self.enter("slow", small=True)
        members = [self.enter(name)
                   for name in ("ali", "sara", "reza", "mina")]
        for member in members:
            self.meet(javad, member)
        self.meet(slow, javad)
        slow.deaf = True
        self.expects(expected)
        filler = "x" * (int(self.dialect.one["text"]) - 21)
        # Without line ends, one message at a time, because there is no time
        # for pauses.
        pause, Guest.pause = Guest.pause, 0
        ahead = 1 if Guest.end == "none" else 16
        try:
            for _ in range(384 * 1024 // (len(filler) * ahead)):
                for _ in range(ahead):
                    word = self.word()
                    javad.tell(1, f"{filler} {word}")
                for member in members:
                    member.hears(word)
        finally:
            Guest.pause = pause
        return slow, javad

    def slow_reader(self):
        self.flood("while one member of the group reads nothing, all others "
                   "get every message")

    def short_send(self):
        """The slow one reads again: a send had taken a part of a message."""
        try:
            slow, javad = self.flood("others speak while one member reads nothing")
        except Crash:
            raise
        except Fault:
            raise NotApplicable("the others wait for the slow member")
        self.expects("when the slow member reads again, no message is torn")
        slow.kept = 1 << 20
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        slow.deaf = False
        self.server.wait(lambda: False)
        word = self.word()  # behind the part
        javad.tell(1, word)
        self.server.wait(lambda: slow.heard(word))
        length = int(self.dialect.one["text"]) - 21
        for text in re.finditer(rb"x{9,}", slow.got):
            if text.end() < len(slow.got) and text.start() > 0 and (
                    len(text[0]) != length or
                    not re.match(rb" word", slow.got[text.end():][:5])):
                after = slow.got[text.end():][:30].decode("ascii", "replace")
                raise Fault(f"of {length} x, slow got {len(text[0])}, and "
                            f"then {after!r}")

    def many_clients(self):
        count = self.crowd[0]
        self.expects(f"{count} clients can be connected at once")
        guests = self.enter_crowd(count)
        groups = max(1, len(self.dialect.groups))
        for i, guest in enumerate(guests):
            guest.join(i % groups + 1)
        for guest in guests:
            guest.has_been_read()
        self.server.settle()
        self.expects(f"of {count} clients, {count - groups} get a message "
                     "that one member of each group sends")
        word = self.word()
        for i in range(groups):
            guests[i].tell(i + 1, word)

        def hearers():
            return sum(guest.heard(word) for guest in guests[groups:])
        if not self.server.wait(lambda: hearers() == count - groups):
            raise Fault(f"only {hearers()} of them got it")


