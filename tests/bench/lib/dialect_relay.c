/* The dialect of tests/bench/relay: see dialect.h. */
#include "dialect.h"

static void
greet(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "%zu\n", seat->group);
}

/* As long as a command and an event of forkcast's, to be compared with it. */
static void
frame(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, "msg 0123456789abcdef g%zu s%zu ", group, group);
}

const struct dialect dialect_relay = {
	.name = "relay",
	.echo = ECHO_MESSAGE,
	.coming = 64,
	.greet = greet,
	.admitted = WIRE("\n"),
	.say = frame,
	.said_end = WIRE("\n"),
	.hear = frame,
	.heard_end = WIRE("\n"),
};
