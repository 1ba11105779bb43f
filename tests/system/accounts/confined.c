/*
 * What the keeper has given up before it reads the first line: all descriptors
 * but four and one for a file, processes, cores and memory by limits, and
 * privileges, system calls, and being looked into.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/kernel.h"
#include "tests/lib/proc.h"

#define FDS 4

static const struct {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* which need much memory, and descriptors */
} limits[] = {
	{ "Max open files", FDS + 1, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
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
test_limits(pid_t keeper)
{
	unsigned long limit[2];

	for (size_t i = 0; i < COUNT(limits); i++) {
		if (sanitized() && !limits[i].with_sanitizers)
			continue;
		proc_limits(keeper, limits[i].row, limit);
		TAP_OK(limit[0] <= limits[i].most && limit[1] <= limits[i].most,
		    "%s: %lu, hard %lu", limits[i].row, limit[0], limit[1]);
	}
}

static void
test_privileges(pid_t keeper)
{
	if (!kernel_can_lack() || sanitized()) {
		tap_note("no seccomp here, or a build with sanitizers");
		return;
	}
	for (size_t i = 0; i < COUNT(fields); i++)
		TAP_NUM(proc_status(keeper, fields[i].field), fields[i].want,
		    "%s", fields[i].field);
	TAP_OK(!proc_is_open_to_its_user(keeper),
	    "its own user may not look into it");
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	struct conn *ali = conn_named(server, "ali");
	const pid_t keeper = keeper_find(server);

	conn_ask(ali, "register pw", "ok register ali");
	test_limits(keeper);
	test_privileges(keeper);
	conn_ask(ali, "login ali pw", "ok login ali");
	server_stop(server);
	return tap_done();
}
