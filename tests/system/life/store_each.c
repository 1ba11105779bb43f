/*
 * With history_sync each, nobody is told of a change of a stored table or box
 * before it is on the disk: neither its client, nor those who hear of it or get
 * the item. A change that was answered survives a crash; one that cannot be
 * stored is refused. Other tables and boxes do not wait.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "tests/lib/filler.h"
#include "tests/lib/journal.h"

static struct server *
start(void)
{
	static char config[4096];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync each\nhold_time 600\nbox jobs\ntable jobs\n",
	    keeper_config()); /* fits */
	return server_start(&(struct setup) { .config = config });
}

static bool
is_silent(const struct conn *conn)
{
	struct pollfd answer = { .fd = conn->fd, .events = POLLIN };

	return poll(&answer, 1, 0) == 0;
}

/* Whatever the server does for others meanwhile. */
static void
waits(struct conn *ann, struct conn *bob, struct conn *cem, const char *what)
{
	conn_ask(cem, "put other a b", "ok put other ...");
	conn_ask(cem, "ping", "ok ping");
	TAP_OK(is_silent(ann) && is_silent(bob), "%s", what);
}

static void
is_stored_first(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs");
	struct conn *bob = conn_member(server, "bob", "jobs");
	struct conn *cem = conn_member(server, "cem", "other");

	conn_expect(ann, "join * jobs bob");
	conn_ask(bob, "hear a", "ok hear");
	conn_ask(bob, "take jobs 5", "ok take jobs 5");
	journal_signal(server, SIGSTOP);
	conn_say(ann, "put jobs a x");
	waits(ann, bob, cem, "a value waits for the disk");
	conn_say(ann, "post jobs y");
	waits(ann, bob, cem, "and so does an item");
	journal_signal(server, SIGCONT);
	conn_expect(ann, "ok put jobs a *");
	conn_expect(ann, "ok post jobs *");
	conn_expect(bob, "set * jobs a ann x");
	conn_expect(bob, "item * jobs ann 0 y");
	PASS("when they are stored, all are told");
	conn_ask(ann, "put jobs gone x", "ok put jobs gone *");
	conn_ask(ann, "cut jobs gone", "ok cut jobs gone x");
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it crashes");
}

static void
survives(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs");

	conn_ask(ann, "get jobs", "row jobs a * ann x");
	conn_expect(ann, "ok get jobs 1");
	conn_ask(ann, "take jobs 1", "ok take jobs 1");
	conn_expect(ann, "item * jobs ann 1 y");
	PASS("what was answered survives");
}

static void
limit_files(rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };

	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
}

/*
 * The disk is full. The reply to the change during which it becomes full comes
 * when it is clear that it cannot be stored.
 */
static void
is_refused(void)
{
	struct server *server;
	struct conn *ann;

	limit_files(10000);
	server = start();
	ann = conn_member(server, "ann", "jobs");
	conn_say(ann, "put jobs b %s", filler(3800));
	conn_wait_for(ann, "ok put jobs b *");
	conn_say(ann, "put jobs c %s", filler(3800));
	conn_wait_for(ann, "ok put jobs c *");
	conn_say(ann, "put jobs d %s", filler(3800));
	conn_wait_for(ann, "ok put jobs d *");
	conn_ask(ann, "put jobs e x", "err put unavailable ...");
	conn_ask(ann, "post jobs x", "err post unavailable ...");
	conn_ask(ann, "cut jobs b", "err cut unavailable ...");
	conn_ask(ann, "join other", "join * other ann");
	conn_ask(ann, "put other a b", "ok put other ...");
	PASS("what cannot be stored is refused");
	server_stop(server);
	limit_files(RLIM_INFINITY);
}

int
main(void)
{
	struct server *server;

	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "signal");
	server = start();
	is_stored_first(server);
	server = start();
	survives(server);
	server_stop(server);
	is_refused();
	return tap_done();
}
