/*
 * IRC, as forkcastd speaks it: the groups of forkcast are its channels, and the
 * host is a hash that nobody knows beforehand.
 */
#include "dialect.h"

#define PART "\002\002\002\002\002\002\002\002\002\002"
#define HOST PART "." PART "." PART ".ip"

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
	dialect_print(out, "JOIN #g%zu\r\n", seat->group);
}

static void
say(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes; /* a text ends with its line */
	dialect_print(out, "PRIVMSG #g%zu :", group);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, ":s%zu!u@" HOST " PRIVMSG #g%zu :", group, group);
}

const struct dialect dialect_forkcast_irc = {
	.name = "forkcast-irc",
	.echo = ECHO_NONE,
	.coming = 64,
	.text_most = 390, /* a line has 512 bytes, and its frame needs some */
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
