/*
 * The past as clients show it: each form of CHATHISTORY, by msgid and by time,
 * has the same messages for a channel and for the two accounts of a talk.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/clock.h"
#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/tap.h"

#define CAPS                                                   \
	"message-tags server-time echo-message batch setname " \
	"labeled-response draft/chathistory draft/message-redaction"

#define MESSAGES 10

static struct server *server;

/* The messages so far, from the first. */
static struct {
	char id[32], time[32];
} said[MESSAGES];

/* A request, where $N is the msgid of message N and @N its time; and its
 * answer.
 */
static const struct {
	const char *how; /* the subcommand */
	const char *what; /* what follows the target */
	int from, to; /* the first message, and the last */
} queries[] = {
	{ "LATEST", "* 20", 0, 9 },
	{ "LATEST", "* 5", 5, 9 },
	{ "LATEST", "msgid=$4 20", 5, 9 },
	{ "LATEST", "timestamp=@4 20", 5, 9 },
	{ "BEFORE", "msgid=$6 20", 0, 5 },
	{ "BEFORE", "timestamp=@6 20", 0, 5 },
	{ "AFTER", "msgid=$3 20", 4, 9 },
	{ "AFTER", "timestamp=@3 20", 4, 9 },
	{ "BETWEEN", "msgid=$0 msgid=$9 20", 1, 8 },
	{ "BETWEEN", "msgid=$9 msgid=$0 3", 6, 8 },
	{ "BETWEEN", "timestamp=@0 timestamp=@9 3", 1, 3 },
	{ "BETWEEN", "timestamp=@9 timestamp=@0 3", 6, 8 },
	{ "AROUND", "msgid=$7 3", 6, 8 },
	{ "AROUND", "timestamp=@7 3", 6, 8 },
};

/* A client enters; with an account of its name if that is wanted. */
static struct conn *
enter(const char *name, bool has_account)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "CAP REQ :%s\r", CAPS);
	if (has_account)
		conn_say(conn, "PASS %s:pw\r", name);
	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_say(conn, "CAP END\r");
	conn_wait_for(conn, "@time=* :* 422 ...");
	return conn;
}

/* Copies the word after that text in the last line. */
static void
word_after(const struct conn *conn, const char *text, char room[32])
{
	const struct str line = conn->line;
	const char *at = memmem(line.at, line.len, text, strlen(text));

	MUST(at != NULL, "no %s in %.*s", text, (int)line.len, line.at);
	at += strlen(text);
	(void)snprintf(room, 32, "%.*s", (int)strcspn(at, " ;"), at); /* fits */
}

/* Waits until the clock shows another millisecond than that of an ID. */
static void
pass_millisecond(const char *id)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	uint64_t then = 0;

	(void)str_to_number(str_from(id), UINT64_MAX, &then); /* an ID */
	while (clock_wall() / MSEC <= then / MSEC)
		(void)nanosleep(&pause, NULL); /* the loop looks again */
}

/* Says message number n, and notes its msgid and time. */
static void
say(struct conn *from, struct conn *to, const char *target, int n)
{
	conn_say(from, "PRIVMSG %s :%d\r", target, n);
	conn_wait_for(from, "@* :* PRIVMSG %s :%d\r", target, n);
	word_after(from, "msgid=", said[n].id);
	word_after(from, "time=", said[n].time);
	if (to != NULL)
		conn_wait_for(to, "@* :* PRIVMSG %s :%d\r", target, n);
	pass_millisecond(said[n].id);
}

/* Fills in the msgids and times. */
static const char *
filled(const char *what)
{
	static char room[256];
	size_t len = 0;

	for (; *what != '\0'; what++)
		if (*what == '$' || *what == '@') {
			const bool is_id = *what++ == '$';
			const int n = *what - '0';
			len += (size_t)snprintf(room + len, 64, "%s",
			    is_id ? said[n].id : said[n].time); /* fits */
		} else {
			room[len++] = *what;
		}
	room[len] = '\0';
	return room;
}

/* Asks everything about the target. */
static void
asks(struct conn *conn, const char *target, const char *what)
{
	for (size_t i = 0; i < COUNT(queries); i++) {
		conn_say(conn, "CHATHISTORY %s %s %s\r", queries[i].how, target,
		    filled(queries[i].what));
		conn_expect(conn, ":* BATCH * chathistory %s\r", target);
		for (int n = queries[i].from; n <= queries[i].to; n++)
			conn_expect(conn,
			    "@batch=*;time=%s;msgid=%s :* PRIVMSG * :%d\r",
			    said[n].time, said[n].id, n);
		conn_expect(conn, ":* BATCH *\r");
	}
	PASS("CHATHISTORY of %s", what);
}

/* Two talk to each other, in turn. */
static void
talk(struct conn *one, const char *one_name, struct conn *other,
    const char *other_name)
{
	for (int n = 0; n < MESSAGES; n++)
		if (n % 2 == 0)
			say(one, other, other_name, n);
		else
			say(other, one, one_name, n);
}

int
main(void)
{
	struct conn *ali, *bob, *eve;

	server =
	    server_start(&(const struct setup) { .config = journal_config() });
	keeper_add(server, "ali");
	keeper_add(server, "bob");
	ali = enter("ali", true);
	bob = enter("bob", true);
	eve = enter("eve", false);
	conn_say(eve, "JOIN #tea\r");
	conn_wait_for(eve, "@time=* :* 366 eve #tea ...");
	for (int n = 0; n < MESSAGES; n++)
		say(eve, NULL, "#tea", n);
	asks(eve, "#tea", "a channel");
	conn_say(ali, "JOIN #tea\r");
	conn_wait_for(ali, "@time=* :* 366 ali #tea ...");
	conn_wait_for(eve, "@* :ali!* JOIN #tea\r");
	asks(ali, "#tea", "a channel, for one who came later");
	talk(ali, "ali", bob, "bob");
	asks(ali, "bob", "a talk of two accounts");
	asks(bob, "ALI", "it, for the other");
	server_stop(server);
	return tap_done();
}
