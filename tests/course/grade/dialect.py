"""
A dialect: what the clients of a server say, and how its messages look. README
describes the files.
"""
import os
import random
import re

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dialects")

# Those that a file may have once, each with what it means if it is missing.
SINGLE = {
    "start": None, "client": None, "port": "", "groups": "", "end": "lf",
    "heard": "NAME*TEXT", "echo": "yes", "equal": "no", "alone": "no", "outside": "no",
    "together": "yes",
    "leave": None, "quit": None, "ping": "", "text": "420"}
SEVERAL = ("login", "create", "join", "say", "account", "points")
ENDS = {"lf": b"\n", "crlf": b"\r\n", "nul": b"\0", "none": b""}


class Wrong(Exception):
    """The file cannot be used."""


class Dialect:
    def __init__(self, path):
        """Takes a file's path, or the name of a dialect that comes with us."""
        self.rows = {key: [] for key in SEVERAL}
        self.one = dict(SINGLE)
        if not os.path.exists(path):
            path = os.path.join(HERE, path)
        try:
            with open(path, encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    self.take(f"{path}:{number}", line.rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            raise Wrong(f"cannot read the dialect {path}: {error}")
        self.groups = self.one["groups"].split()
        self.points = dict(row.split() for row in self.rows["points"])
        self.ends = self.one["end"].split()
        if self.ends[0] in ("size", "length"):
            self.ends = [tuple(self.ends)]
        if not self.rows["say"] or not all(
                end in ENDS or isinstance(end, tuple) for end in self.ends):
            raise Wrong(f"{path}: it needs say, and an end that README names")

    def take(self, where, line):
        key, _, rest = line.partition(" ")
        if key == "" or key.startswith("#"):
            return
        if key in SEVERAL:
            self.rows[key].append(rest.strip())
        elif key in SINGLE:
            self.one[key] = rest.strip()
        else:
            raise Wrong(f"{where}: there is no key {key}")

    def has(self, what):
        """Whether a trial that needs this applies to it."""
        return {
            "ends": self.ends != ["none"], "chunks": "none" in self.ends,
            "echo": self.one["echo"] == "yes", "names": self.one["equal"] != "yes",
            "leave": self.one["leave"] is not None, "groups": len(self.groups) > 1,
            "connections": self.one["client"] is None,
            "lines": self.ends != ["none"]}.get(what, True)

    def encode(self, command, end):
        data = command.encode()
        if end[0] == "size":
            return data[:int(end[1])].ljust(int(end[1]), b"\0")
        if end[0] == "length":
            return len(data).to_bytes(int(end[1]), "big") + data
        return data + ENDS[end]

    def fill(self, template, **words):
        """Puts NAME, GROUP, TEXT and PASSWORD in."""
        if "GROUP" in words:
            words["GROUP"] = self.groups[words["GROUP"] - 1] \
                if self.groups else ""
        return re.sub(r"\b(NAME|GROUP|TEXT|PASSWORD)\b",
                      lambda word: words.get(word[0], word[0]), template)

    def heard(self, name, text):
        """Returns the expression for a message: its line, up to the text."""
        patterns = {
            "NAME": rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])",
            "GROUP": "|".join(map(re.escape, self.groups)).join(("(?:", ")")),
            "TEXT": re.escape(text), "*": r"[^\n]*"}
        parts = re.split(r"(\bNAME\b|\bGROUP\b|\bTEXT\b|\*)",
                         self.one["heard"])
        return "".join(patterns.get(part, re.escape(part)) for part in parts)


def draw(seed):
    """Returns the text of a dialect of its own, with the sheet for students."""
    dice = random.Random(seed)
    verbs = [dice.choice(words) for words in (
        ("enter", "open", "visit", "sit", "tune"),
        ("exit", "part", "close", "stand", "drop"),
        ("say", "tell", "write", "post", "call"),
        ("bye", "end", "stop", "off", "done"))]
    mark = dice.choice("/!.+:")
    join, leave, say, leaves = (mark + verb for verb in verbs)
    groups = dice.sample(["red", "blue", "tea", "moon", "oak", "sea"], 3)
    heard = dice.choice(["<NAME> TEXT", "[GROUP] NAME: TEXT", "NAME@GROUP TEXT",
                         "GROUP | NAME | TEXT"])
    hello = dice.choice(["iam NAME", "name=NAME", "hello NAME"])
    end = dice.choice(["lf", "crlf"])
    echo = dice.choice(["yes", "no"])
    return f"""\
# Commands of a client; each ends with {end.upper()}:
#     {hello:<20}its first command: letters, then digits
#     {join + ' GROUP':<20}GROUP is {', '.join(groups[:2])} or {groups[2]}; several are possible
#     {leave + ' GROUP':<20}
#     {say + ' GROUP TEXT':<20}to all members, {'including' if echo == 'yes' else 'but not to'} the sender
#     {leaves:<20}the server closes the connection
# The server sends each message as a line: {heard}
# The server may answer commands. Only members may send to a group or get its
# messages, and no two clients have the same name. This was drawn by: grade -n {seed}
groups {' '.join(groups)}
end {end}
login {hello}
join {join} GROUP
leave {leave} GROUP
say {say} GROUP TEXT
quit {leaves}
heard {heard}
echo {echo}
"""
