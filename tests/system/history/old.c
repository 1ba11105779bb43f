/*
 * A history that an old version has written is read by nobody: the server does
 * not start, and says which directory is to be moved away.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"

static void
is_refused(const char *file)
{
	char path[SCRATCH_PATH];

	scratch_path(path, file);
	scratch_write(path, "");
	keeper_give_path(path);
	server_refuses(&(struct setup) { .config = journal_config() },
	    EX_CONFIG,
	    "forkcastd: history: */state/history is of an old version: move it "
	    "away");
	MUST(unlink(path) == 0, "%s", strerror(errno));
}

int
main(void)
{
	const struct setup setup = { .config = journal_config() };
	char path[SCRATCH_PATH];
	struct server *server;
	struct conn *ali;

	MUST(mkdir(journal_path(), 0700) == 0, "%s", strerror(errno));
	keeper_give_path(journal_path());
	is_refused("state/history/2026-11-20.1");
	is_refused("state/history/rows");
	server = server_start(&setup);
	ali = conn_member(server, "ali", "2026-11-20");
	conn_close(ali);
	server_stop(server);
	scratch_path(path, "state/history/2026-11-20.0");
	TAP_OK(access(path, F_OK) == 0, "a group has the name of a day");
	server = server_start(&setup);
	TAP_NUM(server_logged(server, "forkcastd: ..."), 0, "that is not old");
	server_stop(server);
	return tap_done();
}
