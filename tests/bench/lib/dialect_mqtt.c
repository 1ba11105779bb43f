/*
 * MQTT 3.1.1, quality of service 0 (at most once).
 * https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html
 */
#include <stdio.h>

#include "dialect.h"
#include "shared/limits.h"

#define CONNECT 0x10
#define PUBLISH 0x30
#define SUBSCRIBE 0x82
#define CLEAN_SESSION 0x02

/* A packet's type, and how long the rest is: 7 bits a byte, lowest first. */
static void
print_header(struct buf *out, unsigned type, size_t len)
{
	dialect_print(out, "%c", (int)type);
	for (; len >= 0x80; len >>= 7)
		dialect_print(out, "%c", (int)(len & 0x7f) | 0x80);
	dialect_print(out, "%c", (int)len);
}

/* A number in two bytes, as it stands before every string. */
static void
print_short(struct buf *out, size_t number)
{
	dialect_print(out, "%c%c", (int)(number >> 8), (int)(number & 0xff));
}

static size_t
topic_len(size_t group)
{
	return (size_t)snprintf(NULL, 0, "g%zu", group);
}

static void
print_topic(struct buf *out, size_t group)
{
	print_short(out, topic_len(group));
	dialect_print(out, "g%zu", group);
}

/* Without a name of its own a client gets one, and is never asked for life. */
static void
greet(struct buf *out, const struct seat *seat)
{
	print_header(out, CONNECT, 12);
	print_short(out, 4);
	dialect_print(out, "MQTT%c%c", 4, CLEAN_SESSION);
	print_short(out, 0); /* seconds between signs of life: no bound */
	print_short(out, 0); /* the length of its name */
	if (!seat->speaks) {
		print_header(
		    out, SUBSCRIBE, 2 + 2 + topic_len(seat->group) + 1);
		print_short(out, 1); /* the packet's number */
		print_topic(out, seat->group);
		dialect_print(out, "%c", 0); /* the quality of service */
	}
}

/* A message is the same packet in both directions. */
static void
frame(struct buf *out, size_t group, size_t bytes)
{
	print_header(out, PUBLISH, 2 + topic_len(group) + bytes);
	print_topic(out, group);
}

const struct dialect dialect_mqtt = {
	.name = "mqtt",
	.echo = ECHO_NONE,
	.text_most = LIMIT_TEXT,
	.coming = 64,
	.greet = greet,
	.sync = WIRE("\xc0\0"), /* PINGREQ */
	.admitted = WIRE("\xd0\0"), /* PINGRESP */
	.say = frame,
	.said_end = WIRE(""),
	.hear = frame,
	.heard_end = WIRE(""),
};
