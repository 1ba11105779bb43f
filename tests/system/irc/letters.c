/*
 * Letters on IRC: a message to an account that is not connected is echoed and
 * said to be kept; it arrives after the login, with its time and msgid or with
 * its date in the text, again and again until a PONG answers the PING after it.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/tap.h"

static struct server *server;

/* A client with these capabilities logs in, with the name. */
static struct conn *
login(const char *account, const char *name, const char *caps)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "CAP REQ :%s\r", caps);
	conn_say(conn, "PASS %s:pw\r", account);
	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_say(conn, "CAP END\r");
	return conn;
}

/* Replies to the PING after the greeting: there are letters. */
static void
settle(struct conn *conn)
{
	conn_wait_for(conn, "PING :letters.wait\r");
	conn_say(conn, "PONG :letters.wait\r");
}

/* Copies the word after that text in the last line. */
static void
word_after(const struct conn *conn, const char *text, char room[64])
{
	const struct str line = conn->line;
	const char *at = memmem(line.at, line.len, text, strlen(text));

	MUST(at != NULL, "no %s in %.*s", text, (int)line.len, line.at);
	at += strlen(text);
	(void)snprintf(
	    room, 64, "%.*s", (int)strcspn(at, " ;\r"), at); /* fits */
}

static void
quit(struct conn *conn)
{
	conn_say(conn, "QUIT\r");
	conn_wait_for(conn, "ERROR ...");
	conn_close(conn);
}

int
main(void)
{
	char config[1024], id[64], token[64];
	struct conn *ali, *bob, *eve;

	(void)snprintf(config, sizeof(config), "%shistory_sync none\n",
	    journal_config()); /* fits */
	server = server_start(&(const struct setup) { .config = config });
	keeper_add(server, "ali");
	keeper_add(server, "bob");
	ali = login("ali", "ali", "echo-message message-tags");
	conn_wait_for(ali, ":* 422 ...");
	conn_say(ali, "PRIVMSG Bob :call me\r");
	conn_expect(ali, "@msgid=* :ali!*@* PRIVMSG Bob :call me\r");
	word_after(ali, "msgid=", id);
	conn_expect(ali, ":* 301 ali Bob :Not connected; ...");
	conn_say(ali, "NOTICE bob :psst\r");
	conn_say(ali, "PRIVMSG nobody :hi\r");
	conn_expect(ali, ":* 401 ali nobody :No such nick/channel\r");
	PASS("a message to an account that is not connected is kept");
	eve = conn_open(server);
	conn_say(eve, "NICK eve\r");
	conn_say(eve, "USER eve 0 * :eve\r");
	conn_wait_for(eve, ":* 422 ...");
	conn_say(eve, "PRIVMSG bob :hi\r");
	conn_expect(eve, ":* 401 eve bob :No such nick/channel\r");
	PASS("if it comes from an account");
	bob = login("bob", "robert", "server-time message-tags account-tag");
	settle(bob);
	conn_wait_for(bob,
	    "@time=*;account=ali;msgid=%s :ali!* PRIVMSG robert :call me\r",
	    id);
	conn_wait_for(bob, "PING :letters.%s\r", id);
	quit(bob);
	PASS("it arrives with its msgid");
	bob = login("bob", "bob", "server-time");
	conn_wait_for(bob, "PING :letters.wait\r");
	conn_say(bob, "MODE bob +B\r");
	conn_say(bob, "PONG :letters.wait\r");
	conn_wait_for(bob, "@time=* :ali!* PRIVMSG bob :[20* * UTC] call me\r");
	quit(bob);
	PASS(
	    "a bot sees the date, even if it could not say before that it is one");
	bob = login("bob", "bob", "away-notify");
	settle(bob);
	conn_wait_for(bob, ":ali!* PRIVMSG bob :[20* * UTC] call me\r");
	conn_wait_for(bob, "PING :letters.*");
	word_after(bob, "PING :", token);
	conn_say(bob, "PONG :%s\r", token);
	conn_say(bob, "PING y\r");
	conn_wait_for(bob, ":* PONG * :y\r");
	quit(bob);
	PASS("again, or with its date");
	bob = login("bob", "bob", "server-time");
	conn_wait_for(bob, "@time=* :* 422 ...");
	conn_say(bob, "PING z\r");
	conn_expect(bob, "@time=* :* PONG * :z\r");
	quit(bob);
	PASS("but not after PONG");
	for (int i = 0; i < 20; i++)
		conn_say(ali, "PRIVMSG bob :%d\r", i);
	conn_say(ali, "PRIVMSG bob :too many\r");
	conn_wait_for(ali, ":* 404 ali bob :Cannot send: ...");
	PASS("a full mailbox is told");
	conn_close(eve);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
