/*
 * What the responder has given up before it reads the first datagram: all
 * descriptors but four, files, processes, cores and memory by limits,
 * privileges, system calls, and being looked into.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/kernel.h"
#include "tests/lib/proc.h"

#define FDS 4

static const struct {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* which need much memory, and descriptors */
} limits[] = {
	{ "Max open files", FDS, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max file size", 0, false },
	{ "Max address space", 64UL << 20, false },
};

static const struct {
	const char *field; /* of /proc/PID/status */
	long want;
} fields[] = {
	{ "NoNewPrivs", 1 }, { "Seccomp", 2 }, { "SigBlk", 0 },
	{ "SigCgt", 4000 }, /* TERM alone, in hexadecimal */
};

static void
test_limits(pid_t responder)
{
	unsigned long limit[2];

	for (size_t i = 0; i < COUNT(limits); i++) {
		if (sanitized() && !limits[i].with_sanitizers)
			continue;
		proc_limits(responder, limits[i].row, limit);
		TAP_OK(limit[0] <= limits[i].most && limit[1] <= limits[i].most,
		    "%s: %lu, hard %lu", limits[i].row, limit[0], limit[1]);
	}
}

static void
test_privileges(pid_t responder)
{
	if (!kernel_can_lack() || sanitized()) {
		tap_note("no seccomp here, or a build with sanitizers");
		return;
	}
	for (size_t i = 0; i < COUNT(fields); i++)
		TAP_NUM(proc_status(responder, fields[i].field), fields[i].want,
		    "%s", fields[i].field);
	TAP_OK(!proc_is_open_to_its_user(responder),
	    "its own user may not look into it");
}

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
	test_limits(health_responder(server));
	test_privileges(health_responder(server));
	health_expect(health, "running");
	server_stop(server);
	if (!sanitized())
		test_descriptors();
	return tap_done();
}
