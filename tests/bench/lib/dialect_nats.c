/*
 * NATS, its client protocol. https://docs.nats.io/reference/reference-protocols
 *
 * Two seconds after it was met, or a little later, the server asks each client
 * once whether it is there. It need not be answered, but must not fall into the
 * measurement: that is what everybody waits for in the end.
 */
#include "dialect.h"

static void
greet(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "CONNECT {\"verbose\":false}\r\n");
	if (!seat->speaks)
		dialect_print(out, "SUB g%zu 1\r\n", seat->group);
	dialect_print(out, "PING\r\n");
}

static void
say(struct buf *out, size_t group, size_t bytes)
{
	dialect_print(out, "PUB g%zu %zu\r\n", group, bytes);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	dialect_print(out, "MSG g%zu 1 %zu\r\n", group, bytes);
}

const struct dialect dialect_nats = {
	.name = "nats",
	.echo = ECHO_NONE,
	.coming = 64,
	.greet = greet,
	.admitted = WIRE("PONG\r\n"),
	.settled = WIRE("PING\r\n"),
	.say = say,
	.said_end = WIRE("\r\n"),
	.hear = hear,
	.heard_end = WIRE("\r\n"),
};
