/*
 * REDACT: an author and an operator of the channel delete a message, also one
 * that came in several parts; everybody else may not. Clients that have the
 * capability are told, and the past shows who has deleted it, not what.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"
#include "tests/lib/tap.h"

#define SECRET "the word is sesame"

/* ali is an operator of #tea; eve does not know REDACT. */
static struct {
	struct conn *ali, *bo, *eve;
} test;

static struct conn *
enter(const struct server *server, const char *name, const char *caps)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "CAP REQ :%s\r", caps);
	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_say(conn, "CAP END\r");
	conn_wait_for(conn, ":* 422 ...");
	conn_say(conn, "JOIN #tea\r");
	conn_wait_for(conn, ":* 366 %s #tea ...", name);
	return conn;
}

/* Returns the msgid of the last line that the client got. */
static const char *
msgid(const struct conn *conn)
{
	static char id[32];
	const struct str line = conn->line;
	const char *at = memmem(line.at, line.len, "msgid=", 6);

	MUST(at != NULL, "no msgid in %.*s", (int)line.len, line.at);
	(void)snprintf(id, sizeof(id), "%.*s",
	    (int)strspn(at + 6, "0123456789."), at + 6); /* fits */
	return id;
}

static void
hears_nothing(struct conn *conn)
{
	conn_say(conn, "PING x\r");
	conn_expect(conn, ":* PONG * :x\r");
}

/* Has the client say a text to #tea. Returns its msgid. */
static const char *
says(struct conn *conn, const char *text)
{
	conn_say(conn, "PRIVMSG #tea :%s\r", text);
	conn_wait_for(test.eve, ":* PRIVMSG #tea :%s\r", text);
	conn_wait_for(test.bo, "@msgid=* :* PRIVMSG #tea :%s\r", text);
	conn_wait_for(test.ali, "@msgid=* :* PRIVMSG #tea :%s\r", text);
	return msgid(test.ali);
}

/* The client deletes it; both hear of it, and eve does not. */
static void
deletes(struct conn *conn, const char *name, const char *id)
{
	conn_say(conn, "REDACT #tea %s :a mistake\r", id);
	conn_expect(
	    test.ali, "@msgid=* :%s!* REDACT #tea %s :a mistake\r", name, id);
	conn_expect(
	    test.bo, "@msgid=* :%s!* REDACT #tea %s :a mistake\r", name, id);
	hears_nothing(test.eve);
}

static void
test_rights(void)
{
	deletes(test.bo, "bo", says(test.bo, SECRET));
	PASS("an author without an account, whose connection it was");
	deletes(test.ali, "ali", says(test.bo, SECRET));
	PASS("an operator of the channel");
	conn_say(test.bo, "REDACT #tea %s\r", says(test.ali, "stays"));
	conn_expect(test.bo,
	    ":* FAIL REDACT REDACT_FORBIDDEN #tea %s :You are not ...",
	    msgid(test.ali));
	hears_nothing(test.ali);
	PASS("nobody else");
}

/* The last part of a long text stands for all of it. */
static void
test_parts(const struct server *server)
{
	struct conn *native = conn_named(server, "nc");
	char text[1200], id[32];

	conn_ask(native, "join tea", "join * tea nc");
	conn_wait_for(test.ali, "@msgid=* :nc!* JOIN #tea\r");
	conn_wait_for(test.bo, "@msgid=* :nc!* JOIN #tea\r");
	conn_wait_for(test.eve, ":nc!* JOIN #tea\r");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	conn_say(native, "send tea %s", text);
	for (struct conn *conn = test.ali; conn != NULL;
	     conn = conn == test.ali ? test.bo : NULL)
		for (unsigned part = 0; part < 3; part++)
			conn_expect(conn, "@msgid=* :nc!* PRIVMSG #tea :x*");
	for (unsigned part = 0; part < 3; part++)
		conn_expect(test.eve, ":nc!* PRIVMSG #tea :x*");
	(void)snprintf(id, sizeof(id), "%s", msgid(test.bo)); /* fits */
	MUST(strcmp(strchr(id, '.'), ".3") == 0, "%s is the third part", id);
	conn_say(test.ali, "REDACT #tea %s\r", id);
	*strchr(id, '.') = '\0';
	conn_expect(test.ali, "@msgid=* :ali!* REDACT #tea %s\r", id);
	conn_expect(test.bo, "@msgid=* :ali!* REDACT #tea %s\r", id);
	hears_nothing(test.eve);
	PASS("a message in parts is deleted as a whole");
	conn_quit(native);
	conn_wait_for(test.ali, "@msgid=* :nc!* QUIT ...");
}

/* Looks for the one message that is left, and for the others. */
static void
test_past(void)
{
	conn_say(test.ali, "CHATHISTORY LATEST #tea * 100\r");
	conn_expect(test.ali, ":* BATCH +1 chathistory #tea\r");
	conn_expect(test.ali, "@batch=1;msgid=* :ali!* PRIVMSG #tea :stays\r");
	conn_expect(test.ali, ":* BATCH -1\r");
	conn_say(test.ali, "CAP REQ draft/event-playback\r");
	conn_say(test.ali, "CHATHISTORY LATEST #tea * 100\r");
	conn_wait_for(test.ali, ":* BATCH +2 chathistory #tea\r");
	conn_wait_for(
	    test.ali, "@batch=2;msgid=* :bo!* REDACT #tea * :a mistake\r");
	conn_wait_for(test.ali, ":* BATCH -2\r");
	PASS("the past shows who has deleted them");
	MUST(setenv("JOURNAL", journal_path(), 1) == 0, "no memory");
	shell_run("grep -rq stays \"$JOURNAL\" && "
		  "while grep -rq '" SECRET "' \"$JOURNAL\"; do "
		  "sleep 0.05 || sleep 1; done",
	    0, "", "");
	PASS("and the disk has them no more");
}

int
main(void)
{
	const char *caps = "message-tags echo-message batch draft/chathistory "
			   "draft/message-redaction";
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });

	test.ali = enter(server, "ali", caps);
	test.bo = enter(server, "bo", caps);
	test.eve = enter(server, "eve", "setname");
	conn_wait_for(test.bo, "@msgid=* :eve!* JOIN #tea\r");
	conn_wait_for(test.ali, "@msgid=* :eve!* JOIN #tea\r");
	test_rights();
	test_parts(server);
	test_past();
	server_stop(server);
	return tap_done();
}
