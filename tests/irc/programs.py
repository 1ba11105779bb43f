#!/usr/bin/env python3
"""Programs of others that speak IRC, all at once with nc in one channel: each logs
in, sees what was said before if it can, talks, keeps its connection amid an
upgrade of the server, and is back after the server was killed. Who is not
installed is left out.

    programs.py BUILD [NAME...]
"""
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../web"))
from test import Nc, Server, Terminal, free_port  # pylint: disable=wrong-import-position

PATIENCE = float(os.environ.get("PATIENCE", 60))  # seconds, for what should come at once
SECRET = "sesame"

# Files that a program needs, with {port}, {tls}, {mine}: the server's port, one with
# TLS, and one for the program itself; {home} is its directory.
IRSSI = """servers = ({{ address = "127.0.0.1"; chatnet = "fc"; port = "{port}"; autoconnect = "yes"; }});
chatnets = {{ fc = {{ type = "IRC"; nick = "irssi"; sasl_mechanism = "PLAIN"; sasl_username = "irssi";
	sasl_password = "sesame"; }}; }};
channels = ({{ name = "#ops"; chatnet = "fc"; autojoin = "yes"; }});
settings = {{ core = {{ server_reconnect_time = "10s"; nick = "irssi"; }};
	"fe-common/core" = {{ autolog = "yes"; autolog_path = "{home}/$0.log"; }}; }};
"""
WEECHAT = """/set irc.server_default.sasl_mechanism scram-sha-256
/server add fc 127.0.0.1/{port} -nicks=weechat -autojoin=#ops -autoreconnect_delay=1
/set irc.server.fc.sasl_username weechat
/set irc.server.fc.sasl_password sesame
/set logger.file.flush_delay 0
/set fifo.file.path {home}/fifo
/connect fc""".replace("\n", ";")
ZNC = """Version = 1.8.2
ServerThrottle = 1
<Listener l>
	Port = {mine}
	IPv4 = true
	IPv6 = false
	SSL = false
</Listener>
<User znc>
	Pass = plain#sesame
	Nick = znc
	<Network fc>
		Server = 127.0.0.1 {port} znc:sesame
		<Chan #ops>
		</Chan>
	</Network>
</User>
"""
LIMNORIA = """supybot.nick: limnoria
supybot.ident: limnoria
supybot.networks: fc
supybot.networks.fc.servers: 127.0.0.1:{port}
supybot.networks.fc.channels: #ops
supybot.networks.fc.ssl: False
supybot.networks.fc.sasl.username: limnoria
supybot.networks.fc.sasl.password: sesame
supybot.plugins: Utilities
supybot.plugins.Utilities: True
supybot.reply.whenAddressedBy.chars: @
supybot.log.level: DEBUG
supybot.directories.log: {home}
"""
ERC = """(require 'erc) (setq erc-prompt-for-password nil erc-join-buffer 'buffer
  erc-server-reconnect-timeout 1 erc-server-reconnect-attempts 60 inhibit-startup-screen t
  erc-autojoin-channels-alist '((".*" "#ops")) erc-log-channels-directory "{home}"
  erc-save-buffer-on-part t erc-log-write-after-insert t)
(require 'erc-log) (erc-log-mode 1)
(erc :server "127.0.0.1" :port {port} :nick "erc" :password "erc:sesame")
"""
NODE = """const {{ Client }} = require("irc-framework");
const irc = new Client({{ host: "127.0.0.1", port: {port}, nick: "node", auto_reconnect_max_wait: 1000,
	account: {{ account: "node", password: "sesame" }} }});
irc.on("registered", () => irc.join("#ops"));
irc.on("message", ({{ message }}) => console.log(message));
irc.connect();
process.stdin.on("data", (line) => irc.say("#ops", line.toString().trim()));
"""



