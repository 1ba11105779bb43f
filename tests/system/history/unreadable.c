/*
 * A server whose history cannot be read is ready in the end, and serves its
 * clients; the log says what is wrong, check is critical, and requests are
 * unavailable. When it can be read again, the history has what was said before
 * and meanwhile.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define CHECK "forkcastctl -p $SERVER check -t 600"

/* Within this another journal is started: helpers.c. */
#define LATEST (30 * SEC)

/* Gives the mode to all files whose names begin with a date. */
static void
set_mode(mode_t mode)
{
	DIR *all = opendir(journal_path());
	struct dirent *entry;
	char path[4 * SCRATCH_PATH];

	MUST(all != NULL, "%s", strerror(errno));
	while ((entry = readdir(all)) != NULL) {
		if (entry->d_name[0] != '2')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", journal_path(),
		    entry->d_name); /* fits */
		MUST(chmod(path, mode) == 0, "%s", strerror(errno));
	}
	(void)closedir(all); /* was only read */
}

static struct server *
start(void)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config),
	    "%sgroup tea\nhold_time 600\ngrace 3600\n",
	    journal_config()); /* fits */
	return server_spawn(
	    &(struct setup) { .config = config, .paced = true });
}

int
main(void)
{
	struct server *server = start();
	struct conn *ali;

	server_await(server);
	ali = conn_member(server, "ali", "tea");
	conn_ask(ali, "send tea before", "msg * tea ali before");
	conn_close(ali);
	server_stop(server);
	set_mode(0);
	server = start();
	shell_set_number("SERVER", server->was);
	server_expect(
	    server, "journal: cannot read the history: *: Permission denied");
	server_pace(server, 600 * SEC);
	server_await(server);
	PASS("it is ready without its history, and says why");
	ali = conn_member(server, "ali", "tea");
	conn_ask(ali, "send tea meanwhile", "msg * tea ali meanwhile");
	conn_say(ali, "history tea last 5");
	server_pace_later(server, 4000 * SEC);
	conn_expect(ali, "err history unavailable ...");
	PASS("it serves, but for the history");
	shell_run("until " CHECK
		  " | grep -q CRITICAL; do sleep 0.05 || sleep 1; done; " CHECK,
	    2,
	    "FORKCAST CRITICAL - running, * of * clients; no reply from the "
	    "journal | ...\n",
	    "");
	set_mode(S_IRUSR | S_IWUSR);
	server_pace_later(server, LATEST);
	server_expect(server, "journal: replies again");
	conn_ask(ali, "history tea said last 5", "past msg * tea ali before");
	conn_expect(ali, "past msg * tea ali meanwhile");
	conn_expect(ali, "ok history tea 2 *");
	PASS("then it has all");
	server_stop(server);
	return tap_done();
}
