/*
 * Workers that have been taken over: in a server that is linked with this in
 * the place of server/worker/conn/front.c, a client whose first line is
 * "hostile WHAT" has a worker that from then on does WHAT. All others are
 * served as ever.
 *
 * A worker has its descriptors by their numbers in
 * server/process/sandbox/sandbox.h, and only these are of interest here: what
 * it can do to its own memory hurts nobody.
 */
#define _GNU_SOURCE /* O_DIRECT, F_SETPIPE_SZ */
#define front_choose honest_choose
#include "server/worker/conn/front.c"
#include "server/worker/conn/conn.h"
#undef front_choose

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <unistd.h>

#include "server/process/sandbox/sandbox.h"
#include "shared/io.h"

#define SAY(text) (void)io_write(CHILD_UPLINK, text, sizeof(text) - 1)

/* It has a name and is in a group, as if its client had said so. */
#define NAMED "name rogue\njoin 1\n"
#define NAMED_AWAY "name rogue\njoin away\n"

/* Far longer than any test; who is left over by one that failed goes then. */
#define FOR_EVER 600000 /* ms */

/* Does nothing for so long. All signals are blocked, and TERM with them. */
static noreturn void
stay(int time)
{
	(void)poll(NULL, 0, time);
	_exit(0);
}

/* Waits until the descriptor can be written to. */
static void
wait_for_room(int fd)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	(void)poll(&room, 1, 1000);
}

/* The server's clock goes on only while it has nothing to do. */
static void
let_it_rest(void)
{
	(void)poll(NULL, 0, 1);
}

/* Bytes that no two are alike of, for ever. */
static noreturn void
write_bytes(struct str rest)
{
	unsigned char bytes[1000];
	uint32_t chance = 1;

	(void)rest;
	for (;;) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			chance = chance * 1664525 + 1013904223;
			bytes[i] = (unsigned char)(chance >> 24);
		}
		if (io_write(CHILD_UPLINK, bytes, sizeof(bytes)) < 0)
			wait_for_room(CHILD_UPLINK);
		let_it_rest();
	}
}

/* A line without end. */
static noreturn void
write_long(struct str rest)
{
	char letters[1000];

	(void)rest;
	SAY(NAMED "send 1 ");
	memset(letters, 'x', sizeof(letters));
	for (;;) {
		if (io_write(CHILD_UPLINK, letters, sizeof(letters)) < 0)
			wait_for_room(CHILD_UPLINK);
		let_it_rest();
	}
}

/* Sends the text after the word as a line of its own. */
static noreturn void
say(struct str rest)
{
	SAY(NAMED);
	(void)io_write(CHILD_UPLINK, rest.at, rest.len);
	SAY("\n");
	stay(FOR_EVER);
}

/* Sends the text after the word as several lines: a bar ends each. */
static noreturn void
say_lines(struct str rest)
{
	SAY(NAMED);
	for (size_t i = 0; i < rest.len; i++)
		(void)io_write(
		    CHILD_UPLINK, rest.at[i] == '|' ? "\n" : rest.at + i, 1);
	SAY("\n");
	stay(FOR_EVER);
}

/* Waits for it: an item's ID. */
static struct str
read_item(struct buf *in)
{
	struct pollfd more = { .fd = CHILD_DOWNLINK, .events = POLLIN };
	struct str line, words;
	char *room;

	for (;;) {
		while (buf_line(in, &line) == LINE_WHOLE) {
			words = line;
			if (str_eq(str_word(&words), STR("item")))
				return str_word(&words);
			buf_drop_line(in, line);
		}
		const size_t size = buf_room(in, &room);
		const ssize_t count = io_read(CHILD_DOWNLINK, room, size);
		if (count > 0)
			buf_filled(in, (size_t)count);
		else if (count == 0 || poll(&more, 1, FOR_EVER) != 1)
			_exit(0);
	}
}

/* One item comes and goes, as often as can be; it reads what it gets. */
static noreturn void
bounce(struct str rest)
{
	static char room[2 * LIMIT_LINE], lines[LIMIT_LINE], drain[65536];
	struct pollfd pipes[] = {
		{ .fd = CHILD_UPLINK, .events = POLLOUT },
		{ .fd = CHILD_DOWNLINK, .events = POLLIN },
	};
	struct buf in, out;
	struct str id;

	(void)rest;
	SAY(NAMED "post 1 it comes and goes\ntake 1 1 0\n");
	buf_init(&in, room, sizeof(room));
	buf_init(&out, lines, sizeof(lines));
	id = read_item(&in);
	while (buf_len(&out) + 64 < sizeof(lines))
		(void)BUF_CAT(&out, STR("back "), id, STR("\ntake 1 1 0\n"));
	while (poll(pipes, COUNT(pipes), -1) > 0) {
		(void)io_write(CHILD_UPLINK, lines, buf_len(&out));
		while (io_read(CHILD_DOWNLINK, drain, sizeof(drain)) > 0)
			continue;
	}
	_exit(0);
}

