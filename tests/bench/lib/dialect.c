/* The dialects: see dialect.h. */
#include "dialect.h"

#include <stdio.h>
#include <string.h>

#include "shared/die.h"
#include "shared/limits.h"

/* The 16 digits of an ID, each DIALECT_ID. */
#define IDS "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"

static const struct dialect dialects[] = {
	/* forkcast's own line protocol, forkcast-protocol(7). */
	{ .name = "forkcast",
	    .echo = ECHO_MESSAGE,
	    .text_most = LIMIT_TEXT,
	    .coming = 64,
	    .speaker = "%N\n",
	    .reader = "%N\n",
	    .join = "join g%G\n",
	    .sync = LIT("ping sync\n"),
	    .admitted = LIT("sync\n"),
	    .refused = LIT("err "),
	    .settled = LIT("sync\n"),
	    .say = "send g%G ",
	    .hear = "msg " IDS " g%G s%G ",
	    .end = LIT("\n") },
	/*
	 * IRC (RFC 2812), as ngIRCd speaks it with the configuration in
	 * tests/bench/peers: its channels are local ones, it hides every
	 * client's host behind "bench", and listens with a backlog of 10. A
	 * line has 512 bytes, and its frame needs some.
	 */
	{ .name = "ngircd",
	    .echo = ECHO_NONE,
	    .text_most = 400,
	    .coming = 8,
	    .speaker = "NICK %N\r\nUSER u 0 * :u\r\n",
	    .reader = "NICK %N\r\nUSER u 0 * :u\r\n",
	    .join = "JOIN &g%G\r\n",
	    .sync = LIT("PING sync\r\n"),
	    .admitted = LIT(":sync\r\n"),
	    .settled = LIT(":sync\r\n"),
	    .say = "PRIVMSG &g%G :",
	    .hear = ":s%G!~u@bench PRIVMSG &g%G :",
	    .end = LIT("\r\n") },
	/*
	 * NATS. Two seconds after it was met, or a little later, the server
	 * asks each client once whether it is there. It need not be answered,
	 * but must not fall into the measurement: that is what everybody waits
	 * for in the end. https://docs.nats.io/reference/reference-protocols
	 */
	{ .name = "nats",
	    .echo = ECHO_NONE,
	    .coming = 64,
	    .speaker = "CONNECT {\"verbose\":false}\r\nPING\r\n",
	    .reader = "CONNECT {\"verbose\":false}\r\nSUB g%G 1\r\nPING\r\n",
	    .admitted = LIT("PONG\r\n"),
	    .settled = LIT("PING\r\n"),
	    .say = "PUB g%G %V\r\n",
	    .hear = "MSG g%G 1 %V\r\n",
	    .end = LIT("\r\n") },
	/*
	 * Redis: publish and subscribe over RESP2, arrays of three: the word,
	 * the group, the text, each with its length. A connection that has
	 * subscribed can say nothing, so that the one who speaks hears nothing
	 * but how many got it.
	 * https://redis.io/docs/latest/develop/reference/protocol-spec/
	 */
	{ .name = "redis",
	    .echo = ECHO_ANSWER,
	    .coming = 64,
	    .reader = "SUBSCRIBE g%G\r\n",
	    .sync = LIT("PING sync\r\n"),
	    .admitted = LIT("sync\r\n"),
	    .say = "*3\r\n$7\r\nPUBLISH\r\n$%L\r\ng%G\r\n$%V\r\n",
	    .hear = "*3\r\n$7\r\nmessage\r\n$%L\r\ng%G\r\n$%V\r\n",
	    .end = LIT("\r\n"),
	    .answer = ":%V\r\n" },
};

const struct dialect *
dialect_find(const char *name)
{
	for (size_t i = 0; i < COUNT(dialects); i++)
		if (strcmp(dialects[i].name, name) == 0)
			return &dialects[i];
	die(EX_USAGE, "there is no dialect %s", name);
}

/* Writes what a letter of a form stands for. */
static bool
write_letter(
    struct buf *out, char letter, const struct seat *seat, size_t value)
{
	const size_t width = DECIMAL(seat->group).len;

	if (letter == 'N' && seat->speaks)
		return BUF_CAT(out, STR("s"), DECIMAL(seat->group));
	if (letter == 'N')
		return BUF_CAT(out, STR("r"), DECIMAL(seat->group), STR("-"),
		    DECIMAL(seat->place));
	return BUF_CAT(out,
	    DECIMAL(letter == 'G' ? seat->group :
		    letter == 'L' ? 1 + width :
				    value));
}

void
dialect_write(
    struct buf *out, const char *form, const struct seat *seat, size_t value)
{
	bool fits = true;

	for (; form != NULL && *form != '\0' && fits; form++)
		if (*form != '%')
			fits = BUF_CAT(out, ((struct str) { form, 1 }));
		else
			fits = write_letter(out, *++form, seat, value);
	if (!fits)
		die(EX_SOFTWARE, "no room for what a client says");
}
