/*
 * The client translates its own commands, familiar from IRC, to the server's;
 * help explains them, and those that only a window supports are refused.
 */
#include "tests/lib/conn.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

static struct server *server;
static struct conn *sara, *reza;
static struct pty *javad;

/* A typed line, and the line that Sara gets. */
static const struct {
	const char *typed;
	const char *heard;
} words[] = {
	{ "/msg sara hello you\r", "tell * javad sara hello you" },
	{ "/m sara hello again\r", "tell * javad sara hello again" },
	{ "/msg #tea hello all\r", "msg * tea javad hello all" },
	{ "/me waves\r", "msg * tea javad \001ACTION waves\001" },
	{ "/topic green or black\r", "topic * tea javad green or black" },
	{ "/topic -\r", "topic * tea javad -" },
	{ "/nick javad2\r", "name * javad javad2" },
	{ "/nick javad\r", "name * javad2 javad" },
};

/* A typed line, and the line that Reza gets, who wants full events. */
static const struct {
	const char *typed;
	const char *heard;
} changes[] = {
	{ "/voice sara\r", "mode * tea * +v sara" },
	{ "/devoice tea sara\r", "mode * tea * -v sara" },
	{ "/mode +m\r", "mode * tea * +m" },
	{ "/mode tea -m\r", "mode * tea * -m" },
	{ "/ban spam\r", "mode * tea * +b spam!*@*" },
	{ "/kick sara too loud\r", "kick * tea * sara too loud" },
};

static void
are_said(void)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		pty_type(javad, words[i].typed);
		conn_wait_for(sara, words[i].heard);
		PASS("heard: %s", words[i].heard);
	}
	for (size_t i = 0; i < COUNT(changes); i++) {
		pty_type(javad, changes[i].typed);
		conn_wait_for(reza, changes[i].heard);
		PASS("heard: %s", changes[i].heard);
	}
	pty_type(javad, "/names\r");
	pty_expect(javad, "-- members of #tea: 2");
	pty_type(javad, "/whois sara\r");
	pty_expect_begin(javad, "-- sara");
	PASS("what is asked is answered");
	pty_type(javad, "/part\ry\r");
	pty_expect(javad, "-- javad has left #tea");
	PASS("/part leaves the current group");
}

static void
are_explained(void)
{
	pty_type(javad, "/msg sara\r");
	pty_expect(javad, "!! usage: /msg NAME|#G TEXT");
	pty_type(javad, "/me dances\r");
	pty_expect_begin(javad, "!! not sent: you are in no group; ");
	PASS("a mistake says what is wrong, and what was not sent");
	pty_type(javad,
	    "/whois nobody\r/whowas nobody\r/msg nobody hi\r/nick sara\r");
	pty_expect(javad, "!! no one here is called nobody");
	pty_expect(javad, "-- no record of nobody");
	pty_expect(javad, "!! not sent: no one here is called nobody");
	pty_expect(javad, "!! name refused: sara is already in use");
	PASS("a refusal names whom it is about");
	pty_type(javad, "/help msg\r");
	pty_expect(javad,
	    "-- /msg NAME|#G TEXT: send TEXT to NAME only, or to a group");
	pty_type(javad, "/help join\r");
	pty_expect_begin(javad, "-- /join G [KEY]: ");
	PASS("/help explains a word, also one of the server");
	pty_type(javad, "/help keys\r");
	pty_expect(javad, "PgUp PgDn           scroll by a page");
	pty_expect(javad,
	    "Ctrl-Z Ctrl-\\       suspend; exit at once; Ctrl-L "
	    "redraws the screen");
	PASS("/help keys shows the keys");
	pty_type(javad, "/help\r");
	pty_expect_begin(javad, "  /help more  ");
	PASS("/help shows a page");
	pty_type(javad, "/query sara\r");
	pty_expect(
	    javad, "!! /query needs the window; this is the plain stream (-p)");
	PASS("what needs the window is told");
	pty_type(javad, "/quer\tsara");
	pty_expect_cursor(javad, "/query sara", 11);
	pty_type(javad, "\x15");
	PASS("Tab completes the words");
}

/* A filter's lines have those that are commands. */
static void
are_said_by_a_filter(void)
{
	static struct filter filter;

	MUST(FILTER_RUN(&filter, server->address[0],
		 "/msg reza hi\n/me waves\n/g\n", "-n", "ali", "tea") == 0,
	    "it was refused: %s", filter.complained);
	conn_wait_for(reza, "tell * * reza hi");
	conn_wait_for(reza, "msg * tea * \001ACTION waves\001");
	PASS("a filter says them too");
}

int
main(void)
{
	server = server_start(NULL);
	javad = PTY_CLIENT(server->address[0], "-n", "javad", "tea");
	pty_expect(javad, "-- javad has joined #tea");
	sara = conn_member(server, "sara", "tea");
	reza = conn_member(server, "reza", "tea");
	conn_say(reza, "want full");
	conn_wait_for(reza, "ok want ...");
	are_said();
	are_explained();
	are_said_by_a_filter();
	pty_type(javad, "/quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
