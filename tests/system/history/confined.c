/*
 * Before it reads the first line, the journal drops all descriptors but those
 * for its files; processes, cores and memory by limits; privileges and system
 * calls; and visibility to others.
 */
#include "tests/lib/confined.h"
#include "tests/lib/journal.h"
#include "tests/lib/proc.h"

#define FDS 4

static const struct confined_limit limits[] = {
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
	const pid_t journal = journal_find(server);

	confined_check(journal, limits);
	confined_check_privileges(journal);
	server_stop(server);
	return tap_done();
}
