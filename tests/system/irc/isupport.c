/*
 * The tokens of 005 are true: each length and number in them works, and one
 * more is refused.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/str.h"
#include "tests/lib/conn.h"
#include "tests/lib/tap.h"

#define ROOM 4096

static char tokens[ROOM]; /* all, a space before each and behind */

/* Returns the text after "NAME=", or null. */
static const char *
find(const char *name)
{
	char word[64];
	const char *at;

	(void)snprintf(word, sizeof(word), " %s=", name); /* fits */
	at = strstr(tokens, word);
	return at != NULL ? at + strlen(word) : NULL;
}

/* The first number of a value, as of "#:100" or "b:100,e:100". */
static size_t
number(const char *name)
{
	const char *at = find(name);
	size_t value;

	MUST(at != NULL, "there is no %s", name);
	at += strcspn(at, "0123456789 ");
	value = strtoul(at, NULL, 10);
	MUST(value > 0 && value < 1000, "%s is %zu", name, value);
	return value;
}

static void
is_said(const char *token)
{
	char word[64];

	(void)snprintf(word, sizeof(word), " %s ", token); /* fits */
	TAP_OK(strstr(tokens, word) != NULL, "%s", token);
}

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_wait_for(conn, ":* 001 %s ...", name);
	return conn;
}

/* RFC 2812: no more than fifteen parameters; the nick is one, and the text. */
static void
count_tokens(struct str line)
{
	size_t spaces = 0;

	for (size_t i = 0; i < line.len && memcmp(line.at + i, " :", 2) != 0;
	     i++)
		spaces += line.at[i] == ' ';
	/* ":SERVER 005 ali" has two of them. */
	TAP_OK(spaces - 2 <= 13 && spaces - 2 + 2 <= 15, "%zu tokens on a line",
	    spaces - 2);
}

/* The lines of 005 up to what is behind them. */
static void
read_tokens(struct conn *conn)
{
	conn_wait_for(conn, ":* 004 ...");
	(void)strcpy(tokens, " ");
	do {
		const struct str line = conn_line(conn);
		const char *at = memmem(line.at, line.len, " 005 ali ", 9);
		const char *end = memmem(line.at, line.len, " :are", 5);
		if (at == NULL)
			return;
		MUST(end != NULL, "no end of 005");
		count_tokens(line);
		const size_t before = strlen(tokens);
		const int len = (int)(end - (at + 9));
		(void)snprintf(tokens + before, ROOM - before, "%.*s ", len,
		    at + 9); /* fits */
	} while (true);
}

/* So many letters. */
static const char *
letters(char text[ROOM], size_t count)
{
	memset(text, 'x', count);
	text[count] = '\0';
	return text;
}

/* A text of that length is accepted, and a longer one is cut to it. */
static void
cuts_at_length(
    struct conn *conn, const char *name, const char *said, const char *shown)
{
	const size_t most = number(name);
	char text[ROOM];

	conn_say(conn, "%s%s\r", said, letters(text, most + 1));
	text[most] = '\0';
	conn_say(conn, "WHOIS ali\r");
	conn_wait_for(conn, "%s%s\r", shown, text);
	PASS("%s", name);
}

/* A text of that length is accepted, and one of a byte more is refused. */
static void
takes_length(struct conn *conn, const char *name, size_t before,
    const char *said, const char *good, const char *bad)
{
	const size_t most = number(name) - before;
	char text[ROOM];

	conn_say(conn, "%s%s\r", said, letters(text, most));
	conn_wait_for(conn, "%s", good);
	conn_say(conn, "%s%s\r", said, letters(text, most + 1));
	conn_wait_for(conn, "%s", bad);
	PASS("%s", name);
}

static void
test_lengths(struct conn *conn)
{
	char text[ROOM];

	conn_say(conn, "JOIN #one\r");
	takes_length(
	    conn, "CHANNELLEN", 1, "JOIN #", ":* JOIN #x*", ":* 403 ...");
	conn_say(conn, "PART #%s\r", letters(text, number("CHANNELLEN") - 1));
	cuts_at_length(conn, "TOPICLEN", "TOPIC #one :", ":ali!* TOPIC #one :");
	cuts_at_length(conn, "AWAYLEN", "AWAY :", ":* 301 ali ali :");
	takes_length(conn, "KEYLEN", 0, "MODE #one +k ", ":* MODE #one +k x*",
	    ":* 696 ...");
	takes_length(
	    conn, "NICKLEN", 0, "NICK ", ":ali!* NICK x*", ":* 432 ...");
	conn_say(conn, "NICK ali\r");
	conn_say(conn, "AWAY\r");
	conn_wait_for(conn, ":* 305 ...");
	conn_say(conn, "PART #one\r");
}

/* They are cut, not refused. */
static void
test_cut(const struct server *server, struct conn *ali)
{
	struct conn *bo = conn_open(server);
	char user[ROOM], real[ROOM];

	conn_say(bo, "NICK bo\r");
	conn_say(bo, "USER %s 0 * :%s\r", letters(user, number("USERLEN") + 5),
	    letters(real, number("NAMELEN") + 5));
	conn_wait_for(bo, ":* 001 ...");
	conn_say(ali, "WHOIS bo\r");
	conn_wait_for(ali, ":* 311 ali bo %s * * :%s\r",
	    letters(user, number("USERLEN")), letters(real, number("NAMELEN")));
	PASS("USERLEN, NAMELEN");
	conn_close(bo);
}

