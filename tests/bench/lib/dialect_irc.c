/*
 * IRC (RFC 2812), as ngIRCd speaks it with the configuration in
 * tests/bench/peers: it hides every client's host behind "bench".
 */
#include "dialect.h"

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
say(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes; /* a text ends with its line */
	dialect_print(out, "PRIVMSG &g%zu :", group);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, ":s%zu!~u@bench PRIVMSG &g%zu :", group, group);
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
