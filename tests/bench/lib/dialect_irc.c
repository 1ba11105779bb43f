/*
 * IRC (RFC 2812), as ngIRCd speaks it with the configuration in
 * tests/bench/peers: its channels are local ones, and it hides every client's
 * host behind "bench"; and as forkcastd does, whose groups are channels, and
 * where a host is a hash that nobody knows beforehand.
 */
#include "dialect.h"

#define PART "\002\002\002\002\002\002\002\002\002\002"
#define HASH PART "." PART "." PART ".ip"

static void
greet(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "NICK ");
	dialect_print_name(out, seat);
	dialect_print(out, "\r\nUSER u 0 * :u\r\n");
}

static void
join(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "JOIN &g%zu\r\n", seat->group);
}

static void
join_forkcast(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "JOIN #g%zu\r\n", seat->group);
}

/* A text ends with its line, however long it is. */
static void
say(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, "PRIVMSG &g%zu :", group);
}

static void
say_forkcast(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, "PRIVMSG #g%zu :", group);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, ":s%zu!~u@bench PRIVMSG &g%zu :", group, group);
}

static void
hear_forkcast(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, ":s%zu!u@" HASH " PRIVMSG #g%zu :", group, group);
}

const struct dialect dialect_irc = {
	.name = "irc",
	.echo = ECHO_NONE,
	.text_most = 400, /* a line has 512 bytes, and its frame needs some */
	.coming = 8, /* ngIRCd listens with a backlog of 10 */
	.greet = greet,
	.join = join,
	.sync = WIRE("PING sync\r\n"),
	.admitted = WIRE(":sync\r\n"),
	.settled = WIRE(":sync\r\n"),
	.say = say,
	.said_end = WIRE("\r\n"),
	.hear = hear,
	.heard_end = WIRE("\r\n"),
};

const struct dialect dialect_forkcast_irc = {
	.name = "forkcast-irc",
	.echo = ECHO_NONE,
	.coming = 64,
	.text_most = 390, /* a line has 512 bytes, and its frame needs some */
	.greet = greet,
	.join = join_forkcast,
	.sync = WIRE("PING sync\r\n"),
	.admitted = WIRE(":sync\r\n"),
	.settled = WIRE(":sync\r\n"),
	.say = say_forkcast,
	.said_end = WIRE("\r\n"),
	.hear = hear_forkcast,
	.heard_end = WIRE("\r\n"),
};