/* Where all that stands before it is as long as it can be. */
static void
test_kick(const struct server *server)
{
	struct conn *oper, *other;
	char nick[ROOM], name[ROOM], group[ROOM], text[ROOM];

	oper = enter(server, letters(nick, number("NICKLEN")));
	(void)letters(name, number("NICKLEN"));
	name[0] = 'y';
	other = enter(server, name);
	(void)letters(group, number("CHANNELLEN") - 1);
	conn_say(oper, "JOIN #%s\r", group);
	conn_wait_for(oper, ":* 366 ...");
	conn_say(other, "JOIN #%s\r", group);
	conn_wait_for(other, ":* 366 ...");
	conn_say(oper, "KICK #%s %s :%s\r", group, name,
	    letters(text, number("KICKLEN")));
	conn_wait_for(
	    other, ":%s!* KICK #%s %s :%s\r", nick, group, name, text);
	PASS("KICKLEN");
	conn_close(oper);
	conn_close(other);
}

static void
test_numbers(struct conn *conn)
{
	size_t i;

	for (i = 0; i < number("CHANLIMIT"); i++) {
		conn_say(conn, "JOIN #a%zu\r", i);
		conn_wait_for(conn, ":* JOIN #a%zu\r", i);
	}
	conn_say(conn, "JOIN #more\r");
	conn_wait_for(
	    conn, ":* 405 ali #more :you cannot join more groups: limit 4\r");
	PASS("CHANLIMIT");
	for (const char *list = "beI"; *list != '\0'; list++) {
		for (i = 0; i < number("MAXLIST"); i++)
			conn_say(conn, "MODE #a0 +%c a%zu!*@*\r", *list, i);
		conn_wait_for(conn, ":* MODE #a0 +%c a%zu!*@*\r", *list, i - 1);
		conn_say(conn, "MODE #a0 +%c more!*@*\r", *list);
		conn_expect(
		    conn, ":* 478 ali #a0 %c :Channel list is full\r", *list);
	}
	PASS("MAXLIST, of each");
	for (i = 0; i < number("MONITOR"); i++) {
		conn_say(conn, "MONITOR + a%zu\r", i);
		conn_wait_for(conn, ":* 731 ali :a%zu\r", i);
	}
	conn_say(conn, "MONITOR + more\r");
	conn_wait_for(conn, ":* 734 ali %zu more ...", number("MONITOR"));
	PASS("MONITOR");
}

/* As many as are said, and with one more none. */
static void
test_targets(struct conn *conn)
{
	static const char *const verbs[] = { "PRIVMSG", "NOTICE" };
	const char *at = strstr(find("TARGMAX"), "PRIVMSG:");

	MUST(at != NULL, "no PRIVMSG in TARGMAX");
	MUST(strtoul(at + 8, NULL, 10) == 4, "this test says four");
	for (size_t i = 0; i < COUNT(verbs); i++) {
		conn_say(conn, "%s #a,#b,#c,ali :x\r", verbs[i]);
		for (unsigned other = 0; i == 0 && other < 3; other++)
			conn_expect(conn, ":* 40* ali #* ...");
		conn_expect(conn, ":ali!* %s ali :x\r", verbs[i]);
		conn_say(conn, "%s ali,#a,#b,#c,#d :x\r", verbs[i]);
		if (i == 0)
			conn_expect(conn, ":* 407 ali #d ...");
	}
	conn_say(conn, "PING x\r");
	conn_expect(conn, ":* PONG ...");
	PASS("TARGMAX");
}

int
main(void)
{
	static const char *const said[] = { "ACCOUNTEXTBAN=a", "BOT=B",
		"CASEMAPPING=ascii", "CHANMODES=beI,k,l,CHimnst", "CHANTYPES=#",
		"ELIST=CMNTU", "EXCEPTS=e", "EXTBAN=~,am", "INVEX=I", "MODES",
		"PREFIX=(ov)@+", "STATUSMSG=@+", "UTF8ONLY", "WHOX",
		"NETWORK=Tea", "CHANLIMIT=#:4",
		"TARGMAX=JOIN:,KICK:,LIST:,MONITOR:,NAMES:1,NOTICE:4,PART:,"
		"PRIVMSG:4,TAGMSG:4,WHOIS:",
		"MAXLIST=b:100,e:100,I:100" };
	struct server *server = server_start(
	    &(struct setup) { .config = "max_joined 4\nnetwork Tea\n" });
	struct conn *ali = enter(server, "ali");

	read_tokens(ali);
	for (size_t i = 0; i < COUNT(said); i++)
		is_said(said[i]);
	test_lengths(ali);
	test_cut(server, ali);
	test_kick(server);
	test_numbers(ali);
	test_targets(ali);
	server_stop(server);
	return tap_done();
}
