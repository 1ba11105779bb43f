/*
 * Letters are not lost: after "ok tell kept" not even if the server and its
 * journal are killed; nor when the journal or the program is replaced while one
 * is stored, or while they are delivered. They come again until they are done,
 * and end with their account.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define MANY 80 /* letters: more than one answer has */
#define OF_ONE 20
#define ID_ROOM 24

static struct {
	struct server *server;
	char config[4 * SCRATCH_PATH];
	char id[ID_ROOM]; /* of the last letter that was kept */
	char last[ID_ROOM]; /* of the last one that was read */
} test;

static void
configure(const char *more)
{
	(void)snprintf(test.config, sizeof(test.config), "%s%s\n",
	    journal_config(), more); /* fits */
}

static void
copy(char to[ID_ROOM], struct str word)
{
	(void)snprintf(to, ID_ROOM, "%.*s", (int)word.len, word.at);
}

/* Takes "ok tell kept ID NAME". */
static void
take_kept(struct conn *conn)
{
	struct str line = conn_line(conn);

	MUST(pattern_matches("ok tell kept * bob", line), "got \"%.60s\"",
	    line.at);
	for (int i = 0; i < 3; i++)
		(void)str_word(&line);
	copy(test.id, str_word(&line));
}

static void
tell(struct conn *conn, const char *text)
{
	conn_say(conn, "tell bob %s", text);
	take_kept(conn);
}

/* Takes the next letter, in the order of their IDs; false at the end. */
static bool
take_letter(struct conn *conn)
{
	struct str line = conn_line(conn);

	while (str_eq(line, STR("letters")))
		line = conn_line(conn);
	if (!str_skip(&line, STR("past tell "))) {
		MUST(str_begins(line, STR("letters ")), "got \"%.60s\"",
		    line.at);
		return false;
	}
	MUST(strncmp(test.last, line.at, 16) < 0, "not in order");
	copy(test.last, str_word(&line));
	return true;
}

/* Reads letters, in as many blocks as there are. */
static unsigned
read_letters(struct conn *conn, unsigned most)
{
	unsigned count = 0;

	test.last[0] = '\0';
	while (count < most)
		count += take_letter(conn);
	conn_wait_for(conn, "letters %s", test.last);
	return count;
}

static void
finish(struct conn *conn)
{
	conn_say(conn, "done %s", test.last);
	conn_wait_for(conn, "ok done %s", test.last);
}

/* The letters end with a line that is no letter. */
static void
expect_no_letters(void)
{
	struct conn *bob = keeper_come(test.server, "bob");

	conn_say(bob, "history @ali last 1"); /* behind the journal's answer */
	conn_wait_for(bob, "* history ...");
	conn_expect_nothing(bob);
	conn_quit(bob);
}

static void
outlasts_kill(void)
{
	struct conn *ali = keeper_come(test.server, "ali"), *bob, *other;

	tell(ali, "one");
	journal_signal(test.server, SIGKILL);
	server_signal(test.server, SIGKILL);
	(void)server_status(test.server);
	conn_close(ali);
	test.server =
	    server_start(&(const struct setup) { .config = test.config });
	bob = keeper_come(test.server, "bob");
	(void)read_letters(bob, 1);
	MUST(strcmp(test.id, test.last) == 0, "it has another ID");
	PASS("a letter that was kept is there after a crash");
	conn_quit(bob);
	bob = keeper_come(test.server, "bob");
	(void)read_letters(bob, 1);
	PASS("it comes again");
	other = conn_open(test.server);
	conn_ask(other, "login bob pw", "ok login bob");
	conn_ask(other, "robert", "ok name robert");
	(void)read_letters(other, 1);
	finish(bob);
	conn_say(other, "done %s", test.last);
	conn_expect(other, "ok done %s", test.last);
	conn_say(bob, "done %s", test.last);
	conn_expect(bob, "err done no-such-item ...");
	conn_quit(bob);
	conn_quit(other);
	expect_no_letters();
	PASS("until one of the account's clients has done it");
}

