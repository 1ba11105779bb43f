/*
 * A worker whose client says more than the router takes: it keeps what it has,
 * passes on what the router says meanwhile, and loses nothing; that nothing
 * more has room is not the end.
 */
#include <poll.h>
#include <signal.h>

#include "server/process/fork/exits.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/worker/solo.h"

#define LINE STR("ping it-is-full\n") /* of 16 bytes */
#define EVENT STR("msg 1795160000123456 tea javad hello\n")
#define EVENTS 300
#define ROUNDS 50

static struct solo solo;
static size_t said; /* bytes that were taken of the client */

/* Waits until it has done all that it can. */
static void
await_rest(void)
{
	const usec end = deadline();

	while (proc_runs(solo.pid))
		MUST(deadline_pause(end), "it never rests");
}

/* Says all that is taken for now. */
static void
say_on(void)
{
	struct pollfd fd = { .fd = solo.client, .events = POLLOUT };
	char lines[256 * 16];

	for (size_t at = 0; at < sizeof(lines); at += LINE.len)
		memcpy(lines + at, LINE.at, LINE.len);
	while (poll(&fd, 1, 0) == 1) {
		const size_t at = said % LINE.len;
		const ssize_t count =
		    io_write(solo.client, lines + at, sizeof(lines) - at);
		MUST(count != IO_FAIL, "the worker has ended");
		said += count > 0 ? (size_t)count : 0;
	}
}

/* Says all that it has room for: it rests, and leaves some in the socket. */
static void
say_all(void)
{
	const usec end = deadline();
	size_t before;

	do {
		before = said;
		await_rest();
		say_on();
		MUST(!deadline_passed(end), "it takes all");
	} while (said > before);
}

/* More than the socket holds, so that the worker waits for room there. */
static bool
passes_events(void)
{
	solo.len = 0;
	for (unsigned i = 0; i < EVENTS; i++)
		solo_say(&solo, EVENT.at, EVENT.len);
	say_on();
	solo_hear(&solo, EVENTS * EVENT.len);
	for (size_t at = 0; at < solo.len; at += EVENT.len)
		if (memcmp(solo.heard + at, EVENT.at, EVENT.len) != 0)
			return false;
	return true;
}

/*
 * Reads the uplink: so many bytes of whole lines must come, the same ones. All
 * that is there at a time, so that the worker may get rid of all that it has.
 */
static bool
takes_all(size_t bytes)
{
	static char data[65536];
	size_t come = 0;

	while (come < bytes) {
		MUST(deadline_poll(solo.uplink, POLLIN, deadline()),
		    "%zu of %zu bytes came up", come, bytes);
		await_rest();
		const ssize_t count = io_read(solo.uplink, data, sizeof(data));
		for (ssize_t i = 0; i < count; i++)
			if (data[i] != LINE.at[come++ % LINE.len])
				return false;
		if (count == 0)
			return false;
	}
	return true;
}

int
main(void)
{
	bool good = true;
	char more;

	bulk();
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	solo_begin(&solo);
	MUST(io_write(solo.client, "javad\n", 6) == 6,
	    "it does not take a name");
	MUST(deadline_poll(solo.uplink, POLLIN, deadline()), "no name comes");
	char name[16];
	TAP_NUM(io_read(solo.uplink, name, sizeof(name)), 11, "its name comes");
	say_all();
	for (unsigned i = 0; i < ROUNDS && good; i++)
		good = passes_events();
	TAP_OK(
	    good, "it takes %zu bytes, and what the router says goes on", said);
	TAP_OK(takes_all(said / LINE.len * LINE.len),
	    "nothing of what was said is lost");
	TAP_NUM(io_read(solo.uplink, &more, 1), IO_AGAIN, "and nothing added");
	solo_say(&solo, "bye quit\n", 9);
	io_close(&solo.downlink);
	solo_hear_to_the_end(&solo);
	TAP_NUM(solo_end(&solo), EXITS_DONE, "it ends in peace");
	return tap_done();
}
