/*
 * Changes of the boxes and tables that the configuration names outlast crashes:
 * of the server, of its journal, and of both. Rows keep the IDs of the events
 * that wrote them, and items how often they came back; what is done or cut, and
 * held keys, stay away. A journal that dies or hangs at the stop costs what it
 * has to. Boxes that a reload adds and removes are stored from then on.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"
#include "tests/lib/upgrade.h"

#define KEYS "box jobs\ntable jobs\nhistory_sync none\ngrace 3600\n"
#define GRACE (3600 * SEC)

static struct server *
start_with(const char *keys, bool paced)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(
	    config, sizeof(config), "%s%s", keeper_config(), keys); /* fits */
	return server_start(
	    &(struct setup) { .config = config, .paced = paced });
}

static struct server *
start(const char *keys)
{
	return start_with(keys, false);
}

/* Returns how often the store's file has the text. */
static size_t
count_stored(const char *text)
{
	static char all[1 << 20];
	char path[SCRATCH_PATH];
	size_t count = 0, len = 0;
	FILE *file;

	scratch_path(path, "state/history/rows");
	file = fopen(path, "r");
	if (file != NULL) {
		len = fread(all, 1, sizeof(all) - 1, file);
		(void)fclose(file); /* it was only read */
	}
	all[len] = '\0';
	for (const char *at = all; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

/* Waits until the store's file has the text. */
static void
expect_stored(const char *text)
{
	const usec until = deadline();

	while (count_stored(text) == 0)
		MUST(deadline_pause(until), "not stored: %s", text);
}

/* Posts an item; returns its ID. */
static uint64_t
post(struct conn *conn, const char *text)
{
	struct str line;
	char id[32];

	conn_say(conn, "post jobs %s", text);
	line = conn_line(conn);
	MUST(sscanf(line.at, "ok post jobs %31[0-9]", id) == 1, "not posted");
	return strtoull(id, NULL, 10);
}

/* Puts a key; returns the ID of its event. */
static uint64_t
put(struct conn *conn, const char *key, const char *value)
{
	struct str line;
	char id[32];

	conn_say(conn, "put jobs %s %s", key, value);
	line = conn_line(conn);
	MUST(sscanf(line.at, "ok put jobs %*s %31[0-9]", id) == 1, "not put");
	return strtoull(id, NULL, 10);
}

static struct server *
kill_and_start(struct server *server)
{
	server_signal(server, SIGKILL);
	(void)server_status(server);
	return start(KEYS);
}

static uint64_t ids[3], row;

/* Leaves items a and c, of which a has come back, and the keys x and z. */
static void
change(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs");
	char line[64];

	for (size_t i = 0; i < 3; i++)
		ids[i] = post(ann, i == 0 ? "a" : i == 1 ? "b" : "c");
	conn_ask(ann, "take jobs 2", "ok take jobs 2");
	conn_expect(ann, "item * jobs ann 0 a");
	conn_expect(ann, "item * jobs ann 0 b");
	(void)snprintf(line, sizeof(line), "back %llu",
	    (unsigned long long)ids[0]); /* fits */
	conn_ask(ann, line, "ok back *");
	(void)snprintf(line, sizeof(line), "done %llu",
	    (unsigned long long)ids[1]); /* fits */
	conn_ask(ann, line, "ok done *");
	conn_expect(ann, "item * jobs ann 1 a");
	(void)put(ann, "x", "old");
	row = put(ann, "x", " two  words ");
	(void)put(ann, "y", "gone");
	conn_ask(ann, "cut jobs y", "ok cut jobs y *");
	(void)put(ann, "held", "before");
	conn_ask(ann, "hold jobs held 1 me", "ok hold jobs held 0");
	conn_expect(ann, "held * jobs held");
	(void)put(ann, "held", "mine");
	(void)put(ann, "z", "last");
	expect_stored(" ann last\n");
}

static void
is_as_left(struct server *server, const char *when)
{
	struct conn *bob = conn_member(server, "bob", "jobs");
	char line[64];

	conn_ask(bob, "get jobs", "row jobs x * ann  two  words ");
	conn_expect(bob, "row jobs z * ann last");
	conn_expect(bob, "ok get jobs 2");
	conn_ask(bob, "take jobs 3", "ok take jobs 3");
	conn_expect(bob, "item %llu jobs ann 2 a", (unsigned long long)ids[0]);
	conn_expect(bob, "item %llu jobs ann 0 c", (unsigned long long)ids[2]);
	PASS("%s", when);
	(void)snprintf(line, sizeof(line), "swap jobs x %llu  two  words ",
	    (unsigned long long)row); /* fits */
	conn_ask(bob, line, "ok swap jobs x ...");
	PASS("with the ID of its event");
}

static void
server_dies(void)
{
	struct server *server = start(KEYS);

	change(server);
	server = kill_and_start(server);
	is_as_left(server, "a server that is killed loses nothing stored");
	server_signal(server, SIGKILL);
	(void)server_status(server);
}

/* Removes the store, for the next case. */
static void
forget(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "state/history/rows");
	MUST(unlink(path) == 0, "there is no store");
}

static void
journal_dies(void)
{
	struct server *server;
	struct conn *ann;
	pid_t journal;

	forget();
	server = start(KEYS);
	ann = conn_member(server, "ann", "jobs");
	journal = journal_find(server);
	journal_signal(server, SIGSTOP);
	for (int i = 0; i < 100; i++)
		(void)put(ann, "k", i < 99 ? "no" : "yes");
	(void)post(ann, "a");
	MUST(kill(journal, SIGKILL) == 0, "it is gone");
	(void)journal_expect_other(server, journal);
	expect_stored(" ann a\n");
	server = kill_and_start(server);
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "get jobs", "row jobs k * ann yes");
	conn_expect(ann, "ok get jobs 1");
	conn_ask(ann, "boxes", "box jobs 1 0 0");
	conn_expect(ann, "ok boxes 1");
	PASS("nor does a journal that is killed");
	server_stop(server);
}

