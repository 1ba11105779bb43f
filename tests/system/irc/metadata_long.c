/*
 * METADATA in tables that native clients fill: a value that fits no line is as
 * if not set, and all of many keys are listed, and cleared.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"

#define FITS 300 /* bytes of a value that IRC shows */
#define KEYS 1000

static struct server *server;
static struct conn *ali; /* native */
static struct conn *irc;

static void
enter(void)
{
	irc = conn_open(server);
	conn_say(irc, "CAP REQ :draft/metadata-3");
	conn_say(irc, "NICK irc");
	conn_say(irc, "USER irc 0 * :Irc");
	conn_say(irc, "CAP END");
	conn_wait_for(irc, ":* 422 irc ...");
	conn_say(irc, "JOIN #tea");
	conn_wait_for(irc, ":* 366 irc #tea ...");
	ali = conn_member(server, "ali", "tea");
	conn_wait_for(irc, ":ali!* JOIN #tea\r");
}

static void
put(const char *table, const char *key, size_t len)
{
	conn_say(ali, "put %s %s %s", table, key, filler(len));
	conn_wait_for(ali, "ok put %s %s ...", table, key);
}

/* The longest value that is shown, and one that is longer by a byte. */
static void
shows_what_fits(void)
{
	conn_say(irc, "METADATA * SUB k");
	conn_wait_for(irc, ":* 774 irc #tea\r");
	put("tea", "k", FITS);
	conn_expect(irc, ":* 761 irc #tea k * :%s\r", filler(FITS));
	for (size_t len = FITS + 1; len <= LIMIT_VALUE; len *= 2) {
		put("tea", "k", len);
		conn_expect(irc, ":* 766 irc #tea k :key not set\r");
	}
	put("tea", "k", LIMIT_VALUE);
	conn_expect(irc, ":* 766 irc #tea k :key not set\r");
	conn_ask(irc, "METADATA #tea GET k other",
	    ":* 766 irc #tea k :key not set\r");
	conn_expect(irc, ":* 766 irc #tea other :key not set\r");
	conn_ask(irc, "METADATA #tea LIST", ":* 766 irc #tea k :key not set\r");
	conn_ask(irc, "METADATA #tea SYNC", ":* 766 irc #tea k :key not set\r");
	PASS("a value that is too long is not shown");
	put("@ali", "long", LIMIT_VALUE);
	put("@ali", "short", FITS);
	conn_say(irc, "WHOIS ali");
	conn_wait_for(irc, ":* 760 irc ali short * :%s\r", filler(FITS));
	conn_expect(irc, ":* 318 irc ali ...");
	PASS("not in WHOIS either");
}

static void
sets_what_fits(void)
{
	conn_say(irc, "METADATA * SET k :%s", filler(FITS));
	conn_expect(irc, ":* 761 irc irc k * :%s\r", filler(FITS));
	conn_say(irc, "METADATA * SET k :%s", filler(FITS + 1));
	conn_expect(irc, ":* FAIL METADATA INVALID_VALUE k ...");
	conn_ask(
	    irc, "METADATA * GET k", ":* 761 irc irc k * :%s\r", filler(FITS));
	conn_ask(ali, "get @irc k", "row @irc k * irc %s", filler(FITS));
	conn_expect(ali, "ok get @irc 1");
	PASS("nor can it be set");
}

/* More keys than are collected at a time, of the longest names. */
static void
clears_many(void)
{
	conn_ask(ali, "cut tea k", "ok cut tea k ...");
	conn_expect(irc, ":* 766 irc #tea k ...");
	for (int i = 0; i < KEYS; i++) {
		conn_say(ali, "put tea key%029d %s", i, filler(100));
		conn_wait_for(ali, "ok put ...");
	}
	conn_say(irc, "METADATA #tea LIST");
	for (int i = 0; i < KEYS; i++)
		conn_expect(
		    irc, ":* 761 irc #tea key%029d * :%s\r", i, filler(100));
	PASS("each of many keys is listed");
	conn_say(irc, "METADATA #tea CLEAR");
	for (int i = 0; i < KEYS; i++)
		conn_expect(irc, ":* 766 irc #tea key%029d ...", i);
	conn_ask(ali, "get tea", "ok get tea 0");
	conn_ask(irc, "PING x", ":* PONG * :x\r");
	PASS("and cleared");
}

/* Valid keys and others, in the order of asking; and without the right. */
static void
gets_several(void)
{
	for (int i = 0; i < 100; i++) {
		conn_say(ali, "put tea k%d x", i);
		conn_wait_for(ali, "ok put ...");
	}
	conn_say(irc, "METADATA #tea GET k1 k2 bad+key k3");
	conn_expect(irc, ":* 761 irc #tea k1 * :x\r");
	conn_expect(irc, ":* 761 irc #tea k2 * :x\r");
	conn_expect(irc, ":* FAIL METADATA KEY_INVALID bad+key ...");
	conn_expect(irc, ":* 761 irc #tea k3 * :x\r");
	conn_say(irc, "METADATA #nothing GET k1 k2");
	conn_expect(irc, ":* FAIL METADATA KEY_NO_PERMISSION #nothing k1 ...");
	conn_ask(irc, "PING y", ":* PONG * :y\r");
	PASS("a GET of several keys");
}

int
main(void)
{
	bulk();
	server = server_start(
	    &(struct setup) { .config = "line_rate 0\nbyte_rate 0\n" });
	enter();
	shows_what_fits();
	sets_what_fits();
	clears_many();
	gets_several();
	conn_close(irc);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
