/*
 * Before it reads the first datagram, the responder drops all descriptors but
 * four; files, processes, cores and memory by limits; privileges and system
 * calls; and visibility to others.
 */
#include "tests/lib/confined.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

#define FDS 4

static const struct confined_limit limits[] = {
	{ "Max open files", FDS, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max file size", 0, false },
	{ "Max address space", 64UL << 20, false },
};

/* By who may look: the sandbox is off for others than root. */
static void
test_descriptors(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG, .visible = true });

	(void)health_ask(health_open(server));
	const pid_t responder = health_responder(server);
	TAP_NUM(proc_descriptors(responder), FDS, "four descriptors");
	for (int fd = 0; fd < FDS; fd++)
		TAP_OK(
		    proc_has_open(responder, fd), "which are 0 to 3: %d", fd);
	server_stop(server);
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);

	(void)health_ask(health);
	confined_check(health_responder(server), limits);
	confined_check_privileges(health_responder(server));
	health_expect(health, "running");
	server_stop(server);
	if (!sanitized())
		test_descriptors();
	return tap_done();
}
