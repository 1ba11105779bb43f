/*
 * If a client may not speak in a group, the group sees it join, leave, quit and
 * be away, but gets none of its texts, and it keeps its name. Members of
 * another group that it is in get everything.
 */
#include "tests/lib/conn.h"

struct people {
	struct server *server;
	struct conn *javad; /* in tea, its operator */
	struct conn *dora; /* in tea, in short */
	struct conn *bob; /* in rice */
	struct conn *carl; /* in both */
	struct conn *ali; /* in both */
};

static void
enter(struct conn *conn, const char *group)
{
	conn_say(conn, "join %s", group);
	conn_wait_for(conn, "join * %s ...", group);
}

static struct conn *
come(struct server *server, const char *name, const char *group)
{
	struct conn *conn = conn_named(server, name);

	conn_ask(conn, "hear mood", "ok hear");
	enter(conn, group);
	return conn;
}

/* Reads what they have got until now. */
static void
catch_up(struct conn *conn)
{
	conn_say(conn, "ping so-far");
	conn_wait_for(conn, "ok ping so-far");
}

static void
catch_up_all(const struct people *all)
{
	catch_up(all->javad);
	catch_up(all->dora);
	catch_up(all->bob);
	catch_up(all->carl);
	catch_up(all->ali);
}

static struct people
begin(const char *change)
{
	struct people all = { .server = server_start(NULL) };

	all.javad = come(all.server, "javad", "tea");
	all.dora = come(all.server, "dora", "tea");
	all.bob = come(all.server, "bob", "rice");
	all.carl = come(all.server, "carl", "rice");
	all.ali = come(all.server, "ali", "rice");
	enter(all.carl, "tea");
	enter(all.ali, "tea");
	conn_say(all.javad, "want full");
	conn_say(all.bob, "want full");
	conn_say(all.carl, "want full");
	conn_say(all.javad, "mode tea %s", change);
	conn_wait_for(all.javad, "ok mode tea ...");
	catch_up_all(&all);
	return all;
}

/* Says a line, which those who share rice hear so. */
static void
says(const struct people *all, const char *line, const char *answer,
    const char *heard)
{
	conn_ask(all->ali, line, "%s", answer);
	conn_expect(all->bob, "%s", heard);
	conn_expect(all->carl, "%s", heard);
	conn_expect_nothing(all->dora);
}

static void
is_away(const struct people *all)
{
	says(all, "away lunch", "ok away", "away * ali!* lunch");
	conn_expect(all->javad, "away * ali!* away");
	says(all, "away dinner", "ok away", "away * ali!* dinner");
	conn_expect_nothing(all->javad);
	says(all, "away", "ok away", "away * ali!*");
	conn_expect(all->javad, "away * ali!*");
	PASS("that it is away is seen, and not why");
}

static void
is_called(const struct people *all, const char *refused)
{
	says(all, "about - Buy this", "ok about", "about * ali!* Buy this");
	conn_expect_nothing(all->javad);
	PASS("its new real name is not told");
	conn_ask(all->ali, "name buythis", "%s", refused);
	conn_expect_nothing(all->javad);
	conn_expect_nothing(all->bob);
	PASS("it keeps its name");
}

static void
writes(const struct people *all)
{
	says(all, "put @ali mood bad", "ok put @ali mood *",
	    "set * @ali mood ali bad");
	conn_expect(all->ali, "set * @ali mood ali bad");
	conn_expect_nothing(all->javad);
	says(all, "cut @ali mood", "ok cut @ali mood bad",
	    "cut * @ali mood ali");
	conn_expect(all->ali, "cut * @ali mood ali");
	conn_expect_nothing(all->javad);
	PASS("nor what is in its table");
}

/* An operator lets it in again, whatever the masks say. */
static void
comes_again(const struct people *all)
{
	conn_ask(all->ali, "leave tea Buy this", "leave * tea ali");
	conn_expect(all->javad, "leave * tea ali!*");
	conn_expect(all->dora, "leave * tea ali");
	conn_ask(all->ali, "away lunch", "ok away");
	conn_ask(all->javad, "invite tea ali", "invite * tea javad!* ali");
	conn_expect(all->javad, "ok invite tea ali");
	conn_expect(all->ali, "invite * tea javad ali");
	conn_ask(all->ali, "join tea", "join * tea ali");
	conn_expect(all->dora, "join * tea ali");
	conn_expect(all->javad, "join * tea ali!* ali");
	conn_expect(all->javad, "away * ali!* away");
	conn_expect_nothing(all->javad);
	PASS("nor does it say anything as it leaves or comes");
}

static void
quits(const struct people *all)
{
	catch_up_all(all);
	conn_ask(all->ali, "quit Buy this", "bye quit ...");
	conn_expect(all->javad, "quit * ali!* Connection closed");
	conn_expect(all->dora, "quit * ali");
	conn_expect(all->bob, "quit * ali!* Quit: Buy this");
	conn_expect(all->carl, "quit * ali!* Quit: Buy this");
	PASS("or as it quits");
}

static void
try_change(const char *change, const char *refused)
{
	const struct people all = begin(change);

	is_away(&all);
	is_called(&all, refused);
	writes(&all);
	comes_again(&all);
	quits(&all);
	server_stop(all.server);
}

/* With a role in the group all of it is told. */
static void
try_voice(void)
{
	const struct people all = begin("+m");

	conn_say(all.javad, "mode tea +v ali");
	conn_wait_for(all.javad, "ok mode tea +v ali");
	catch_up_all(&all);
	says(&all, "away lunch", "ok away", "away * ali!* lunch");
	conn_expect(all.javad, "away * ali!* lunch");
	says(&all, "about - Ali", "ok about", "about * ali!* Ali");
	conn_expect(all.javad, "about * ali!* Ali");
	conn_ask(all.ali, "put @ali mood good", "ok put @ali mood *");
	conn_expect(all.javad, "set * @ali mood ali good");
	conn_expect(all.dora, "set * @ali mood ali good");
	conn_expect(all.ali, "set * @ali mood ali good");
	conn_ask(all.ali, "name reza", "name * ali reza");
	catch_up_all(&all);
	conn_ask(all.ali, "quit so long", "bye quit ...");
	conn_expect(all.javad, "quit * reza!* Quit: so long");
	conn_expect(all.dora, "quit * reza Quit: so long");
	PASS("whoever has a voice says it all");
	server_stop(all.server);
}

int
main(void)
{
	try_change("+m", "err name muted ...");
	try_change("+b ~m:ali", "err name muted ...");
	try_change("+b ali", "err name banned ...");
	try_voice();
	return tap_done();
}
