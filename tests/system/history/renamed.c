/*
 * A registered group is renamed while something dies: the keeper before it has
 * written the name or after, the journal, the whole server between the keeper's
 * write and the journal's, and a program that hands over. Each time the group
 * has either name, with all that is in it, and never both. If it ends while the
 * server dies, its past ends, too.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/journal.h"
#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

static struct {
	struct server *server;
	struct conn *ali;
	char config[1024];
	unsigned names; /* the group is called that, and was one less before */
} test;

static void
come(void)
{
	test.ali = conn_open(test.server);
	conn_ask(test.ali, "login ali pw", "ok login ali");
	conn_ask(test.ali, "ali", "ok name ali");
}

/* The group has its present name, and all that was ever in it. */
static void
is_whole(const char *what)
{
	const unsigned now = test.names, before = now - 1;
	char line[64];

	conn_say(test.ali, "get g%u", now);
	conn_expect(test.ali, "row g%u colour * ali green", now);
	conn_expect(test.ali, "ok get g%u 1", now);
	conn_say(test.ali, "history g%u said find 1 0 the first", now);
	conn_expect(test.ali, "past msg * g%u ali the first", now);
	conn_expect(test.ali, "ok history g%u 1 *", now);
	conn_say(test.ali, "history g%u find 1 0 message %u", now, before);
	conn_expect(test.ali, "past msg * g%u ali message %u", now, before);
	conn_expect(test.ali, "ok history g%u 1 *", now);
	/* A new group with its former name has nothing. */
	(void)snprintf(line, sizeof(line), "join g%u", before);
	conn_ask(test.ali, line, "join * g%u ali", before);
	conn_say(test.ali, "get g%u", before);
	conn_expect(test.ali, "ok get g%u 0", before);
	conn_say(test.ali, "history g%u said last 9", before);
	conn_expect(test.ali, "ok history g%u 0 0", before);
	/* It can be registered when the journal has stored the present name. */
	conn_say(test.ali, "register g%u", before);
	conn_expect(test.ali, "ok register g%u", before);
	conn_say(test.ali, "drop g%u", before);
	conn_expect(test.ali, "ok drop g%u", before);
	conn_say(test.ali, "leave g%u", before);
	conn_expect(test.ali, "leave * g%u ali", before);
	PASS("%s", what);
}

/* Says something that the journal writes, and asks for the next name. */
static void
ask_for_next(int signal)
{
	const unsigned now = test.names;

	conn_say(test.ali, "send g%u message %u", now, now);
	conn_expect(test.ali, "msg * g%u ali message %u", now, now);
	conn_say(test.ali, "history g%u said last 1", now);
	conn_expect(test.ali, "past msg * g%u ali message %u", now, now);
	conn_expect(test.ali, "ok history g%u 1 *", now);
	if (signal != 0)
		journal_signal(test.server, signal);
	conn_say(test.ali, "rename g%u g%u", now, now + 1);
}

static void
is_renamed(void)
{
	conn_expect(
	    test.ali, "rename * g%u ali g%u", test.names, test.names + 1);
	test.names++;
}

static void
begin(void)
{
	(void)snprintf(test.config, sizeof(test.config),
	    "%shistory_sync 0.05\n", journal_config()); /* fits */
	test.server = server_start(&(struct setup) { .config = test.config });
	keeper_add(test.server, "ali");
	come();
	test.names = 1;
	conn_ask(test.ali, "join g1", "join * g1 ali");
	conn_ask(test.ali, "register g1", "ok register g1");
	conn_ask(test.ali, "put g1 colour green", "ok put g1 colour *");
	conn_ask(test.ali, "send g1 the first", "msg * g1 ali the first");
}

/*
 * Kills the server with all its children, of which a stopped one would go on
 * when its parent has died; starts another.
 */
static void
kill_server(void)
{
	MUST(kill(-test.server->pid, SIGKILL) == 0, "no server");
	(void)server_status(test.server);
	conn_close(test.ali);
	test.server = server_start(&(struct setup) { .config = test.config });
	come();
	conn_say(test.ali, "join g%u", test.names);
	conn_expect(test.ali, "join * g%u ali", test.names);
}

static void
keeper_dies(void)
{
	keeper_signal(test.server, SIGSTOP);
	ask_for_next(0);
	keeper_signal(test.server, SIGKILL);
	is_renamed();
	is_whole("when the keeper has died before it wrote the name");
}

static void
journal_dies(void)
{
	const pid_t journal = journal_find(test.server);

	ask_for_next(SIGSTOP);
	is_renamed();
	MUST(kill(journal, SIGKILL) == 0, "no journal");
	(void)journal_expect_other(test.server, journal);
	is_whole("when the journal has died before it wrote the name");
}

static void
server_dies(void)
{
	ask_for_next(SIGSTOP);
	is_renamed();
	TAP_OK(strstr(keeper_text(), "\ngroup g5 ali ") != NULL,
	    "the keeper has the name, and the journal has not");
	kill_server();
	is_whole("the next server tells the journal");
	keeper_signal(test.server, SIGSTOP);
	ask_for_next(0);
	kill_server();
	is_whole("without a keeper's word a group keeps its name");
}

/* The keeper has the end of the group, and the journal has not. */
static void
ends(void)
{
	const unsigned now = test.names;

	journal_signal(test.server, SIGSTOP);
	conn_say(test.ali, "drop g%u", now);
	conn_expect(test.ali, "ok drop g%u", now);
	kill_server();
	conn_say(test.ali, "history g%u said last 9", now);
	conn_expect(test.ali, "ok history g%u 0 0", now);
	conn_say(test.ali, "get g%u", now);
	conn_expect(test.ali, "ok get g%u 0", now);
	PASS("a group of its name has nothing of one that ended before a kill");
	conn_say(test.ali, "register g%u", now);
	conn_expect(test.ali, "ok register g%u", now);
	TAP_OK(strstr(keeper_text(), "\nended ") == NULL,
	    "and can be registered when the keeper knows that");
}

int
main(void)
{
	begin();
	ask_for_next(0);
	is_renamed();
	is_whole("a group is renamed");
	keeper_dies();
	journal_dies();
	server_dies();
	ask_for_next(0);
	upgrade_to(test.server, UPGRADE_THIS);
	is_renamed();
	is_whole("when another program takes over right behind");
	ends();
	return tap_done();
}
