/*
 * Before they read the first line, the keeper and the journal drop all
 * descriptors but their own, processes, cores and memory by limits, privileges
 * and system calls, and visibility to others.
 */
#include "tests/lib/confined.h"
#include "tests/lib/journal.h"
#include "tests/lib/proc.h"
#include "tests/lib/tap.h"

/* The keeper has four, its lock and two for files; the journal many. */
static const struct confined_limit keeper_limits[] = {
	{ "Max open files", 4 + 3, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 160UL << 20, false },
};
static const struct confined_limit journal_limits[] = {
	{ "Max open files", 1024, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 64UL << 20, false },
};

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *ali = conn_named(server, "ali");
	const pid_t keeper = keeper_find(server);
	const pid_t journal = journal_find(server);

	conn_ask(ali, "register pw", "ok register ali");
	confined_check(keeper, keeper_limits);
	confined_check_privileges(keeper);
	confined_check(journal, journal_limits);
	confined_check_privileges(journal);
	conn_ask(ali, "login ali pw", "ok login ali");
	server_stop(server);
	return tap_done();
}
