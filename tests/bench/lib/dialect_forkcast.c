/* forkcast's own line protocol, forkcast-protocol(7): see dialect.h. */
#include "dialect.h"
#include "shared/limits.h"

/* The 16 digits of an ID, each DIALECT_ID. */
#define IDS "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"

static void
greet(struct buf *out, const struct seat *seat)
{
	dialect_print_name(out, seat);
	dialect_print(out, "\n");
}

static void
join(struct buf *out, const struct seat *seat)
{
	dialect_print(out, "join g%zu\n", seat->group);
}

static void
say(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes; /* a text ends with its line */
	dialect_print(out, "send g%zu ", group);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	(void)bytes;
	dialect_print(out, "msg " IDS " g%zu s%zu ", group, group);
}

const struct dialect dialect_forkcast = {
	.name = "forkcast",
	.echo = ECHO_MESSAGE,
	.text_most = LIMIT_TEXT,
	.coming = 64,
	.greet = greet,
	.join = join,
	.sync = WIRE("ping sync\n"),
	.admitted = WIRE("sync\n"),
	.refused = WIRE("err "),
	.settled = WIRE("sync\n"),
	.say = say,
	.said_end = WIRE("\n"),
	.hear = hear,
	.heard_end = WIRE("\n"),
};