static void
is_upgraded(void)
{
	struct server *server;
	struct conn *ann;

	forget();
	server = start(KEYS);
	ann = conn_member(server, "ann", "jobs");
	(void)post(ann, "a");
	upgrade_to(server, UPGRADE_LATER);
	(void)post(ann, "b");
	upgrade_to(server, UPGRADE_THIS);
	(void)post(ann, "c");
	expect_stored(" ann c\n");
	server = kill_and_start(server);
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "boxes", "box jobs 3 0 0");
	conn_expect(ann, "ok boxes 1");
	TAP_OK(count_stored(" ann a\n") == 1,
	    "an upgrade keeps all, and writes nothing twice");
	server_stop(server);
}

static void
is_reloaded(void)
{
	static char config[4 * SCRATCH_PATH];
	struct server *server;
	struct conn *ann;

	forget();
	server = start("history_sync none\n");
	ann = conn_member(server, "ann", "jobs");
	(void)post(ann, "a");
	(void)put(ann, "x", "early");
	(void)snprintf(
	    config, sizeof(config), "%s" KEYS, keeper_config()); /* fits */
	server_reload(server, config);
	expect_stored(" ann early\n");
	PASS("a reload stores what is there");
	server = kill_and_start(server);
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "boxes", "box jobs 1 0 0");
	conn_expect(ann, "ok boxes 1");
	(void)snprintf(config, sizeof(config),
	    "%sbox jobs\nhistory_sync none\n", keeper_config()); /* fits */
	server_reload(server, config);
	expect_stored("cut ");
	server = kill_and_start(server);
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "get jobs", "ok get jobs 0");
	PASS("and another one removes what no longer lasts");
	server_stop(server);
}

/* A journal that hangs does not keep the server from stopping. */
static void
journal_hangs(void)
{
	struct server *server;
	struct conn *ann;

	forget();
	server = start_with(KEYS, true);
	ann = conn_member(server, "ann", "jobs");
	(void)put(ann, "x", "before");
	expect_stored(" ann before\n");
	journal_signal(server, SIGSTOP);
	(void)post(ann, "a");
	conn_quit(ann);
	server_stop_late(server, GRACE);
	TAP_OK(server_logged(server, "history: * records not stored") == 1,
	    "without its journal, it stops and says what is lost");
	server = start_with(KEYS, true);
	TAP_OK(
	    server_logged(server, "carryover: loaded 0 items and 1 rows") == 1,
	    "and the next server has the rest");
	server_stop(server);
}

/* The second signal waits for nobody. */
static void
is_told_twice(void)
{
	struct server *server;
	struct conn *ann;

	forget();
	server = start(KEYS);
	ann = conn_member(server, "ann", "jobs");
	journal_signal(server, SIGSTOP);
	(void)post(ann, "a");
	conn_quit(ann);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGTERM);
	TAP_NUM(server_status(server), 0, "it stops");
	TAP_OK(server_logged(server, "history: * records not stored") == 1,
	    "the log says that something is lost");
}

int
main(void)
{
	server_dies();
	journal_dies();
	is_upgraded();
	is_reloaded();
	journal_hangs();
	is_told_twice();
	return tap_done();
}
