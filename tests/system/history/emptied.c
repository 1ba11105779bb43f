/*
 * Nothing is left of a group that nobody has registered, and that was closed,
 * once its last member has left: however many there were, later groups are
 * recorded, and a restart finds them. One that was always open has its history
 * again when somebody comes back.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"

#define GROUPS 3000
#define BATCH 50

/* Returns how many directories the history has. */
static size_t
count_directories(void)
{
	DIR *dir = opendir(journal_path());
	const struct dirent *entry;
	size_t count = 0;

	MUST(dir != NULL, "no history");
	while ((entry = readdir(dir)) != NULL)
		count += strchr(entry->d_name, '.') != NULL &&
		    entry->d_name[0] != '.';
	(void)closedir(dir); /* it was only read */
	return count;
}

static void
expect_directories(size_t wanted)
{
	const usec end = deadline();

	while (count_directories() != wanted)
		MUST(deadline_pause(end), "there are %zu directories",
		    count_directories());
}

static void
come_and_go(struct conn *ali)
{
	for (unsigned i = 0; i < GROUPS; i++) {
		conn_say(ali, "join g%u", i);
		conn_say(ali, "mode g%u +i", i);
		conn_say(ali, "send g%u secret", i);
		conn_say(ali, "leave g%u", i);
		if ((i + 1) % BATCH == 0)
			conn_wait_for(ali, "leave * g%u ali", i);
	}
	conn_ask(ali, "sync", "ok sync *");
}

int
main(void)
{
	static char config[4 * SCRATCH_PATH];
	struct setup setup = { .config = config };
	struct server *server;
	struct conn *ali;

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync none\nline_rate 0\nbyte_rate 0\n"
	    "change_rate 0\n",
	    journal_config()); /* fits */
	server = server_start(&setup);
	keeper_add(server, "ali");
	ali = keeper_come(server, "ali");
	conn_ask(ali, "join open", "join * open ali");
	conn_ask(ali, "send open stays", "msg * open ali stays");
	conn_ask(ali, "leave open", "leave * open ali");
	come_and_go(ali);
	expect_directories(1);
	PASS("nothing is left of groups that were closed");
	conn_ask(ali, "history g7 last 9", "err history no-such-group ...");
	conn_ask(ali, "join kept", "join * kept ali");
	conn_ask(ali, "register kept", "ok register kept");
	conn_ask(ali, "send kept hi", "msg * kept ali hi");
	conn_ask(ali, "sync", "ok sync *");
	server_signal(server, SIGKILL);
	(void)server_status(server);
	server = server_start(&setup);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "history kept said last 1", "past msg * kept ali hi");
	conn_expect(ali, "ok history kept 1 *");
	PASS("a later group has its history after a restart");
	conn_ask(ali, "join open", "join * open ali");
	conn_ask(ali, "history open said last 1", "past msg * open ali stays");
	conn_expect(ali, "ok history open 1 *");
	PASS("and so has one that was always open");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
