/* A client who says numbered messages: see flood.h. */
#include "flood.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "deadline.h"
#include "filler.h"
#include "pattern.h"
#include "shared/io.h"

#define DIGITS 8
#define PATTERN_SIZE 256
#define ROUND 50

void
flood_init(
    struct flood *flood, struct conn *conn, const char *group, size_t size)
{
	*flood = (struct flood) { .conn = conn, .group = group, .size = size };
}

static void
make_line(struct flood *flood)
{
	const int len = snprintf(flood->line, sizeof(flood->line),
	    "send %s %0*zu %s\n", flood->group, DIGITS, flood->said,
	    filler(flood->size - DIGITS - 1));

	MUST(len > 0 && (size_t)len < sizeof(flood->line), "line too long");
	flood->len = (size_t)len;
	flood->begun = 0;
}

/* Sends more of the current line: true if anything was taken. */
static bool
say_more(struct flood *flood)
{
	if (flood->begun == flood->len)
		make_line(flood);
	const size_t taken = conn_push(flood->conn, flood->line + flood->begun,
	    flood->len - flood->begun, 0);
	flood->begun += taken;
	if (flood->begun == flood->len)
		flood->said++;
	return taken > 0;
}

static bool
is_message(const struct flood *flood, struct str line, size_t number)
{
	char pattern[PATTERN_SIZE];

	(void)snprintf(pattern, sizeof(pattern), "msg * %s %s %0*zu ...",
	    flood->group, flood->conn->label, DIGITS, number);
	return pattern_matches(pattern, line);
}

/* Reads what has come: true if anything has. */
static bool
hear(struct flood *flood)
{
	struct str line;
	bool any = false;

	while (conn_has_line(flood->conn, &line)) {
		flood->heard += is_message(flood, line, flood->heard);
		any = true;
	}
	return any;
}

bool
flood_run(struct flood *flood, size_t count, usec patience)
{
	const size_t target = flood->said + count;
	const usec quiet = delayed() ? 4 * patience : patience;
	usec end = clock_mono() + quiet;

	while (flood->heard < target) {
		const bool more = flood->said < target;
		const bool said = more && say_more(flood);
		if (hear(flood) || said)
			end = clock_mono() + quiet;
		else if (!deadline_poll(flood->conn->fd,
			     more ? POLLIN | POLLOUT : POLLIN, end)) {
			if (!server_any_runs())
				return false;
			end = clock_mono() + quiet;
		}
	}
	return true;
}

/* Does it tell of others' coming and going, not of the sender's own end? */
static bool
is_news(const struct flood *flood, struct str line)
{
	char pattern[PATTERN_SIZE];

	(void)snprintf(
	    pattern, sizeof(pattern), "quit * %s...", flood->conn->label);
	return pattern_matches("join ...", line) ||
	    (pattern_matches("quit ...", line) &&
		!pattern_matches(pattern, line));
}

/* The next line that is no news. */
static struct str
next_message(const char *where, const struct flood *flood, struct conn *reader)
{
	struct str line;

	do
		line = conn_line_at(where, reader);
	while (is_news(flood, line));
	return line;
}

static noreturn void
not_next(const char *where, const struct conn *reader, size_t number)
{
	must_end(where, "%s: wanted message %zu, got \"%.*s\"", reader->label,
	    number, (int)reader->line.len, reader->line.at);
}

void
flood_expect_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (!is_message(flood, next_message(where, flood, reader), i))
			not_next(where, reader, i);
}

/* Reads the next line, if any comes before nothing moves any more. */
static bool
has_line(struct conn *reader, struct str *line)
{
	if (conn_has_line(reader, line))
		return true;
	server_await_rest();
	return conn_has_line(reader, line);
}

usec
flood_pace_at(const char *where, const struct flood *flood, struct conn *reader,
    size_t first, size_t count, struct server *server, usec step)
{
	struct str line;
	usec passed = 0;

	for (size_t i = first; i < first + count;) {
		if (!has_line(reader, &line)) {
			(void)server_pace_at(where, server, step);
			passed += step;
		} else if (is_message(flood, line, i)) {
			i++;
		} else if (!is_news(flood, line)) {
			not_next(where, reader, i);
		}
	}
	return passed;
}

void
flood_all_at(const char *where, struct flood *flood,
    struct conn *const *readers, size_t count, size_t messages)
{
	while (messages > 0) {
		const size_t first = flood->said;
		const size_t round = messages < ROUND ? messages : ROUND;
		if (!flood_run(flood, round, deadline() - clock_mono()))
			must_end(where, "%s cannot go on after %zu messages",
			    flood->conn->label, flood->heard);
		for (size_t i = 0; i < count; i++)
			flood_expect_at(where, flood, readers[i], first, round);
		messages -= round;
	}
}

size_t
flood_read_at(const char *where, const struct flood *flood, struct conn *reader,
    size_t first)
{
	size_t next = first;

	while (is_message(flood, next_message(where, flood, reader), next))
		next++;
	if (pattern_matches("msg ...", reader->line))
		not_next(where, reader, next);
	return next - first;
}
