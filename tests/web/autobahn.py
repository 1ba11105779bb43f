"""The list of cases of Autobahn's test suite (1-7, 9, 10) that have no extensions,
against a server of ours, of which "ping X" makes an echo. RFC 6455."""
import socket
import struct

MASK = b"\x81\x42\x24\x18"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GOOD = ["\xe4", "\u03ba\u1f79\u03c3\u03bc\u03b5", "\u0800", "\ud7ff", "\ue000", "\uffff",
        "\U00010000", "\U0010ffff", "\ufffe", "\U0001f600" * 4]
BAD = [b"\x80", b"\xbf", b"\x80" * 7, b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf",
       b"\xf8\x80\x80\x80\xaf", b"\xfc\x80\x80\x80\x80\xaf", b"\xc1\xbf", b"\xe0\x9f\xbf",
       b"\xf0\x8f\xbf\xbf", b"\xed\xa0\x80", b"\xed\xaf\xbf", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80",
       b"\xfe", b"\xff", b"\xfe\xfe\xff\xff", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"a\xc3(b"]


def frame(opcode, payload=b"", fin=1, reserved=0):
    length = len(payload)
    size = bytes([length]) if length < 126 else (
        b"\x7e" + struct.pack(">H", length) if length < 65536 else
        b"\x7f" + struct.pack(">Q", length))
    head = bytes([fin << 7 | reserved << 4 | opcode, size[0] | 0x80]) + size[1:]
    return head + MASK + bytes(byte ^ MASK[i % 4] for i, byte in enumerate(payload))


def close(code=1000, reason=b""):
    return frame(CLOSE, struct.pack(">H", code) + reason)


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(20)
        self.file = self.socket.makefile("rb")
        self.socket.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Protocol: forkcast\r\n\r\n")
        while self.file.readline() != b"\r\n":
            pass

    def hear(self):
        """Returns all frames: opcode, payload."""
        heard = []
        while head := self.file.read(2):
            length = head[1]
            if length == 126:
                length, = struct.unpack(">H", self.file.read(2))
            heard.append((head[0] & 15, self.file.read(length)))
        return heard


def cases():
    """Yields a name, what is sent, what is heard of text and pongs, and the code."""
    def ping(word, fin=1):
        return frame(TEXT, b"ping " + word, fin)
    for size in 1, 5, 59, 60:
        yield f"1 {size}", [ping(b"*" * size)], ["*" * size], 1000
    for size in 0, 125, 126, 127, 128, 65535, 65536:
        for opcode in TEXT, BINARY:
            yield f"1 {opcode} {size}", [frame(opcode, b"\n" * size), ping(b"x")], ["x"], 1000
    for payload in b"", b"hello", bytes(range(125)), b"\xfe" * 125:
        yield "2 ping", [frame(PING, payload)], [payload], 1000
        yield "2 pong", [frame(PONG, payload), ping(b"x")], ["x"], 1000
    yield "2 ten", [frame(PING, b"%d" % i) for i in range(10)], [b"%d" % i for i in range(10)], 1000
    for reserved in range(1, 8):
        for opcode in TEXT, PING, CLOSE:
            yield f"3 {reserved}", [ping(b"x"), frame(opcode, b"", 1, reserved)], ["x"], 1002
    for opcode in (*range(3, 8), *range(11, 16)):
        yield f"4 {opcode}", [ping(b"x"), frame(opcode)], ["x"], 1002
    for opcode in PING, PONG, CLOSE:
        yield f"5 {opcode}", [frame(opcode, b"x", fin=0)], [], 1002
    for between in [], [frame(PING, b"p")], [frame(PONG)]:
        heard = [b"p"] if len(between) == 1 and between[0][0] & 15 == PING else []
        yield "5 two", [ping(b"one", fin=0), *between, frame(0, b"two")], [*heard, "onetwo"], 1000
        yield "5 bytes", [frame(TEXT, b"p", fin=0), *[frame(0, b"%c" % c, fin=0) for c in b"ing x"],
                          *between, frame(0)], [*heard, "x"], 1000
    yield "5 begun", [ping(b"x", fin=0), ping(b"y")], [], 1002
    yield "5 over", [ping(b"x"), frame(0, b"y")], ["x"], 1002
    for text in GOOD:
        yield f"6 {text!a}", [ping(text.encode())], [text], 1000
        yield f"6 {text!a}", [frame(TEXT, b"ping ", fin=0), *[
            frame(0, bytes([byte]), fin=0) for byte in text.encode()], frame(0)], [text], 1000
    for text in BAD:
        yield f"6 {text}", [frame(TEXT, text)], [], 1007
        yield f"6 {text}", [frame(TEXT, b"", fin=0), *[
            frame(0, bytes([byte]), fin=0) for byte in text], frame(0)], [], 1007
    yield "7 behind", [close(), ping(b"x")], [], 1000
    yield "7 long", [close(1000, b"*" * 123)], [], 1000
    yield "7 longer", [close(1000, b"*" * 124)], [], 1002
    yield "7 text", [close(1000, b"\xce\xba\xed\xa0\x80")], [], 1007
    for code in (*range(1000, 1004), *range(1007, 1012), 3000, 3999, 4000, 4999):
        yield f"7 {code}", [close(code)], [], 1000
    for code in 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535:
        yield f"7 {code}", [close(code)], [], 1002
    for size in 65536, 65537, 1 << 20:
        for opcode in TEXT, BINARY:
            yield f"9 {size}", [frame(opcode, b"\n" * size)], [], 1000 if size <= 65536 else 1009


def drive(port):
    """Drives all cases, whole and byte by byte. Returns their number, and what failed."""
    count, failed = 0, []
    for name, frames, wanted, code in cases():
        sent = b"".join(frames) + (close() if code == 1000 and name[0] != "7" else b"")
        for step in (len(sent), 1) if len(sent) < 1000 else (len(sent), 997):
            client = Client(port)
            try:
                for at in range(0, len(sent), step):
                    client.socket.sendall(sent[at:at + step])
            except OSError:
                pass  # it has closed, as it may
            *heard, last = client.hear() or [(0, b"")]
            heard = [line[8:].decode() if opcode == TEXT else line for opcode, said in heard
                     for line in (said.split(b"\n") if opcode == TEXT else [said])
                     if opcode == PONG or line.startswith(b"ok ping ")]
            count += 1
            if heard != wanted or last[0] != CLOSE or last[1][:2] != struct.pack(">H", code):
                failed.append(f"{name} by {step}: {heard}, {last}")
    return count, failed
