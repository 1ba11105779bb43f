/*
 * The journal is replaced when it dies, when a reload changes a key that it
 * must know, and by an upgrade; not for other keys. It stays when the history
 * is turned off.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/upgrade.h"

/* The keys that it must know, each with another value than before. */
static const char *const keys[] = { "history_days 5", "history_size 4M",
	"history_sync none", "history_sync 0.5" };

/* Keys that only the router must know. */
static const char *const others[] = { "history_join 7", "history_group tea",
	"history_for joined", "max_groups 17" };

static void
reload(struct server *server, const char *key)
{
	char config[4 * SCRATCH_PATH];

	(void)snprintf(
	    config, sizeof(config), "%s%s\n", journal_config(), key); /* fits */
	server_reload(server, config);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *ali = conn_named(server, "ali");
	pid_t journal = journal_find(server);

	for (int i = 0; i < 3; i++) {
		journal_signal(server, SIGKILL);
		server_expect(server,
		    "journal: pid * ended, signal 9; restarting in * ms");
		journal = journal_expect_other(server, journal);
	}
	PASS("one that was killed has a successor");
	journal_signal(server, SIGTERM);
	server_expect(
	    server, "journal: pid * ended, exit done; restarting in * ms");
	journal = journal_expect_other(server, journal);
	PASS("and one that was told to end");
	for (size_t i = 0; i < COUNT(keys); i++) {
		reload(server, keys[i]);
		journal = journal_expect_other(server, journal);
		PASS("%s: another one comes", keys[i]);
	}
	reload(server, "");
	journal = journal_expect_other(server, journal);
	for (size_t i = 0; i < COUNT(others); i++) {
		reload(server, others[i]);
		conn_ask(ali, "ping", "ok ping");
		TAP_NUM(
		    journal_find(server), journal, "%s: it stays", others[i]);
	}
	server_reload(server, keeper_config());
	conn_ask(ali, "ping", "ok ping");
	TAP_NUM(journal_find(server), journal,
	    "without a history it stays, for tables and boxes");
	reload(server, "");
	upgrade_to(server, UPGRADE_LATER);
	journal = journal_expect_other(server, journal);
	upgrade_to(server, UPGRADE_THIS);
	(void)journal_expect_other(server, journal);
	PASS("each program has its own");
	conn_ask(ali, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
