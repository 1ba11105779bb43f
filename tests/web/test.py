#!/usr/bin/env python3
"""The page in a browser: two tabs, forkcast, irssi and nc in one group; nothing
missed and nothing twice, whatever ends; login; hostile texts; names of controls.
What is not installed skips those that need it.

    test.py BUILD [TEST...]      $PICTURES: a directory for page.png of README.md
"""
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

from browser import Browser, PATIENCE

CONTROLS = {"button", "textbox", "link", "log", "navigation", "dialog", "complementary"}
LINES = 3000
running = []  # how to end what a test has started
HOSTILE = [
    "<script>document.title = 'taken'</script>", "<img src=x onerror=alert(1)>",
    "javascript:alert(1)", "<a href=\"javascript:alert(1)\">click</a>",
    "https://example.org/\"onmouseover=\"alert(1)", "data:text/html,<script>alert(1)</script>",
    "&lt;b&gt; &amp; &#x3c;", "\x0304,01\x02\x1d\x1f\x16red\x0f plain", "\x04ff0000 hex \x11mono",
    "\u202eleft\u2066 \u200f right", "Z\u0300\u0301\u0302\u0303\u0304algo", "x" * 3000,
    "ACTION no action", "__proto__ constructor", "\x01VERSION\x01", "${alert(1)} {{1+1}}",
]


class Server:
    """A forkcastd of ours, and clients of it."""

    def __init__(self, build, *settings):
        self.build = os.path.abspath(build)
        self.home = tempfile.mkdtemp(prefix="web-server")
        os.chmod(self.home, 0o711)
        state = os.path.join(self.home, "state")
        os.mkdir(state, 0o700)
        shutil.chown(state, "nobody") if os.getuid() == 0 else None
        self.port = free_port()
        self.config = os.path.join(self.home, "config")
        with open(self.config, "w") as file:
            file.write("\n".join([f"state {state}", *settings, "group ops"]) + "\n")
        self.url = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [f"{self.build}/forkcastd", "-f", self.config, "-l", f"127.0.0.1:{self.port}"],
            stderr=open(os.path.join(self.home, "log"), "a"))
        running.append(self.process.kill)
        await_port(self.port)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def workers(self, name):
        """Returns the processes of the client of that name."""
        ps = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
                            capture_output=True, text=True, check=True).stdout
        return [int(line.split()[0]) for line in ps.splitlines() if f" {name} " in line]

    def worker(self, name):
        return self.workers(name)[0]

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home)


class Nc:
    """A client as nc(1) would be."""

    def __init__(self, server, name, *groups):
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self.socket.settimeout(PATIENCE)
        self.file = self.socket.makefile("rb")
        self.say("want full", name, *[f"join {group}" for group in groups], "ping in")
        self.hear("ok ping in")

    def say(self, *lines):
        self.socket.sendall("".join(f"{line}\n" for line in lines).encode())

    def hear(self, text):
        while True:
            line = self.file.readline().decode().rstrip("\n")
            if not line:
                raise EOFError(f"no more, but not: {text}")
            if text in line:
                return line


