/*
 * Erasing is real: after redact and forget, and when a group that was closed
 * has ended, nothing of it is on the disk, whenever the journal was killed
 * meanwhile, and everything else is. A group flooded with far more than
 * history_size costs nobody else anything.
 */
#define _GNU_SOURCE /* memmem */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

#define EACH 40 /* messages of a sort */
#define FLOOD 1500
#define LONG 3700
#define MINUTES (120 * SEC) /* between two looks at the size */

static struct server *
start(const char *more, bool paced)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(
	    config, sizeof(config), "%s%s", journal_config(), more); /* fits */
	return server_start(
	    &(struct setup) { .config = config, .paced = paced });
}

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_ask(conn, name, "ok name *");
	conn_ask(conn, "register pw", "ok register *");
	return conn;
}

/* Says so many texts, which contain the word, and deletes them if wanted. */
static void
say(struct conn *conn, const char *verb, const char *to, const char *word,
    bool deletes)
{
	for (unsigned i = 0; i < EACH; i++) {
		char line[64];
		struct str id;
		conn_say(conn, "%s %s %s-%u.", verb, to, word, i);
		(void)snprintf(line, sizeof(line), "%s-%u.", word, i);
		do
			id = conn_line(conn);
		while (memmem(id.at, id.len, line, strlen(line)) == NULL);
		(void)str_word(&id);
		id = str_word(&id);
		if (!deletes)
			continue;
		conn_say(conn, "redact %s %.*s", to, (int)id.len, id.at);
		conn_wait_for(conn, "redact * ...");
	}
}

/* Waits until no file has the words, and all have what stays. */
static void
expect_erased(const char *words, const char *stays)
{
	char script[512];

	(void)snprintf(script, sizeof(script),
	    "while grep -rqE '(%s)-[0-9]' \"$JOURNAL\"; do "
	    "sleep 0.05 || sleep 1; done; "
	    "grep -rohE '%s-[0-9]+[.]' \"$JOURNAL\" | wc -l",
	    words, stays); /* fits */
	shell_run(script, 0, "80\n", "");
}

static void
kill_journal(const struct server *server)
{
	const pid_t journal = journal_find(server);

	MUST(kill(journal, SIGKILL) == 0, "it is gone");
	(void)journal_expect_other(server, journal);
}

/* Asks until there is a journal again. */
static void
forget(struct conn *conn)
{
	const usec end = deadline();
	struct str line;

	do {
		conn_say(conn, "forget");
		do
			line = conn_line(conn);
		while (!pattern_matches("ok forget", line) &&
		    !pattern_matches("err forget unavailable ...", line));
	} while (line.at[0] != 'o' && deadline_pause(end));
	MUST(line.at[0] == 'o', "no journal");
}

static void
test_erasing(void)
{
	struct server *server = start("", false);
	struct conn *ali = enter(server, "ali"), *bo = enter(server, "bo");

	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(bo, "join tea", "join * tea bo");
	say(bo, "send", "tea", "stays", false);
	say(ali, "send", "tea", "deleted", true);
	kill_journal(server);
	say(ali, "send", "tea", "forgotten", false);
	say(bo, "send", "tea", "alsostays", false);
	forget(ali);
	kill_journal(server);
	expect_erased("deleted|forgotten", "stays");
	PASS("after redact and forget nothing is on the disk");
	conn_ask(ali, "join den", "join * den ali");
	conn_ask(ali, "mode den +i", "ok mode den +i");
	say(ali, "send", "den", "closed", false);
	conn_ask(ali, "leave den", "leave * den ali");
	expect_erased("closed", "stays");
	PASS("nor of a closed group that has ended");
	server_stop(server);
}

/* Fills the history with a group's messages. */
static void
flood(struct conn *conn)
{
	for (unsigned i = 0; i < FLOOD; i++) {
		conn_say(conn, "send flood %s", filler(LONG));
		conn_wait_for(conn, "msg * flood ...");
	}
}

static void
test_flood(void)
{
	struct server *server = start("history_size 1M\nline_rate 0\n", true);
	struct conn *eve = conn_named(server, "eve");

	conn_ask(eve, "join calm", "join * calm eve");
	conn_ask(eve, "join flood", "join * flood eve");
	say(eve, "send", "calm", "first", false);
	flood(eve);
	say(eve, "send", "calm", "then", false);
	server_pace(server, MINUTES);
	shell_run(
	    "while [ \"$(cat \"$JOURNAL\"/*/2* 2>/dev/null | wc -c)\" -gt 1048576 ]"
	    "; do sleep 0.05 || sleep 1; done",
	    0, "", "");
	PASS("the history has no more than its size");
	conn_say(eve, "history calm find 1000 0 first-");
	for (unsigned i = EACH; i-- > 0;)
		conn_expect(eve, "past msg * calm eve first-%u.", i);
	conn_expect(eve, "ok history calm %u *", EACH);
	conn_say(eve, "history flood last 5");
	for (unsigned i = 0; i < 5; i++)
		conn_expect(eve, "past msg * flood eve ...");
	conn_expect(eve, "ok history flood 5 *");
	PASS("and only the group that was flooded has lost something");
	server_stop(server);
}

int
main(void)
{
	MUST(setenv("JOURNAL", journal_path(), 1) == 0, "no memory");
	test_erasing();
	test_flood();
	return tap_done();
}