/* The history has the same letter, which its sender may delete. */
static void
is_in_history(void)
{
	struct conn *ali = keeper_come(test.server, "ali"), *bob;

	conn_say(ali, "history @bob last 9");
	conn_expect(ali, "past tell %s ali bob one", test.id);
	conn_expect(ali, "ok history @bob 1 *");
	PASS("it is in the history, once");
	tell(ali, "two");
	conn_say(ali, "redact @bob %s", test.id);
	conn_expect(ali, "redact * @bob ali %s", test.id);
	tell(ali, "two again");
	conn_ask(ali, "forget", "ok forget");
	tell(ali, "three");
	bob = keeper_come(test.server, "bob");
	(void)read_letters(bob, 1);
	MUST(strcmp(test.id, test.last) == 0, "that was deleted");
	finish(bob);
	PASS("one that is deleted there, or forgotten, is not delivered");
	conn_quit(bob);
	conn_quit(ali);
}

/* A journal that is asked, and dies; the sender waits for the next one. */
static void
outlasts_journal(void)
{
	struct conn *ali = keeper_come(test.server, "ali"), *bob;

	journal_signal(test.server, SIGSTOP);
	conn_say(ali, "tell bob four");
	journal_signal(test.server, SIGKILL);
	take_kept(ali);
	bob = keeper_come(test.server, "bob");
	(void)read_letters(bob, 1);
	finish(bob);
	PASS("it is kept once although its journal dies");
	conn_quit(bob);
	conn_quit(ali);
	expect_no_letters();
}

/* A letter that waits for the disk when journal and program are replaced. */
static void
outlasts_program(void)
{
	struct conn *ali = keeper_come(test.server, "ali"), *bob;
	char line[32];

	configure("history_sync 60");
	server_reload(test.server, test.config);
	conn_say(ali, "tell bob five");
	conn_expect_nothing(keeper_come(test.server, "cy"));
	upgrade_to(test.server, UPGRADE_LATER);
	take_kept(ali);
	PASS(
	    "a letter that is not stored yet is kept over an upgrade, and does "
	    "not wait for long");
	configure("history_sync none");
	server_reload(test.server, test.config);
	for (unsigned i = 1; i < MANY; i++) {
		(void)snprintf(line, sizeof(line), "n%u", i / OF_ONE);
		if (i % OF_ONE == 0) {
			conn_quit(ali);
			keeper_add(test.server, line);
			ali = keeper_come(test.server, line);
		}
		tell(ali, line);
	}
	conn_say(ali, "tell bob too much");
	conn_expect(ali, "err tell too-many ...");
	PASS("20 letters of one sender are kept");
	bob = conn_open_small(test.server->address[0]);
	conn_ask(bob, "login bob pw", "ok login bob");
	conn_ask(bob, "bob", "ok name bob");
	upgrade_to(test.server, UPGRADE_THIS);
	(void)read_letters(bob, MANY);
	PASS("after an upgrade while they are delivered all come, in order");
	finish(bob);
	conn_quit(bob);
	expect_no_letters();
	conn_quit(ali);
}

/* A new account of that name gets nothing of an earlier one. */
static void
ends_with_account(void)
{
	struct conn *ali = keeper_come(test.server, "ali");
	struct conn *operator= conn_open_at(test.server->control);

	tell(ali, "six");
	conn_say(operator, "accounts remove bob");
	conn_expect(operator, "ok ...");
	conn_ask(ali, "tell bob seven", "err tell no-such-name ...");
	keeper_add(test.server, "bob");
	expect_no_letters();
	PASS("a mailbox ends with its account");
	conn_close(operator);
	conn_quit(ali);
}

int
main(void)
{
	configure("history_sync 0.01");
	test.server =
	    server_start(&(const struct setup) { .config = test.config });
	keeper_add(test.server, "ali");
	keeper_add(test.server, "bob");
	keeper_add(test.server, "cy");
	outlasts_kill();
	is_in_history();
	outlasts_journal();
	outlasts_program();
	ends_with_account();
	server_stop(test.server);
	return tap_done();
}