static noreturn void
say_half(struct str rest)
{
	SAY(NAMED "send 1 one\nsend 1 half of i");
	(void)rest;
	_exit(0);
}

static noreturn void
be_deaf(struct str rest)
{
	(void)rest;
	SAY(NAMED);
	stay(FOR_EVER);
}

/* Its client has quit: it is told goodbye, and the downlink is closed. */
static noreturn void
hold_pipes(struct str rest)
{
	(void)rest;
	(void)close(CHILD_SOCKET);
	SAY(NAMED "quit\n");
	stay(FOR_EVER);
}

static noreturn void
ignore_term(struct str rest)
{
	(void)rest;
	(void)signal(SIGTERM, SIG_IGN);
	SAY(NAMED);
	stay(FOR_EVER);
}

/* Goes on to read what comes, or it would be too slow as well. */
static noreturn void
close_uplink(struct str rest)
{
	struct pollfd more = { .fd = CHILD_DOWNLINK, .events = POLLIN };
	char room[1024];

	(void)rest;
	SAY(NAMED);
	(void)close(CHILD_UPLINK);
	while (poll(&more, 1, -1) == 1 &&
	    io_read(CHILD_DOWNLINK, room, sizeof(room)) != 0)
		continue;
	stay(FOR_EVER);
}

static noreturn void
close_downlink(struct str rest)
{
	(void)rest;
	SAY(NAMED);
	(void)close(CHILD_DOWNLINK);
	stay(FOR_EVER);
}

/* Rings for everybody and nobody, whole numbers and parts, for ever. */
static noreturn void
ring(struct str rest)
{
	uint32_t numbers[256];
	size_t len = sizeof(numbers);

	(void)rest;
	SAY(NAMED_AWAY);
	for (uint32_t first = 0;; first += 7) {
		for (uint32_t i = 0; i < COUNT(numbers); i++)
			numbers[i] = (first + i) % 40000;
		len = len > 1 ? len - 1 : sizeof(numbers);
		if (io_write(CHILD_BELL, numbers, len) < 0)
			wait_for_room(CHILD_BELL);
	}
}

/* All that the pipes can be told; the doorbell is everybody's. */
static noreturn void
change_flags(struct str rest)
{
	(void)rest;
	SAY(NAMED_AWAY);
	for (int fd = CHILD_UPLINK; fd <= CHILD_BELL; fd++) {
		(void)fcntl(fd, F_SETFL, 0);
#ifdef F_SETPIPE_SZ
		(void)fcntl(fd, F_SETPIPE_SZ, 4096);
		(void)fcntl(fd, F_SETFL, O_DIRECT);
#endif
	}
	stay(FOR_EVER);
}

/*
 * Another process has its pipes when it ends, until the router has let go of
 * them.
 */
static noreturn void
leave_heir(struct str rest)
{
	struct pollfd up = { .fd = CHILD_UPLINK };

	(void)rest;
	SAY(NAMED);
	if (fork() == 0)
		(void)poll(&up, 1, FOR_EVER);
	_exit(0);
}

static noreturn void
just_exit(struct str rest)
{
	(void)rest;
	SAY(NAMED);
	_exit(0);
}

static noreturn void
stop_itself(struct str rest)
{
	(void)rest;
	SAY(NAMED);
	for (;;)
		(void)raise(SIGSTOP);
}

static const struct {
	const char *what;
	void (*act)(struct str rest);
} acts[] = {
	{ "bytes", write_bytes },
	{ "long", write_long },
	{ "say", say },
	{ "lines", say_lines },
	{ "bounces", bounce },
	{ "half", say_half },
	{ "deaf", be_deaf },
	{ "holds", hold_pipes },
	{ "term", ignore_term },
	{ "closes-uplink", close_uplink },
	{ "closes-downlink", close_downlink },
	{ "rings", ring },
	{ "flags", change_flags },
	{ "heir", leave_heir },
	{ "exits", just_exit },
	{ "stops", stop_itself },
};

/* Declared in front.h, under its other name. */
const struct front *front_choose(const struct conn *conn, enum front_why why);

const struct front *
front_choose(const struct conn *conn, enum front_why why)
{
	static const char word[] = "hostile ";
	struct buf in = conn->in;
	struct str line;

	if (buf_line(&in, &line) != LINE_WHOLE) {
		const struct str part = buf_str(&in);
		const size_t len = sizeof(word) - 1;
		if (memcmp(part.at, word, part.len < len ? part.len : len) == 0)
			return NULL;
		return honest_choose(conn, why);
	}
	if (str_eq(str_word(&line), STR("hostile"))) {
		const struct str what = str_word(&line);
		for (size_t i = 0; i < COUNT(acts); i++)
			if (str_eq(what, str_from(acts[i].what)))
				acts[i].act(line);
	}
	return honest_choose(conn, why);
}