class Program:
    """A program, in a directory of its own, at a terminal whose output is a file there."""

    def __init__(self, name, row, ports):
        self.name, self.row = name, row
        self.ports = {**ports, "mine": free_port()}
        self.home = tempfile.mkdtemp(prefix=f"irc-{name}")
        for file, text in row.get("files", {}).items():
            os.makedirs(os.path.dirname(f"{self.home}/{file}"), exist_ok=True)
            with open(f"{self.home}/{file}", "w", encoding="utf-8") as out:
                out.write(self.filled(text))
        self.start()

    def filled(self, text):
        return text.format(home=self.home, **self.ports)

    def start(self):
        command = [self.filled(word) for word in self.row["command"]]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(self.home)
            os.environ.update(HOME=self.home, TERM="xterm", SECRET=f"{self.name}:{SECRET}")
            os.execvp(command[0], command)
        threading.Thread(target=self.copy, args=[lambda: os.read(self.terminal, 65536)], daemon=True).start()
        if self.row.get("bounces"):
            self.socket = until(lambda: socket.create_connection(("127.0.0.1", self.ports["mine"])))
            self.socket.sendall(f"PASS znc/fc:{SECRET}\r\nNICK znc\r\nUSER znc 0 * :znc\r\n".encode())
            threading.Thread(target=self.copy, args=[lambda: self.socket.recv(65536)], daemon=True).start()

    def copy(self, read):
        try:
            while data := read():
                with open(f"{self.home}/shown", "ab") as out:
                    out.write(data)
        except OSError:  # it has ended
            pass

    def tell(self, where, line, nc=None):
        """Types the line, or says it by nc or the client of a bouncer, or writes it to that file."""
        if where == "nc":
            nc.say(line)
        elif where == "socket":
            self.socket.sendall(f"{line}\r\n".encode())
        elif where:
            file = until(lambda: os.open(f"{self.home}/{where}", os.O_WRONLY | os.O_NONBLOCK))
            os.write(file, f"{line}\n".encode())
            os.close(file)
        else:
            os.write(self.terminal, f"{line}\r".encode())

    def has_seen(self, text):
        return subprocess.run(["grep", "-rqsF", "-D", "skip", text, self.home], check=False).returncode == 0

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Watcher(Nc):
    """A client that keeps all lines."""

    def __init__(self, server):
        super().__init__(server, "nc", "ops")
        self.socket.settimeout(None)
        self.lines = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.file:
            self.lines.append(line.decode())

    def count(self, *texts):
        return sum(all(text in line for text in texts) for line in list(self.lines))


def until(what):
    """Returns what that returns, once it is something, or in the end."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            value = what()
        except OSError:
            value = None
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


def front(port, home):
    """Returns a port that speaks TLS by now, for that port, and the process there."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
                    "-keyout", f"{home}/key", "-out", f"{home}/cert"], check=True, capture_output=True)
    tls = free_port()
    with open(f"{home}/stunnel", "w", encoding="utf-8") as out:
        out.write(f"foreground = yes\npid =\ncert = {home}/cert\nkey = {home}/key\n"
                  f"[chat]\naccept = 127.0.0.1:{tls}\nconnect = 127.0.0.1:{port}\n")
    stunnel = subprocess.Popen(["stunnel", f"{home}/stunnel"], stderr=subprocess.DEVNULL)
    until(lambda: socket.create_connection(("127.0.0.1", tls))).close()
    return tls, stunnel


# files: what it needs; begin: where, and what, it is told once it is connected; says:
# where, and how, it is told to say something (see tell); past: it shows what was said
# before it came; stays: it connects again by itself.
ROWS = {
    "irssi": {"command": ["irssi", "--home={home}"], "files": {"config": IRSSI}, "past": True,
              "stays": True, "says": ("", "/msg #ops {}")},
    "weechat": {"command": ["weechat-headless", "-d", "{home}", "-r", WEECHAT],
                "says": ("fifo", "irc.fc.#ops *{}"), "past": True, "stays": True},
    "catgirl": {"command": ["catgirl", "-l", "-!", "-h", "127.0.0.1", "-p", "{tls}", "-n", "catgirl",
                            "-a", "catgirl:sesame", "-j", "#ops"], "files": {".local/share/catgirl/made": ""}, "past": True},
    "znc": {"command": ["znc", "--allow-root", "-f", "-d", "{home}"], "files": {"configs/znc.conf": ZNC},
            "bounces": True, "says": ("socket", "PRIVMSG #ops :{}"), "stays": True},
    "limnoria": {"command": ["supybot", "--allow-root", "bot.conf"], "files": {"bot.conf": LIMNORIA},
                "says": ("nc", "send ops @echo {}"), "stays": True},
    "erc": {"command": ["emacs", "-nw", "-Q", "-l", "erc.el"], "files": {"erc.el": ERC}, "stays": True},
    "sic": {"command": ["sic", "-h", "127.0.0.1", "-p", "{port}", "-n", "sic", "-k", "sic:sesame"],
            "begin": ("", ":j #ops")},
    "ii": {"command": ["ii", "-i", "{home}", "-s", "127.0.0.1", "-p", "{port}", "-n", "ii", "-k", "SECRET"],
           "begin": ("127.0.0.1/in", "/j #ops"), "says": ("127.0.0.1/#ops/in", "{}")},
    "node": {"command": ["node", "bot.js"], "files": {"bot.js": NODE}, "past": True, "stays": True},
}
results = []


def check(name, what, good):
    results.append(bool(good))
    print("ok" if good else "not ok", f"{name}: {what}", flush=True)


