/*
 * Whatever kills the journal and whenever, the history has each message once,
 * in order, with the ID that the members saw; and so it has after a restart,
 * and after upgrades while everybody talks.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"
#include "tests/lib/upgrade.h"

#define SAID_MOST 4000

/* The most that a request returns. */
#define LAST 1000u

static struct {
	char id[SAID_MOST][24]; /* of each message, as its sender has seen it */
	size_t count;
} said;

static void
copy_word(char to[24], struct str word)
{
	MUST(word.len < 24, "a long word");
	memcpy(to, word.at, word.len);
	to[word.len] = '\0';
}

/* Takes "msg ID tea ali TEXT"; the text is the number of the message. */
static void
take_message(struct str line)
{
	char number[24];

	MUST(str_eq(str_word(&line), STR("msg")), "not a message: %.*s",
	    (int)line.len, line.at);
	copy_word(said.id[said.count], str_word(&line));
	(void)str_word(&line); /* tea */
	(void)str_word(&line); /* ali */
	(void)snprintf(number, sizeof(number), "%zu", said.count); /* fits */
	MUST(str_eq(line, str_from(number)), "message %zu is %.*s", said.count,
	    (int)line.len, line.at);
	said.count++;
}

/* Says so many more messages, and waits for each. */
static void
say(struct conn *conn, size_t count)
{
	const size_t first = said.count;

	for (size_t i = 0; i < count; i++) {
		conn_say(conn, "send tea %zu", first + i);
		if (i % 10 == 9)
			for (size_t seen = 0; seen < 10; seen++)
				take_message(conn_line(conn));
	}
	for (size_t i = 0; i < count % 10; i++)
		take_message(conn_line(conn));
}

/* Returns whether the line is the next message of the history. */
static bool
is_next(struct str line, size_t at)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%zu", at); /* fits */
	return at < said.count && str_eq(str_word(&line), STR("past")) &&
	    str_eq(str_word(&line), STR("msg")) &&
	    str_eq(str_word(&line), str_from(said.id[at])) &&
	    str_eq(str_word(&line), STR("tea")) &&
	    str_eq(str_word(&line), STR("ali")) &&
	    str_eq(line, str_from(number));
}

static bool
is_past(struct str line, struct str verb)
{
	return str_eq(str_word(&line), STR("past")) &&
	    str_eq(str_word(&line), verb);
}

/* Reads the whole history, by pages of 100, and compares. */
static void
has_all(struct conn *conn, const char *when)
{
	char last[24] = "1";
	size_t at = 0;
	struct str line;

	for (;;) {
		conn_say(conn, "history tea after %s 100", last);
		line = conn_line(conn);
		while (is_past(line, STR("msg")) ||
		    is_past(line, STR("join")) || is_past(line, STR("quit"))) {
			if (is_past(line, STR("msg")))
				MUST(is_next(line, at++), "%s: %zu is %.*s",
				    when, at - 1, (int)line.len, line.at);
			line = conn_line(conn);
		}
		MUST(str_eq(str_word(&line), STR("ok")), "not an ok");
		(void)str_word(&line); /* history */
		(void)str_word(&line); /* tea */
		if (str_eq(str_word(&line), STR("0")))
			break;
		copy_word(last, line);
	}
	TAP_NUM((long)at, (long)said.count, "%s", when);
}

static struct server *
start(const char *more)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config), "%sgroup tea\n%s",
	    journal_config(), more); /* fits */
	return server_start(&(struct setup) { .config = config });
}

static void
journal_killed(struct conn *conn, const struct server *server)
{
	pid_t journal = journal_find(server);

	for (size_t i = 0; i < 20; i++) {
		say(conn, 7 + i);
		if (i % 2 == 0)
			/* One that has stored something comes back at once. */
			pass_time(30 * MSEC);
		MUST(kill(journal, SIGKILL) == 0, "it is gone");
		say(conn, 23);
		journal = journal_expect_other(server, journal);
	}
	has_all(conn, "a journal that is killed loses nothing");
}

static void
upgraded(struct conn *conn, struct server *server)
{
	for (size_t i = 0; i < 2; i++) {
		say(conn, 13);
		upgrade_to(server, i == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		say(conn, 13);
	}
	has_all(conn, "nor does an upgrade");
}

static void
asks_meanwhile(struct conn *conn, struct server *server)
{
	struct str line;
	size_t lines = 0;

	for (size_t i = 0; i < 5; i++)
		conn_say(conn, "history tea last %u", LAST);
	journal_signal(server, SIGKILL);
	upgrade_to(server, UPGRADE_LATER);
	journal_signal(server, SIGKILL);
	upgrade_to(server, UPGRADE_THIS);
	for (size_t i = 0; i < 5; lines++) {
		line = conn_line(conn);
		if (str_eq(str_word(&line), STR("ok")))
			i++;
	}
	TAP_OK(lines > 5 * (said.count < LAST ? said.count : LAST),
	    "who asks meanwhile has the whole answer, each time");
	has_all(conn, "and it is still there");
}

int
main(void)
{
	struct server *server = start("history_sync 0.01\n");
	struct conn *conn = conn_member(server, "ali", "tea");

	journal_killed(conn, server);
	upgraded(conn, server);
	asks_meanwhile(conn, server);
	server_stop(server);
	server = start("history_sync 0.01\n");
	conn = conn_member(server, "ali", "tea");
	has_all(conn, "a restart loses nothing either");
	server_stop(server);
	return tap_done();
}
