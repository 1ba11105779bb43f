/* forkcast ping over UDP: see ping_udp.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "script/ping_udp.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/trips.h"
#include "session/connect.h"
#include "session/signals.h"
#include "session/standard.h"
#include "session/wait.h"
#include "shared/buf.h"
#include "shared/crypto/entropy.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/responder.h"

static struct {
	struct ping_udp wanted;
	struct trips trips;
	int fd;
	char token[RESPONDER_TOKEN]; /* of the last request */
	size_t left; /* how often the last request may be sent again */
	bool waits; /* the last request may still be answered */
	bool answered; /* it was */
	bool well; /* an answer came, and the last one says that all is well */
	int signal; /* to end by, or 0 */
} asking;

static void ping_udp_say(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static void
ping_udp_say(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	const bool said = vprintf(format, values) >= 0 && fflush(stdout) == 0;
	va_end(values);
	if (said)
		return;
	standard_complain();
	exit(EX_IOERR);
}

/*
 * Waits for a datagram, a signal, or until that time; fd -1: no datagram.
 * Returns true if a datagram or an error can be read.
 */
static bool
wait_for(int fd, usec until)
{
	struct pollfd set = { .fd = fd, .events = POLLIN };
	struct timespec left;
	const int ready =
	    ppoll(&set, 1, wait_left(until, &left), signals_mask());

	if (ready == -1 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for the responder");
	signals_deliver_pending();
	asking.signal = signals_end_signal();
	return ready > 0;
}

/*
 * Draws the token of a new request, so that a late answer to the previous one
 * does not count.
 */
static void
draw_token(void)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char byte[RESPONDER_TOKEN / 2];

	if (!entropy_draw(byte, sizeof(byte)))
		die_errno(EX_OSERR, "cannot read /dev/urandom");
	for (size_t i = 0; i < sizeof(byte); i++) {
		asking.token[2 * i] = digits[byte[i] >> 4];
		asking.token[2 * i + 1] = digits[byte[i] & 0xf];
	}
}

static struct str
token(void)
{
	return (struct str) { asking.token, sizeof(asking.token) };
}

static const char *
again(void)
{
	return asking.left > 0 ? "; asking again" : "";
}

static void
lose(void)
{
	asking.waits = false;
	ping_udp_say("no responder at %.64s: %s%s\n", asking.wanted.address,
	    strerror(errno), again());
}

/*
 * Sends a request. The first attempt may only report an error of an earlier
 * request, which the system has kept for us; then nothing was sent.
 */
static void
ping_udp_ask(void)
{
	char room[RESPONDER_LEAST];
	struct buf buf;
	ssize_t count = IO_FAIL;

	draw_token();
	buf_init(&buf, room, sizeof(room));
	(void)responder_request(&buf, token()); /* the room is exact */
	asking.waits = true;
	for (int tries = 0; tries < 2 && count == IO_FAIL; tries++) {
		asking.trips.last = clock_mono();
		count = io_write(asking.fd, room, sizeof(room));
	}
	if (count < 0)
		lose();
}

static bool
is_well(struct str state)
{
	return !str_eq(state, STR(RESPONDER_STOPPING)) &&
	    !str_eq(state, STR(RESPONDER_STUCK));
}

/* Takes an answer. The parser lets only letters through as its state. */
static void
ping_udp_take_answer(const struct responder_answer *answer, usec time)
{
	asking.waits = false;
	asking.answered = true;
	asking.well = is_well(answer->state);
	trips_count(&asking.trips, time);
	ping_udp_say(
	    "answer from %.64s: seq=%zu time=%.3f ms %.*s %ju of %ju clients, "
	    "up %ju s, alive %.3f s ago\n",
	    asking.wanted.address, asking.trips.sent, trips_ms(time),
	    (int)answer->state.len, answer->state.at,
	    (uintmax_t)answer->clients, (uintmax_t)answer->max,
	    (uintmax_t)answer->uptime, (double)answer->beat_age / (double)SEC);
}

/* Takes a datagram. Only an answer to the last request counts. */
static void
take_datagram(void)
{
	char room[RESPONDER_LEAST];
	struct responder_answer answer;
	const ssize_t count = io_read(asking.fd, room, sizeof(room));
	const usec time = clock_mono() - asking.trips.last;

	if (count == IO_FAIL)
		lose();
	else if (count > 0 &&
	    responder_read_answer(
		(struct str) { room, (size_t)count }, &answer) &&
	    str_eq(answer.token, token()))
		ping_udp_take_answer(&answer, time);
}

/*
 * Waits for the answer. A datagram that is there when the time is over still
 * counts, because we may have been stopped meanwhile. No more than one does: a
 * flood must not keep us here.
 */
static void
await(void)
{
	const usec until = asking.trips.last + asking.wanted.wait;

	do
		if (wait_for(asking.fd, until))
			take_datagram();
	while (asking.waits && asking.signal == 0 && clock_mono() < until);
	if (asking.waits && asking.signal == 0)
		ping_udp_say("no answer to seq=%zu within %.3f s%s\n",
		    asking.trips.sent, (double)asking.wanted.wait / (double)SEC,
		    again());
}

/* Waits until so long after the last request was sent. */
static void
rest(usec time)
{
	const usec due = asking.trips.last + time;

	do
		(void)wait_for(-1, due);
	while (asking.signal == 0 && clock_mono() < due);
}

/*
 * Sends a request, and again as long as it is lost. Each time it has a new
 * token, so that the time of the answer is that of its own round trip.
 */
static void
ping_udp_request(void)
{
	asking.trips.sent++;
	asking.answered = false;
	asking.left = asking.wanted.repeats;
	for (;; asking.left--) {
		ping_udp_ask();
		if (asking.waits)
			await();
		if (asking.answered || asking.left == 0 || asking.signal != 0)
			return;
		rest(asking.wanted.wait); /* even if it was refused at once */
		if (asking.signal != 0)
			return;
	}
}

static void
ping_udp_turn(void)
{
	if (asking.trips.sent > 0)
		rest(asking.wanted.interval);
	if (asking.signal == 0)
		ping_udp_request();
}

static void
summarise(void)
{
	char text[TRIPS_TEXT];

	trips_text(
	    &asking.trips, asking.wanted.address, true, clock_mono(), text);
	ping_udp_say("%s", text);
}

int
ping_udp(const struct ping_udp *wanted)
{
	struct connect_failure failure;

	asking.wanted = *wanted;
	asking.fd = connect_udp(wanted->address, &failure);
	if (asking.fd == -1)
		die(failure.status, "%s", failure.why);
	signals_begin(SIGNALS_SCRIPT);
	asking.trips.begun = clock_mono();
	while (asking.signal == 0 &&
	    (wanted->most == 0 || asking.trips.sent < wanted->most))
		ping_udp_turn();
	summarise();
	signals_finish();
	io_close(&asking.fd);
	/* As in ping(8), INT is the normal end. */
	if (asking.signal != 0 &&
	    !(asking.signal == SIGINT && asking.trips.answered > 0))
		(void)raise(asking.signal);
	return asking.well ? EX_OK : EX_UNAVAILABLE;
}
