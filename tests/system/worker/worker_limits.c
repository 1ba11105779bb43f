/* A worker can open no file, make no process, dump no core, grow no more. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

/* Rows of /proc/PID/limits, which have a soft and a hard limit each. */
static const struct {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* which need much memory, and descriptors */
} rows[] = {
	{ "Max open files", 4, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 1UL << 30, false },
};

int
main(void)
{
	unsigned long limit[2];

	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (sanitized() && !rows[i].with_sanitizers)
			continue;
		proc_limits(worker, rows[i].row, limit);
		TAP_OK(limit[0] <= rows[i].most && limit[1] <= rows[i].most,
		    "%s: %lu, hard %lu", rows[i].row, limit[0], limit[1]);
	}
	TAP_NUM(proc_status(worker, "SigBlk"), 0, "no signal is blocked");
	conn_expect_nothing(javad);
	server_stop(server);
	return tap_done();
}
