/*
 * Redis: publish and subscribe over RESP2. A connection that has subscribed can
 * say nothing, so that the one who speaks hears nothing but how many got it.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
#include <stdio.h>

#include "dialect.h"

static void
greet(struct buf *out, const struct seat *seat)
{
	if (!seat->speaks)
		dialect_print(out, "SUBSCRIBE g%zu\r\n", seat->group);
}

/* An array of three: the word, the group, the text, each with its length. */
static void
print_frame(struct buf *out, const char *word, size_t group, size_t bytes)
{
	const int width = snprintf(NULL, 0, "g%zu", group);

	dialect_print(out, "*3\r\n$7\r\n%s\r\n$%d\r\ng%zu\r\n$%zu\r\n", word,
	    width, group, bytes);
}

static void
say(struct buf *out, size_t group, size_t bytes)
{
	print_frame(out, "PUBLISH", group, bytes);
}

static void
hear(struct buf *out, size_t group, size_t bytes)
{
	print_frame(out, "message", group, bytes);
}

static void
answer(struct buf *out, size_t receivers)
{
	dialect_print(out, ":%zu\r\n", receivers);
}

const struct dialect dialect_redis = {
	.name = "redis",
	.echo = ECHO_ANSWER,
	.coming = 64,
	.greet = greet,
	.sync = WIRE("PING sync\r\n"),
	.admitted = WIRE("sync\r\n"),
	.say = say,
	.said_end = WIRE("\r\n"),
	.hear = hear,
	.heard_end = WIRE("\r\n"),
	.answer = answer,
};