def check_all(programs, nc, when):
    """Each is there, having joined once, and talks both ways."""
    nc.say(*[f"watch {one.name}" for one in programs])
    for one in programs:
        if "begin" in one.row and not nc.count(f" ops {one.name}!"):
            until(lambda one=one: nc.count("online ", f" {one.name}!"))
            one.tell(*one.row["begin"])
    for one in programs:
        check(one.name, f"{when}: is logged in and joins",
              until(lambda one=one: nc.count("join ", f" ops {one.name}!", f"!{one.name}!") == 1))
    nc.say(*[f"send ops {when}-to-{one.name}" for one in programs])
    for one in programs:
        check(one.name, f"{when}: hears", until(lambda one=one: one.has_seen(f"{when}-to-{one.name}")))
        where, form = one.row.get("says", ("", "{}"))
        try:
            one.tell(where, form.format(f"{when}-by-{one.name}"), nc)
        except (OSError, TypeError):  # it has ended
            check(one.name, f"{when}: runs", False)
    for one in programs:
        check(one.name, f"{when}: speaks", until(
            lambda one=one: nc.count("msg ", f" ops {one.name}!", f"{when}-by-{one.name}")))


def walk_irssi(server):
    """The lines of forkcast-irc(7) by keys, in a new HOME; then irssi with what it has saved."""
    with open("man/forkcast-irc.7", encoding="utf-8") as page:
        text = page.read().split("\nirssi, with")[1].split("\n.Ed")[0].replace("\n    ", " ")
    connect, join, register, *rest, save = text.replace("1234", str(server.port)).split("\n")[2:]
    bo = Nc(server, "bo", "tea")
    irssi = ["sh", "-c", f"umask 022; HOME={server.home} IRCNICK=ali exec irssi"]
    ali = Terminal(*irssi)
    ali.say(connect)
    ali.see("Welcome")
    ali.say(join)
    ali.see("Total of 2")
    bo.say("send tea is the backup done?")
    ali.see("is the backup done?")
    ali.say("yes, at 04:10")
    bo.hear("yes, at 04:10")
    ali.say(register)
    ali.say("/window 3")
    ali.see("Done: ali")
    ali.say("/nick alice")
    bo.hear(" alice")
    ali.say("/query bo")
    ali.say("what is it?")
    bo.hear("what is it?")
    bo.say("tell alice psst")
    ali.see("psst")
    for line in "/window 1", *rest, save:
        ali.say(line)
    ali.see("saved")
    ali.say("/quit")
    bo.hear("quit ")
    bo.say("send tea who has the key?")
    again = Terminal(*irssi)
    again.see("Welcome")
    again.say(join)
    again.see("who has the key?")
    again.say("it is on your table")
    bo.hear("it is on your table")
    again.say("/quit")
    bo.hear("quit ")
    return True


def main():
    build, *names = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rows = {name: row for name, row in ROWS.items()
            if name in (names or ROWS) and shutil.which(row["command"][0])}
    server = Server(build, "history all", "history_join 10")
    if "node" in rows:  # not in Debian
        os.environ["NODE_PATH"] = f"{server.home}/node_modules"
        if subprocess.run(["npm", "install", "--silent", "--prefix", server.home, "irc-framework"],
                          check=False).returncode != 0:
            del rows["node"]
    print("left out:", *(set(names or ROWS) - set(rows)))
    if not rows or not shutil.which("stunnel"):
        print("skipped: none of the programs, or no stunnel, is installed")
        return 0
    if "irssi" in rows:
        alone = Server(build, "history all", "history_join 10")
        try:
            walked = walk_irssi(alone)
        except (OSError, EOFError) as error:
            walked = print(error)
        finally:
            alone.end()
        check("irssi", "forkcast-irc(7), by keys, and a second start", walked)
    nc = Watcher(server)
    for name in rows:
        one = Nc(server, name)
        one.say(f"register {SECRET}")
        one.hear("ok register")
        one.say("quit")
        one.hear("bye")
    nc.say("send ops said-before")
    tls, stunnel = front(server.port, server.home)
    ports = {"port": server.port, "tls": tls}
    programs = [Program(name, row, ports) for name, row in rows.items()]
    try:
        check_all(programs, nc, "first")
        for one in programs:
            if one.row.get("past"):
                check(one.name, "shows what was said before", one.has_seen("said-before"))
        upgrade = [f"{build}/forkcastctl", "-p", str(server.process.pid), "upgrade"]
        check("server", "upgrade", subprocess.run(upgrade, check=False).returncode == 0)
        check_all(programs, nc, "upgraded")
        server.kill()
        for one in programs:
            if not one.row.get("stays"):
                one.end()
        server.start()
        nc = Watcher(server)
        for one in programs:
            if not one.row.get("stays"):
                one.start()
        check_all(programs, nc, "again")
    finally:
        for one in programs:
            one.end()
            if all(results):
                shutil.rmtree(one.home, ignore_errors=True)
            else:
                print(f"{one.name}: see {one.home}")
        stunnel.kill()
        server.end()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
