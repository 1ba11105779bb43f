/*
 * A worker cannot open a file, start a process, dump core or grow its memory.
 */
#include "tests/lib/confined.h"
#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

static const struct confined_limit limits[] = {
	{ "Max open files", 4, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 1UL << 30, false },
};

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");
	confined_check(worker, limits);
	TAP_NUM(proc_status(worker, "SigBlk"), 0, "no signal is blocked");
	conn_expect_nothing(javad);
	server_stop(server);
	return tap_done();
}
