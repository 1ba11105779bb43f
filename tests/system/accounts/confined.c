/*
 * Before it reads the first line, the keeper drops all descriptors but four,
 * its lock and two for files; processes, cores and memory by limits;
 * privileges and system calls; and visibility to others.
 */
#include "tests/lib/confined.h"
#include "tests/lib/keeper.h"
#include "tests/lib/proc.h"

#define FDS 4

static const struct confined_limit limits[] = {
	{ "Max open files", FDS + 3, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 160UL << 20, false },
};

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
	confined_check(keeper, limits);
	confined_check_privileges(keeper);
	conn_ask(ali, "login ali pw", "ok login ali");
	server_stop(server);
	return tap_done();
}