class Terminal:
    """A program in a terminal of its own, at which a person sits."""

    def __init__(self, *command):
        pid, self.keys = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 30, 100, 0, 0))
            os.environ["TERM"] = "xterm"
            os.execvp(command[0], command)
        running.append(lambda: os.kill(pid, signal.SIGKILL))
        self.shown = ""

    def say(self, text):
        os.write(self.keys, f"{text}\r".encode())

    def see(self, *texts):
        """Waits until it has shown the texts, in this order, behind those seen before."""
        until = time.monotonic() + PATIENCE
        for text in texts:
            while text not in self.shown:
                if not select.select([self.keys], [], [], max(0, until - time.monotonic()))[0]:
                    raise TimeoutError(f"not shown: {text}: {self.shown}")
                self.shown += re.sub("\x1b(\\[[0-?]*[@-~]|[^\\[])", "",
                                     os.read(self.keys, 65536).decode(errors="replace"))
            self.shown = self.shown.split(text, 1)[1]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def await_port(port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


def check(good, what):
    if not good:
        raise AssertionError(what)


def opened(browser, server, name, secret=None, group="ops"):
    """Returns a tab that is in the group."""
    tab = browser.tab(f"{server.url}#{group}")
    tab.enter(name, secret)
    tab.wait(f"current.title === '#{group.split(',')[0]}' && session.owed.length === 0")
    return tab


def irssi_of(server, *options):
    return Terminal("irssi", f"--home={server.home}/irssi", "-c", "127.0.0.1", "-p",
                    str(server.port), *options)


def test_try(browser, build):
    """From the address of README.md to an answer; a reload, and a second visit."""
    server = Server(build)
    javad = Terminal(f"{server.build}/forkcast", "-s", f"127.0.0.1:{server.port}", "-n", "javad", "ops")
    javad.see("#ops")
    javad.say("/topic backups at 04:00")
    javad.see("backups at 04:00")
    tab = browser.tab(server.url)
    tab.enter("ali")
    tab.wait("$('dialog').textContent.includes('#ops1 member: backups at 04:00')")
    tab.click("#ops")
    tab.wait("current.title === '#ops'")
    javad.say("good morning")
    tab.see("good morning")
    tab.say("good morning, javad")
    javad.see("good morning, javad")
    tab.reload()
    tab.wait("current.title === '#ops' && session.here")
    tab.say("here again")
    javad.see("here again")
    tab.close()
    javad.see("1 member")
    later = browser.tab(server.url, beside=tab)
    later.wait("$('dialog')")
    later.press("Enter")
    later.wait("current.title === '#ops' && world.me === 'ali'")
    later.say("the next day")
    javad.see("the next day")
    javad.say("ali: it is")
    later.see("ali: it is")
    later.point("current.rows.at(-1).querySelector('.text')")
    later.say("1 more thing: what is not typed into the box is lost")
    javad.see("1 more thing: what is not")
    later.click("Join a group")
    later.wait("$('dialog')")
    later.press("Escape")
    later.wait("!$('dialog') && document.activeElement.id === 'input'")
    later.say("good night")
    javad.see("good night")
    return server, later


def test_full(browser, build):
    """Who finds the server full reads so, on the page and where no page comes."""
    server = Server(build, "max_clients 1")
    tab = browser.tab(server.url)
    nc = None
    while not nc:
        try:
            nc = Nc(server, "nc", "ops")
        except (EOFError, ConnectionError):  # the connection that brought the page is not over
            time.sleep(0.1)
    tab.enter("ali")
    tab.wait("$('state').textContent.includes('the server is full; try again later')")
    tab.reload()
    check(tab.text().strip() == "the server is full; try again later", tab.text())
    return (server,)


def test_devices(browser, build):
    """An account in two browsers and irssi: all have what is said on each, in order."""
    server = Server(build, "history all")
    one = opened(browser, server, "ali")
    one.say("/register")
    one.fill("open-sesame", "open-sesame")
    one.wait("session.account === 'ali'")
    two = opened(browser, server, "ali", "open-sesame")
    irssi = irssi_of(server, "-n", "ali", "-w", "ali:open-sesame")
    irssi.see("logged in")
    irssi.say("/join #ops")
    irssi.see("#ops")
    said = []
    for i in range(3):
        for device in one, two, irssi:
            said.append(f"{'first second third'.split()[i]} of {len(said)}")
            device.say(said[-1])
            one.see(said[-1])
            two.see(said[-1])
    irssi.see(*said)
    for tab in one, two:
        has = tab.run("current.rows.filter(({ line }) => line.raw).map(({ line }) => "
                      "`${line.by}: ${line.text}`)")
        check(has == [f"ali: {text}" for text in said], has)
    one.say("/nick zoe")
    for tab in one, two:
        tab.wait("world.me === 'zoe'")
    while len(workers := server.workers("zoe")) < 3:
        time.sleep(0.05)
    for process in workers:
        os.kill(process, signal.SIGKILL)
    for tab in one, two:
        tab.wait("session.here && world.me === 'ali' && find('ops').joined && session.owed.length === 0")
    one.say("one again")
    two.see("one again")
    read_elsewhere(server, one, two)
    return server, one, two


def read_elsewhere(server, one, two):
    """What the other device reads during a cut is read; a click is one amid news, too."""
    bob = Nc(server, "bob", "ops")
    for tab in one, two:
        tab.click("Server")
    bob.say("register secret", "send ops read on one", "tell ali and this")
    two.wait("find('ops').unread === 1 && find('@bob').unread === 1")
    two.run("void (window.real = connect, connect = () => {}, hangUp())")
    for view in "ops", "bob":
        one.click(view)
        one.wait("current.unread === 0 && !current.seenDue && session.owed.length === 0")
    one.click("Server")  # or it would read what comes to bob's view
    two.run("connect = real")
    two.wait("session.here && find('ops').joined && session.owed.length === 0")
    two.wait("find('ops').unread === 0 && find('@bob').unread === 0")
    two.run("void (window.socket = session.socket, session.heardAt = 0)")
    two.wait("Date.now() - session.heardAt < SILENCE")
    check(two.run("session.socket === socket"), "it did not ask before it hung up")
    two.click("Server")
    at = two.aim("[...document.querySelectorAll('#views .item')].find((one) => /ops/.test(one.textContent))")
    two.button("mousePressed", at)
    bob.say("tell ali while you click")
    two.wait("find('@bob').unread === 1 && isDrawn")
    two.button("mouseReleased", at)
    two.wait("current.title === '#ops'")


def test_talk(browser, build):
    """Two tabs, forkcast, irssi and nc hear each other, once."""
    server = Server(build, "history all")
    one, two = opened(browser, server, "one"), opened(browser, server, "two")
    nc = Nc(server, "nc", "ops")
    cast = Terminal(f"{server.build}/forkcast", "-s", f"127.0.0.1:{server.port}", "-p", "-n", "cast", "ops")
    irssi = irssi_of(server, "-n", "iris")
    nc.hear("ops cast!")
    nc.say("watch iris")
    nc.hear("online")
    irssi.see("Welcome")
    irssi.say("/join #ops")
    nc.hear("ops iris!")
    said = {"one": "from one", "two": "from two", "nc": "from nc", "cast": "from cast",
            "iris": "from iris"}
    one.say(said["one"])
    two.say(said["two"])
    nc.say(f"send ops {said['nc']}")
    cast.say(said["cast"])
    irssi.say(said["iris"])
    for tab in one, two:
        for text in said.values():
            tab.see(text)
    one.say("first line\nsecond line\n\nlast line")
    two.see("second line\n\nlast line")
    two.reach("from nc")
    two.press("r")
    two.say("an answer")
    nc.hear("+draft/reply=")
    one.wait("document.querySelector('.quote').textContent.includes('nc: from nc')")
    one.reach("an answer")
    one.press("1")
    nc.hear("+draft/react=")
    one.press("Escape")
    two.wait("document.querySelector('.row [aria-pressed]').textContent.endsWith(' one')")
    nc.say("tell one psst", "send ops one: are you there?")
    one.wait("document.title.startsWith('(1)') && views.get('@nc').unread === 1")
    one.see("are you there?")
    check(one.run("document.querySelectorAll('.row.mention').length") == 1, "no mention")
    two.type("hi cas")
    two.press("Tab")
    two.wait("$('input').value === 'hi cast '")
    one.click("nc")
    nc.say("leave ops", "away at tea")
    one.wait("$('topic').textContent === 'away: at tea'")
    nc.say("quit")
    one.wait("$('topic').textContent === 'not here'")
    return server, one, two


def test_hostile(browser, build):
    """Markup and links of all kinds stay text."""
    server = Server(build)
    tab = opened(browser, server, "victim")
    nc = Nc(server, "eve", "ops")
    for text in HOSTILE:
        nc.say(f"send ops {text}", f"topic ops {text[:300]}", f"tell victim {text}",
               f"away {text[:300]}")
    nc.say("leave ops <b>bye</b>", "join ops", "send ops the end", "ping end")
    nc.hear("ok ping end")
    tab.see("the end")
    tab.say("<i>mine</i> javascript:1")
    tab.see("<i>mine</i>")
    nodes = tab.run("[...new Set([...document.querySelectorAll('.log *')].map((node) => "
                    "node.localName))].sort().join(' ')")
    check(set(nodes.split()) <= set("a bdi div span time button i".split()), nodes)
    links = tab.run("[...document.querySelectorAll('a')].map((link) => link.href)")
    check(all(link.startswith("https://example.org/") for link in links), links)
    check(tab.run("document.title").endswith("forkcast"), "the title is taken")
    link = opened(browser, server, "visitor", group="ops,x%0Asend ops injected,%zz")
    link.say("the end of it")
    tab.see("the end of it")
    check("injected" not in tab.text(), "a link has made the visitor speak")
    return server, tab


def test_missed(browser, build):
    """Reload, kill, restart, upgrade: nothing is missed, and nothing comes twice."""
    server = Server(build, "history all")
    tab, nc = opened(browser, server, "tab"), Nc(server, "nc", "ops")
    count = 0

    def say():
        nonlocal count
        lines = [f"send ops number {count + i}." for i in range(30)]
        count += 30
        nc.say(*lines, "ping said")
        nc.hear("ok ping said")

    def check_all():
        """All lines are there, once each: those not shown yet, by going up from the end."""
        tab.wait("session.here && current.hole === 0 && !current.asking && (!current.ends || current.rows"
                 f".some((row) => row.line.text === 'number {count - 1}.'))")
        seen = tab.run("""(async () => {
            const said = new Map();
            const note = () => current.rows.forEach(({ line }) => said.set(line.id, line.text));
            for (await goToEnd(current), note(); !current.begins; note())
                await turn(current), await new Promise((done) => setTimeout(done));
            await goToEnd(current);
            return [...said].sort().map(([, text]) => text).filter((text) => text.startsWith('number'))
                .join(' ');
        })()""")
        check(seen == " ".join(f"number {i}." for i in range(count)), seen)

    say()
    check_all()
    os.kill(server.worker("tab"), signal.SIGKILL)
    say()
    check_all()
    tab.wait("document.querySelector('.mark')")
    tab.reload()
    say()
    tab.wait("current.title === '#ops'")
    check_all()
    server.process.send_signal(signal.SIGUSR2)
    say()
    check_all()
    tab.reload()
    tab.wait("current.title === '#ops'")
    check_all()
    tab.run("connect = () => {}")  # it stays away for a while
    os.kill(server.worker("tab"), signal.SIGKILL)
    tab.wait("!session.here")
    tab.say("said meanwhile")
    tab.wait("$('input').value === 'said meanwhile'")
    for _ in range(50):
        say()
    tab.reload()
    tab.wait("current.title === '#ops'")
    check_all()
    server.process.send_signal(signal.SIGSTOP)  # both sleep for an hour
    tab.run("void (Date.now = ((real) => () => real() + 3600e3)(Date.now))")
    tab.wait("session.lostAt > Date.now() - 1800e3")
    server.process.send_signal(signal.SIGCONT)
    say()
    check_all()
    nc.say("quit")
    server.kill()
    tab.wait("!session.here")
    server.start()
    nc = Nc(server, "nc", "ops")
    say()
    tab.wait("session.here")
    check_all()
    return server, tab


def test_place(browser, build):
    """What is looked at stays: the end while much comes, the group over a loss."""
    server = Server(build)
    tab, nc = browser.tab(f"{server.url}", 360, 740), Nc(server, "nc", "ops")
    tab.press("Escape")
    tab.see("", 0)
    tab.wait("$('state').textContent.includes('Not connected')")
    tab.click("Connect")
    tab.enter("two words")
    tab.wait("$('dialog').textContent.includes('Join a group')")
    tab.fill("no such")
    tab.wait("current.title === '#no-such' && world.me === 'two-words'")
    check(tab.run("document.activeElement.id") == "input", "one cannot type at once")
    for group in "ops", "news":
        tab.say(f"/join {group}")
        tab.wait(f"current.title === '#{group}'")
    tab.click("Groups and people")
    tab.wait("$('side').matches(':popover-open')")
    tab.press("Escape")
    tab.wait("!$('side').matches(':popover-open')")
    tab.click("Groups and people")
    tab.click("ops")
    tab.mouse("mouseMoved", {"x": 180, "y": 20})  # which else shows the tools of what it is over
    nc.say(*[f"send ops line {i}" for i in range(30)])
    tab.see("line 29")
    tab.say("/help")
    tab.see("/help [TOPIC]")
    tab.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    check(tab.run("current.atEnd && current.log.scrollTop === 0"), "not at the end")
    tab.reach("line 2")
    tab.wait("!current.atEnd && $('tools')")
    nc.say("send ops one more")
    tab.wait("$('down').textContent === '↓ 1 new'")
    tab.press("Escape")
    tab.wait("!$('tools')")
    tab.click("1 new")
    tab.wait("current.atEnd && current.unread === 0")
    os.kill(server.worker("two-words"), signal.SIGKILL)
    tab.wait("!session.here")
    tab.wait("session.here && joined().length === 3 && session.owed.length === 0")
    check(tab.run("current.title") == "#ops", "another group")
    tab.say("/register")
    tab.fill("one secret", "other secret")
    tab.see("the secrets differ")
    tab.say("/quit")
    tab.wait("$('state').textContent.includes('You have left the chat')")
    tab.see("connection was lost", 0)
    return server, tab


def test_no_history(browser, build):
    """Without a history, it says how long it was away; what may be lost."""
    server = Server(build)
    tab, nc = opened(browser, server, "tab"), Nc(server, "nc", "ops")
    nc.say("send ops before")
    tab.see("before")
    pid = server.worker("tab")
    os.kill(pid, signal.SIGSTOP)
    tab.say("is it lost?")
    os.kill(pid, signal.SIGKILL)
    tab.see("what was said meanwhile is not kept")
    tab.see("perhaps not sent: is it lost?")
    return server, tab


def test_login(browser, build):
    """Register, wrong secret, login on two tabs; the secret is never sent or stored."""
    server = Server(build, "history all")
    tab = opened(browser, server, "ali")
    tab.say("/register #tea")
    tab.see("log in first")
    tab.mark_all()
    tab.say("/register")
    tab.fill("open sesame", "open sesame")
    tab.wait("session.account === 'ali'")
    first = server.worker("ali")
    other = browser.tab(f"{server.url}#ops")
    other.enter("ali", "wrong secret")
    other.wait("$('dialog').textContent.includes('not logged in to ali')")
    other.run("WebSocket.prototype.send = new Proxy(WebSocket.prototype.send, { apply(target,"
              " socket, args) { (window.sent ??= []).push(args[0]); target.apply(socket, args); } })")
    other.fill("ali", "open sesame")
    other.wait("session.here && world.me === 'ali'")
    other.wait("find('ops').joined && session.owed.length === 0")
    tab.say("from the first")
    other.see("from the first")
    check(tab.run("session.here && find('ops').joined"), "both are there")
    os.kill(first, signal.SIGTERM)
    tab.wait("$('state').textContent.includes('ended this connection')")
    check("sesame" not in other.run("sent.join() + JSON.stringify({...localStorage,"
                                    " ...sessionStorage}) + JSON.stringify(keys)"), "the secret")
    os.kill(server.worker("ali"), signal.SIGKILL)
    other.wait("!session.here")
    other.wait("session.here && session.account === 'ali'")
    nc = Nc(server, "bob", "ops")
    nc.say("enroll bob2 secret", "tell ali hello ali")
    other.wait("views.get('@bob').unread === 1")
    tab.reload()
    tab.enter("ali2")
    tab.wait("session.here && current.title === '#ops'")
    tab.say("/login ali")
    tab.fill("open sesame")
    tab.wait("session.account === 'ali' && session.owed.length === 0")
    other.click("Server")
    nc.say("send ops ali, read this", "send ops and this")
    tab.see("and this")
    other.wait("find('ops').rows.at(-1).line.text === 'and this' && find('ops').unread === 0")
    tab.click("Server")
    nc.say("send ops new one")
    other.wait("find('ops').unread === 1")
    other.click("ops")
    other.wait("document.querySelector('.mark').textContent === 'new'")
    tab.wait("find('ops').unread === 0")
    return server, tab, other


def test_hands(browser, build):
    """Keys do no damage: what is typed is never lost, and what destroys asks."""
    server = Server(build, "history all")
    tab, nc = opened(browser, server, "tab"), Nc(server, "nc", "ops")
    tab.say("first")
    nc.hear("first")
    tab.press("ArrowUp")
    tab.wait("$('input').value === 'first'")
    tab.press("ArrowDown")
    tab.wait("$('input').value === ''")
    tab.say("/tmp is full")
    tab.wait("$('input').value === ' /tmp is full'")
    tab.press("Enter")
    nc.hear("/tmp is full")
    tab.reach("first")
    tab.press("Delete")
    tab.wait("$('dialog').textContent.includes('first')")
    tab.press("Escape")
    tab.wait("!$('dialog')")
    tab.see("first")
    tab.reach("first")
    tab.press("Delete")
    tab.wait("$('dialog')")
    tab.press("Enter")
    nc.hear("redact ")
    tab.see("deleted by tab")
    tab.type("half a thought")
    tab.reload()
    tab.wait("current.title === '#ops' && $('input').value === 'half a thought'")
    pid = server.worker("tab")
    os.kill(pid, signal.SIGSTOP)
    tab.press("Enter")
    tab.wait("document.querySelector('.pending').textContent.includes('half a thought')")
    os.kill(pid, signal.SIGKILL)
    tab.wait("session.here && current.hole === 0 && !document.querySelector('.pending')")
    tab.wait("$('input').value === 'half a thought'")
    tab.press("Enter")
    nc.hear("half a thought")
    tab.say("/close")
    tab.wait("$('dialog').textContent.includes('Leave #ops?')")
    tab.press("Escape")
    nc.say("send ops copy me")
    tab.see("copy me")
    tab.run("getSelection().selectAllChildren(current.rows.at(-1))")
    copied = tab.run("getSelection().toString()")
    check(re.fullmatch(r"nc \d\d:\d\d copy me", copied.strip()), copied)
    return server, tab


def test_unread(browser, build):
    """The unread line stays over a loss until it was seen."""
    server = Server(build, "history all", "line_rate 0", "byte_rate 0")
    tab, nc = opened(browser, server, "tab"), Nc(server, "nc", "ops")
    nc.say("send ops seen")
    tab.see("seen")
    tab.run("void (window.real = connect, connect = () => {})")
    os.kill(server.worker("tab"), signal.SIGKILL)
    tab.wait("!session.here")
    nc.say(*[f"send ops missed {i}." for i in range(500)], "ping all")
    nc.hear("ok ping all")
    tab.run("connect = real")
    tab.wait("document.querySelector('.mark')?.textContent === 'new'")
    tab.see("missed 0.")
    tab.see("missed 499.", 0)
    os.kill(server.worker("tab"), signal.SIGKILL)
    tab.wait("!session.here")
    nc.say("send ops missed, too")
    tab.wait("session.here && current.hole === 0 && current.unread === 501")
    tab.click("501 new")
    tab.wait("current.unread === 0")
    tab.see("missed, too")
    tab.say("I have read it")
    tab.wait("!document.querySelector('.mark')")
    return server, tab


def test_menus(browser, build):
    """What needs no command: members, search, settings, a reaction; settings of two tabs."""
    server = Server(build, "history all", "line_rate 0", "byte_rate 0")
    tab, nc = opened(browser, server, "tab", group="own"), Nc(server, "nc")
    other = browser.tab(f"{server.url}#own", beside=tab)
    other.enter("other")
    other.wait("current.title === '#own'")
    nc.say("join own")
    nc.say(*[f"send own line {i}" for i in range(500)], "topic own see https://example.org/x", "ping in")
    nc.hear("ok ping in")
    tab.see("line 499")
    tab.wait("document.querySelector('#topic a').href === 'https://example.org/x'")
    tab.click("More")
    tab.click("Find messages")
    tab.fill("line 7")
    tab.wait("$('dialog').textContent.includes('nc ')")
    tab.point("[...$('dialog').querySelectorAll('button')].find((one) => one.textContent.endsWith('line 7'))")
    tab.wait("document.querySelector('.found')?.textContent.includes('line 7')")
    tab.click("Latest")
    tab.see("line 499")
    tab.point("[...$('people-here').querySelectorAll('button')].find((one) => one.textContent.includes('nc'))")
    tab.click("Hide what nc says")
    other.wait("kept.ignored.includes('nc')")
    other.click("More")
    other.click("Mute this view")
    tab.wait("kept.muted.includes('#own') && kept.ignored.includes('nc')")
    nc.say("send own nobody hears it", "ping in")
    nc.hear("ok ping in")
    tab.click(", menu")
    tab.click("Settings")
    tab.wait("$('dialog').textContent.includes('Words that count')")
    tab.press("Escape")
    tab.wait("!$('dialog')")
    tab.reach("line 498")
    tab.press("2")
    nc.hear("+draft/react=")
    tab.point("[...$('people-here').querySelectorAll('button')].find((one) => one.textContent.includes('nc'))")
    tab.click("Remove nc")
    tab.fill("enough")
    nc.hear("kick ")
    tab.see("nobody hears it", 0)
    return server, tab, other


def test_words(browser, build):
    """Refusals and answers are words; what the browser has kept, or offers, may be anything."""
    with tempfile.NamedTemporaryFile("w") as password:
        print("sesame", file=password, flush=True)
        server = Server(build, f"password_file {password.name}")
    first = browser.tab(f"{server.url}#ops")
    first.run("localStorage.forkcast = JSON.stringify({ name: 'tab', muted: 3, groups: [null],"
            " words: 'x', notify: true })")
    first.reload()
    first.wait("$('dialog')")
    first.press("Enter")
    first.wait("$('dialog')?.textContent.includes('This server asks for a password: enter it below.')")
    first.fill("wrong")
    first.wait("$('dialog')?.textContent.includes('wrong password')")
    first.fill("sesame")
    first.wait("current.title === '#ops' && world.me === 'tab'")
    server.end()
    server = Server(build)
    tab = opened(browser, server, "tab")
    for line, words in (("/mode", "#ops has the modes n"), ("/topic", "#ops has no topic"),
                        ("/away lunch", "you are away"), ("/away", "you are back"),
                        ("/groups", "#ops, 1 member"), ("/whois", "silent for"),
                        ("/topic tea", "you set the topic: tea"), ("/topic -", "you cleared the topic"),
                        ("/mute", "this view is muted"), ("/mute", "this view is not muted")):
        tab.say(line)
        tab.see(words)
    tab.say("/mute nc")  # a person is not muted so
    tab.see("usage: /mute")
    tab.mark_all()
    tab.say("/topic #news tea")  # of the group that is shown alone
    tab.see("/topic is for the group that is shown")
    tab.mark_all()
    tab.say("/search none such")
    tab.wait("$('dialog')?.textContent.includes('There are none.')")
    tab.press("Escape")
    tab.run("void (keep({ notify: true }), document.hasFocus = () => false, window.Notification ="
            " class { static permission = 'granted'; constructor() { throw new TypeError(); } })")
    nc = Nc(server, "nc")
    nc.say("tell tab one", "tell tab two")
    tab.wait("find('@nc').unread === 2 && !kept.notify")
    tab.run("void (window.real = connect, connect = () => {})")
    os.kill(server.worker("tab"), signal.SIGKILL)
    tab.wait("!session.here")
    other = Nc(server, "other")
    other.say("watch tab")
    other.hear("offline")
    other.say("name tab")
    other.hear("name ")
    tab.run("connect = real")
    tab.wait("$('state').textContent.includes('name already in use')")
    other.say("quit")
    tab.wait("session.here")
    return server, first, tab


def test_controls(browser, build):
    """Each control has a name in the accessibility tree; no picture, no other host."""
    server = Server(build, "history all")
    tab = opened(browser, server, "tab")
    nc = Nc(server, "nc", "ops")
    nc.say("send ops tab: a link, https://example.org/", "send ops second")
    tab.see("second")
    tab.reach("second")
    tab.click(", menu")
    for step in "dialog", "page":
        tab.call("Accessibility.enable")
        nodes = tab.call("Accessibility.getFullAXTree")["nodes"]
        named = {role: [] for role in CONTROLS}
        for node in nodes:
            role = node.get("role", {}).get("value")
            if role in CONTROLS and not node.get("ignored"):
                named[role].append(node.get("name", {}).get("value", ""))
        check(all(all(names) for names in named.values()), f"{step}: {named}")
        check(named["button"], "no buttons")
        tab.press("Escape")
    small = tab.run("[...document.querySelectorAll('button, textarea')].filter((node) => "
                    "node.offsetParent && !node.closest('.row') && (node.offsetHeight < 44 || "
                    "node.offsetWidth < 44)).map((node) => node.outerHTML)")
    check(not small, small)
    hosts = {event["params"]["request"]["url"].split("/")[2] for event in browser.events
             if event["method"] == "Network.requestWillBeSent"
             and event["params"]["request"]["url"].startswith("http")}
    check(all(host.startswith("127.0.0.1:") for host in hosts), hosts)
    return server, tab


# Which lines are there, in which order, and how many rows at most.
WATCH = """void (() => {
    window.watched = { rows: 0, seen: new Set(), gaps: [] };
    let edges = [];
    window.count = () => {
        if (edges[0] === current.rows[0] && edges[1] === current.rows.at(-1))
            return;
        edges = [current.rows[0], current.rows.at(-1)];
        const lines = current.rows.filter(({ line }) => line.text.startsWith("line ")).map(({ line }) =>
            Number(line.text.split(" ")[1]));
        lines.forEach((n, i) => { watched.seen.add(n); if (i > 0 && n !== lines[i - 1] + 1)
            watched.gaps.push(`${lines[i - 1]} ${n}`); });
        watched.rows = Math.max(watched.rows, current.rows.length);
    };
})()"""


def test_wheel(browser, build):
    """A long past, by the wheel: no row is lost, few are there at a time, and nothing is read."""
    server = Server(build, "history all", "line_rate 0", "byte_rate 0")
    nc = Nc(server, "nc", "ops")
    for at in range(0, LINES, 500):
        nc.say(*[f"send ops line {i} of some words" for i in range(at, at + 500)], "ping more")
        nc.hear("ok ping more")
    tab = opened(browser, server, "tab")
    tab.run(WATCH)
    tab.see(f"line {LINES - 1} of")
    log = tab.run("(({ x, y }) => ({ x: x + 100, y: y + 300 }))(current.log.getBoundingClientRect())")

    def wheel(by, until):
        end = time.monotonic() + 8 * PATIENCE
        while not tab.run(f"count(), {until}"):
            check(time.monotonic() < end, "scrolling does not come to an end")
            tab.mouse("mouseWheel", log, deltaX=0, deltaY=by)

    wheel(-120, "watched.seen.size >= 300")
    wheel(-2000, "current.begins && current.log.scrollHeight - current.log.clientHeight"
                 " + current.log.scrollTop < 5")
    tab.see("line 0 of")
    nc.say("send ops said meanwhile")
    tab.wait("current.unread === 1")
    wheel(2000, "current.ends && current.atEnd")
    tab.see("said meanwhile")
    check(tab.run("current.unread") == 0, "it is not read")
    rows, seen, gaps = tab.run("[watched.rows, watched.seen.size, watched.gaps]")
    check(rows <= 320 and seen == LINES and not gaps, f"{rows} rows, {seen} lines; {gaps}")
    return server, tab


def test_picture(browser, build):
    """The page as README.md shows it: an answer, a mention, what is unread, who is away."""
    server = Server(build, "history all")
    sara, ali = Nc(server, "sara", "ops", "news"), Nc(server, "ali", "ops")
    tab = opened(browser, server, "javad", group="ops,news")
    sara.say("topic ops backups at 04:00")
    ali.say("send ops good morning", "ping said")
    ali.hear("ok ping said")
    sara.say("send ops good morning, ali", "send ops is the backup done?", "ping said")
    sara.hear("ok ping said")
    tab.see("is the backup done?")
    tab.reach("is the backup done?")
    tab.press("r")
    tab.say("yes, at 04:10")
    sara.hear("yes, at 04:10")
    sara.say("send ops javad: who puts the new disks in?", "send news one new disk a month",
             "tell javad they are on your table", "away lunch")
    tab.see("javad: who puts")
    tab.wait("views.get('@sara').unread === 1 && views.get('#news').unread === 1")
    if "PICTURES" in os.environ:
        tab.size(1000, 520)
        tab.run("new Promise((done) => setTimeout(done, 300))")
        tab.picture(os.path.join(os.environ["PICTURES"], "page.png"))
    return server, tab


# The programs of each; the others need chromium.
NEEDS = {"test_talk": ["chromium", "irssi"], "test_devices": ["chromium", "irssi"]}


def main():
    build, *names = sys.argv[1:]
    tests = {name: act for name, act in globals().items() if name.startswith("test_")}
    failed = skipped = 0
    wanted = [f"test_{name}" for name in names] or list(tests)
    for name in wanted:
        needs = NEEDS.get(name, ["chromium"])
        missing = [one for one in needs if not shutil.which(one)]
        if missing:
            skipped += 1
            print(f"ok {name} # SKIP {missing[0]} is not installed")
            continue
        browser = Browser()
        try:
            server, *tabs = tests[name](browser, build)
            faults = [fault for tab in tabs for fault in tab.faults()
                      if "WebSocket connection" not in fault and "ERR_CONNECTION" not in fault]
            check(not faults, faults)
            server.end()
            print(f"ok {name}")
        except Exception as why:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {name}: {type(why).__name__}: {why}")
            traceback.print_tb(why.__traceback__, limit=3, file=sys.stdout)
        browser.end()
        while running:
            running.pop()()
        sys.stdout.flush()
    passed = len(wanted) - failed - skipped
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0 if passed else 77


if __name__ == "__main__":
    sys.exit(main())
