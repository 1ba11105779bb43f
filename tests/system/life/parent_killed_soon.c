/*
 * SIGKILL of the parent: who reads is told at once, and its worker does not
 * wait for it to close as long as those wait who have something to say yet, or
 * thousands of them would be left until all end together.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define TRIES 5 /* the machine may have much else to do */
#define SOON (500 * MSEC)

/* From the kill to the end of the worker. */
static usec
time_to_end(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");
	const usec begin = clock_mono();
	const usec end = deadline();
	usec took;

	server_signal(server, SIGKILL);
	conn_expect(javad, "bye server-gone ...");
	while (!proc_is_gone(worker))
		MUST(deadline_pause(end), "its worker is left");
	took = clock_mono() - begin;
	conn_expect_end(javad);
	conn_close(javad);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	return took;
}

int
main(void)
{
	usec took = time_to_end();

	for (int i = 1; i < TRIES && took > SOON; i++)
		took = time_to_end();
	TAP_OK(took <= SOON, "it is gone after %u ms", (unsigned)(took / MSEC));
	return tap_done();
}
