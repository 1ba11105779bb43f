/*
 * A responder that has been taken over: in a server that is linked with this in
 * the place of server/helpers/responder.c, one that is sent the datagram
 * "hostile WHAT" does WHAT from then on. Until then it answers as ever.
 */
#define _GNU_SOURCE /* ppoll */
#include <poll.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/process/sandbox/sandbox.h"
#include "shared/io.h"
#include "shared/str.h"

/* In the place of recvfrom there. */
static ssize_t receive(int fd, void *room, size_t size, int flags,
    struct sockaddr *from, socklen_t *len);

#define recvfrom receive
#include "server/helpers/responder.c"
#undef recvfrom

/* Far longer than any test; who is left over by one that failed goes then. */
#define FOR_EVER 600000 /* ms */

static noreturn void
stay(void)
{
	(void)poll(NULL, 0, FOR_EVER);
	_exit(0);
}

static void
write_up(struct str text)
{
	struct pollfd room = { .fd = CHILD_UPLINK, .events = POLLOUT };

	while (io_write(CHILD_UPLINK, text.at, text.len) == IO_AGAIN)
		(void)poll(&room, 1, 1000);
}

/* Sends the text after the word as a line of its own. */
static noreturn void
say(struct str rest)
{
	write_up(rest);
	write_up(STR("\n"));
	stay();
}

static noreturn void
say_half(struct str rest)
{
	write_up(rest);
	_exit(0);
}

/* A line without end. */
static noreturn void
write_long(struct str rest)
{
	(void)rest;
	for (;;)
		write_up(STR("ping ping ping ping ping ping ping ping "));
}

/* As often as can be; it reads no answer. */
static noreturn void
ask_deaf(struct str rest)
{
	(void)rest;
	for (;;)
		write_up(STR("ping\nping\nping\nping\nping\nping\nping\n"));
}

/* Asks as often as can be, and reads all answers. */
static noreturn void
ask(struct str rest)
{
	char room[4096];

	(void)rest;
	for (;;) {
		write_up(STR("ping\nping\nping\nping\nping\nping\nping\n"));
		while (io_read(CHILD_DOWNLINK, room, sizeof(room)) > 0)
			continue;
	}
}

static noreturn void
close_uplink(struct str rest)
{
	(void)rest;
	(void)close(CHILD_UPLINK);
	stay();
}

static noreturn void
close_downlink(struct str rest)
{
	(void)rest;
	(void)close(CHILD_DOWNLINK);
	write_up(STR("ping\n"));
	stay();
}

/* Rings for everybody and nobody. */
static noreturn void
ring(struct str rest)
{
	uint32_t numbers[256];

	(void)rest;
	for (uint32_t first = 0;; first += COUNT(numbers)) {
		for (uint32_t i = 0; i < COUNT(numbers); i++)
			numbers[i] = (first + i) % 40000;
		(void)io_write(CHILD_BELL, numbers, sizeof(numbers));
	}
}

static noreturn void
ignore_term(struct str rest)
{
	(void)rest;
	(void)signal(SIGTERM, SIG_IGN);
	stay();
}

static const struct {
	const char *what;
	void (*act)(struct str rest);
} acts[] = {
	{ "say", say },
	{ "half", say_half },
	{ "long", write_long },
	{ "deaf", ask_deaf },
	{ "asks", ask },
	{ "closes-uplink", close_uplink },
	{ "closes-downlink", close_downlink },
	{ "rings", ring },
	{ "term", ignore_term },
};

static ssize_t
receive(int fd, void *room, size_t size, int flags, struct sockaddr *from,
    socklen_t *len)
{
	const ssize_t count = recvfrom(fd, room, size, flags, from, len);
	struct str rest = { room, count > 0 ? (size_t)count : 0 };

	if (rest.len > 0 && str_eq(str_word(&rest), STR("hostile"))) {
		const struct str what = str_word(&rest);
		for (size_t i = 0; i < COUNT(acts); i++)
			if (str_eq(what, str_from(acts[i].what)))
				acts[i].act(rest);
	}
	return count;
}
