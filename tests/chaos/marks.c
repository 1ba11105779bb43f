/* An account amid the chaos: see marks.h. */
#include "marks.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "crowd.h"
#include "shared/addr.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"

#define DEVICES 3
#define TOLD 900 /* texts, as many as one answer has, and are counted */

static struct {
	const struct server *server;
	void (*turn)(void);
	struct conn *tom;
	char port[16]; /* as it ends the title of his worker */
	uint64_t told[TOLD]; /* IDs */
	size_t count;
	uint64_t read, may; /* the mark; or up to this, for lack of answers */
	struct device {
		struct conn *conn; /* null: it is lost */
		size_t heard; /* of what was told, or told before it came */
	} device[DEVICES];
} marks;

/* Waits for such a line. False if it is refused now, or the client is lost. */
static bool
hears(struct conn *conn, struct str *line, const char *pattern)
{
	const usec until = deadline();
	char byte;

	while (!conn_has_line(conn, line)) {
		const ssize_t count = recv(conn->fd, &byte, 1, MSG_PEEK);
		if (count == 0 || (count == -1 && errno != EAGAIN))
			return false;
		marks.turn();
		crowd_listen(1);
		MUST(!deadline_passed(until), "%s does not come", pattern);
	}
	if (pattern_matches("bye ...", *line) ||
	    pattern_matches("err ...", *line))
		return false;
	MUST(pattern_matches(pattern, *line), "wanted \"%s\", got \"%.*s\"",
	    pattern, (int)line->len, line->at);
	return true;
}

/* Says a line, and waits for one. */
static bool
asks(struct conn *conn, struct str *line, const char *pattern,
    const char *format, ...)
{
	char text[64];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	(void)conn_push(conn, text, (size_t)len, 0);
	return hears(conn, line, pattern);
}

/* The number behind so many words. */
static uint64_t
number_in(struct str line, int words)
{
	uint64_t number = 0;

	while (words-- > 0)
		(void)str_word(&line);
	(void)str_to_number(str_word(&line), UINT64_MAX, &number);
	return number;
}

static void
tell(void)
{
	struct str line;

	if (marks.count < TOLD &&
	    asks(marks.tom, &line, "...", "tell sara %zu\n", marks.count))
		marks.told[marks.count++] =
		    number_in(line, line.at[0] == 'o' ? 3 : 1);
}

/* As it came live, or is in the past. */
static void
is_told(struct str line, int words, size_t which)
{
	MUST(which < marks.count &&
		number_in(line, words) == marks.told[which] &&
		number_in(line, words + 3) == which,
	    "in place of %zu of %zu: \"%.*s\"", which, marks.count,
	    (int)line.len, line.at);
}

static bool
comes(struct device *device)
{
	struct str line;

	device->conn = conn_open(marks.server);
	device->heard = marks.count;
	return asks(device->conn, &line, "ok login sara", "login sara pw\n") &&
	    asks(device->conn, &line, "ok name sara", "name sara\n");
}

/* It has heard all, and marks some of it, or less than another has marked. */
static bool
hears_and_sees(struct device *device)
{
	struct str line;
	bool good = asks(device->conn, &line, "...", "ping x\n");
	uint64_t id;

	for (; good && line.at[0] == 't';
	     good = hears(device->conn, &line, "..."))
		is_told(line, 1, device->heard++);
	if (!good || device->heard == 0 || dice_once_in(2))
		return good;
	MUST(device->heard == marks.count, "it has heard %zu of %zu",
	    device->heard, marks.count);
	id = marks.told[dice((uint32_t)device->heard)];
	if (id > marks.may)
		marks.may = id;
	good =
	    asks(device->conn, &line, "ok seen @tom *", "seen @tom %ju\n", id);
	if (good && id > marks.read)
		marks.read = id;
	return good;
}

/* It is told of all behind the mark, once and in order. */
static bool
misses(struct conn *conn)
{
	struct str line;
	size_t next = 0;
	char talk[64];

	if (!asks(conn, &line, "ok seen @tom *", "seen @tom\n"))
		return false;
	const uint64_t id = number_in(line, 3);
	MUST(
	    id >= marks.read && id <= marks.may, "read are %ju", (uintmax_t)id);
	marks.read = id;
	while (next < marks.count && marks.told[next] <= id)
		next++;
	(void)snprintf(talk, sizeof(talk), "talk @tom %ju %zu",
	    (uintmax_t)(id == 0 ? 1 : id), marks.count - next); /* fits */
	if (next == marks.count)
		return asks(conn, &line, "ok talks 0", "talks\n");
	bool good = asks(conn, &line, talk, "talks\n") &&
	    hears(conn, &line, "ok talks 1") &&
	    asks(conn, &line, "...", "history @tom said after %ju 1000\n",
		(uintmax_t)id);
	for (; good && line.at[0] == 'p'; good = hears(conn, &line, "..."))
		is_told(line, 2, next++);
	MUST(!good || next == marks.count, "missed up to %zu of %zu", next,
	    marks.count);
	return good;
}

void
marks_begin(const struct server *server, void (*turn)(void))
{
	struct addr own = { .len = sizeof(own.to) };

	marks.server = server;
	marks.turn = turn;
	keeper_add(server, "sara");
	keeper_add(server, "tom");
	marks.tom = keeper_come(server, "tom");
	MUST(getsockname(marks.tom->fd, &own.to.any, &own.len) == 0, "no port");
	(void)snprintf(marks.port, sizeof(marks.port), ":%u",
	    (unsigned)ntohs(own.to.v4.sin_port)); /* fits */
}

bool
marks_loses(pid_t worker)
{
	char title[256];

	proc_title(worker, title, sizeof(title));
	const char *colon = strrchr(title, ':');
	return colon == NULL || strcmp(colon, marks.port) != 0;
}

void
marks_step(void)
{
	struct device *device = &marks.device[dice(DEVICES)];

	for (uint32_t left = dice(4); left > 0; left--)
		tell();
	if ((device->conn != NULL || comes(device)) && hears_and_sees(device) &&
	    misses(device->conn) && !dice_once_in(8))
		return;
	conn_close(device->conn);
	device->conn = NULL;
}

void
marks_finish(void)
{
	struct device last;
	struct str line;

	tell();
	MUST(comes(&last) && misses(last.conn) &&
		asks(last.conn, &line, "ok seen @tom *", "seen @tom %ju\n",
		    (uintmax_t)marks.told[marks.count - 1]),
	    "it is not told");
	marks.read = marks.may = marks.told[marks.count - 1];
	MUST(misses(last.conn), "it is not told");
	tap_note("%zu told", marks.count);
}
