/* Strangers who do everything wrong: see strangers.h. */
#include "strangers.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define STRANGERS 16
#define NAMES 4 /* that all of them want */
#define GROUPS 2 /* that all of them have */

/* How long one stays, and lies in wait between two deeds. */
#define LIFE_MOST (3 * SEC)
#define PAUSE_MOST (150 * MSEC)

/* Numbers of the dice that belong to no client, and not to the storm. */
#define STRANGERS_DICE 2000000

struct stranger {
	int fd; /* -1: it is not there */
	bool deaf; /* it reads nothing */
	usec until;
	usec next;
};

static struct {
	struct addr server;
	struct dice dice;
	struct stranger one[STRANGERS];
	size_t count;
} strangers;

static uint32_t
draw(uint32_t sides)
{
	return dice_throw(&strangers.dice, sides);
}

/* As much as the socket takes: half a line is as good. */
static void say(const struct stranger *one, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
say(const struct stranger *one, const char *format, ...)
{
	char text[512];
	va_list values;
	int len;

	va_start(values, format);
	len = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	(void)io_write(one->fd, text, (size_t)len); /* it may be over */
}

static void
take_name(const struct stranger *one)
{
	say(one, "stranger%u\n", draw(NAMES));
}

static void
rename_often(const struct stranger *one)
{
	for (int i = 0; i < 5; i++)
		say(one, "name Stranger%u\n", draw(NAMES));
}

/* The third ends it; it may then linger. */
static void
say_wrong_secrets(const struct stranger *one)
{
	for (int i = 0; i < 3; i++)
		say(one, "login nobody wrong%u\n", draw(1000));
}

static void
begin_proof(const struct stranger *one)
{
	say(one, "prove scram-sha-256\n");
	say(one, "prove + biwsbj11LHI9%u\n", draw(1000));
}

static void
register_account(const struct stranger *one)
{
	say(one, "register secret%u\n", draw(1000));
}

static void
begin_irc(const struct stranger *one)
{
	static const char *const lines[] = { "NICK half", "CAP LS 302\r\n",
		"NICK half%u\r\nUSER a 0 * :b\r\n", "USER a 0 *",
		"NICK x\r\nAUTHENTICATE PLAIN\r\n" };
	const uint32_t which = draw(COUNT(lines));

	if (which == 2)
		say(one, "NICK half%u\r\nUSER a 0 * :b\r\nJOIN #strange0\r\n",
		    draw(NAMES));
	else
		say(one, "%s", lines[which]);
}

static void
say_rubbish(const struct stranger *one)
{
	static const char *const lines[] = { "GET / HTTP/1.1\r\n\r\n",
		"\001\002\003\xff\xfe\n", "PROXY TCP4 1.2.3.4", "send\n",
		"fault - kicked\n", "quit" };

	say(one, "%s", lines[draw(COUNT(lines))]);
}

static void
join_and_kick(const struct stranger *one)
{
	const unsigned group = draw(GROUPS);

	say(one, "join strange%u\n", group);
	say(one, "mode strange%u +o stranger%u\n", group, draw(NAMES));
	say(one, "kick strange%u stranger%u away\n", group, draw(NAMES));
	say(one, "mode strange%u +b stranger%u!*@*\n", group, draw(NAMES));
	say(one, "leave strange%u\n", group);
}

static void
leave_things(const struct stranger *one)
{
	const unsigned group = draw(GROUPS);

	say(one, "join strange%u\nput strange%u key%u value\nhear key1\n",
	    group, group, draw(3));
	say(one, "post strange%u work\ntake strange%u 2 1\naway gone\n", group,
	    group);
	say(one, "watch stranger%u\ntopic strange%u of nothing\n", draw(NAMES),
	    group);
}

static void
flood(const struct stranger *one)
{
	say(one, "join strange0\n");
	for (int i = 0; i < 100; i++)
		say(one, "send strange0 %0300d\n", i);
}

static void
say_half_a_line(const struct stranger *one)
{
	say(one, "send strange0 half of wha");
}

static void
finish(const struct stranger *one)
{
	(void)shutdown(one->fd, SHUT_WR); /* it may be over */
}

static void (*const deeds[])(const struct stranger *one) = { take_name,
	take_name, take_name, rename_often, say_wrong_secrets,
	say_wrong_secrets, begin_proof, register_account, begin_irc,
	say_rubbish, join_and_kick, join_and_kick, leave_things, flood,
	say_half_a_line, finish };

/* In order, or by a reset. */
static void
leave(struct stranger *one)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	if (one->fd != -1 && draw(2) == 0)
		(void)setsockopt(
		    one->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(&one->fd);
}

static void
come(struct stranger *one, usec now)
{
	*one = (struct stranger) {
		.fd = socket(strangers.server.to.any.sa_family, SOCK_STREAM, 0),
		.deaf = draw(4) == 0,
		.until = now + draw((uint32_t)LIFE_MOST),
		.next = now
	};
	MUST(one->fd != -1 &&
		connect(one->fd, &strangers.server.to.any,
		    strangers.server.len) == 0 &&
		io_prepare(one->fd),
	    "a stranger cannot connect: %s", strerror(errno));
	strangers.count++;
}

/*
 * The content of its lines does not matter. A stranger that gets bye stays
 * connected nevertheless.
 */
static void
hear(const struct stranger *one)
{
	char drop[4096];

	for (int i = 0; !one->deaf && i < 4; i++)
		if (io_read(one->fd, drop, sizeof(drop)) <= 0)
			return;
}

void
strangers_begin(const char *address)
{
	const char *wrong = addr_parse(&strangers.server, address);

	MUST(wrong == NULL, "%s: %s", address, wrong);
	strangers.dice = dice_own(STRANGERS_DICE);
	strangers.count = 0;
	for (size_t i = 0; i < STRANGERS; i++)
		strangers.one[i] = (struct stranger) { .fd = -1 };
}

void
strangers_turn(void)
{
	const usec now = clock_mono();

	for (size_t i = 0; i < STRANGERS; i++) {
		struct stranger *one = &strangers.one[i];
		if (one->next > now)
			continue;
		if (one->fd == -1)
			come(one, now);
		else if (one->until <= now)
			leave(one);
		else
			deeds[draw(COUNT(deeds))](one);
		if (one->fd != -1)
			hear(one);
		one->next = now + draw((uint32_t)PAUSE_MOST);
	}
}

size_t
strangers_end(void)
{
	for (size_t i = 0; i < STRANGERS; i++)
		leave(&strangers.one[i]);
	return strangers.count;
}
