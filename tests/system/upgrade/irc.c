/*
 * An IRC client continues after an upgrade in the middle of a registration, of
 * a line, of a labeled command without its answer, or of an open batch.
 */
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/upgrade.h"

#define CROWD 300

static struct {
	struct server *server;
	struct conn *control;
	char path[SCRATCH_PATH]; /* the next one waits for this file */
} all;

static struct conn *
enter(struct conn *conn, const char *name)
{
	conn_say(conn,
	    "CAP REQ :labeled-response batch draft/metadata-3\r\nCAP END\r\n"
	    "NICK %s\r\nUSER %s 0 * :%s\r\nPING welcome\r",
	    name, name, name);
	conn_wait_for(conn, ":* PONG * :welcome\r");
	return conn;
}

/* The next one has begun, and waits. */
static void
leap(void)
{
	(void)unlink(all.path);
	all.control = upgrade_ask(
	    all.server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("slow")));
	server_expect(all.server, "slow: begun");
}

static void
go_on(void)
{
	scratch_write(all.path, "");
	upgrade_expect(all.control, "ok * to *, * client* * ms");
	server_expect(all.server, "upgrade: done ...");
	conn_close(all.control);
}

/* Messages of several lines, of which one has come. */
struct unfinished {
	struct conn *lee; /* who speaks IRC */
	struct conn *nat; /* who does not */
};

static struct unfinished
begin_lines(struct conn *ali)
{
	const struct unfinished lines = { conn_open(all.server),
		conn_open(all.server) };

	conn_say(lines.lee,
	    "CAP REQ :batch draft/multiline\r\nCAP END\r\nNICK lee\r\n"
	    "USER lee 0 * :Lee\r\nJOIN #tea\r");
	conn_wait_for(lines.lee, ":* 366 lee #tea ...");
	conn_say(lines.lee,
	    "BATCH +1 draft/multiline #tea\r\n"
	    "@batch=1 PRIVMSG #tea :one\r\nPING here\r");
	conn_wait_for(lines.lee, ":* PONG * :here\r");
	conn_say(lines.nat, "nat\njoin tea\nlines tea 2\nsend tea three");
	conn_wait_for(lines.nat, "join * tea nat");
	conn_wait_for(ali, ":nat!* JOIN #tea\r");
	return lines;
}

static void
end_lines(struct unfinished lines, struct conn *ali)
{
	conn_say(
	    lines.lee, "@batch=1 PRIVMSG #tea :two\r\nBATCH -1\r\nPART #tea\r");
	conn_wait_for(lines.lee, ":lee!* PART #tea\r");
	conn_say(lines.nat, "send tea four\nleave tea");
	conn_wait_for(lines.nat, "msg * tea nat four");
	conn_expect(ali, ":lee!* PRIVMSG #tea :one\r");
	conn_expect(ali, ":lee!* PRIVMSG #tea :two\r");
	conn_expect(ali, ":lee!* PART #tea\r");
	conn_expect(ali, ":nat!* PRIVMSG #tea :three\r");
	conn_expect(ali, ":nat!* PRIVMSG #tea :four\r");
	conn_expect(ali, ":nat!* PART #tea\r");
	PASS("what has come of several lines is heard with the rest");
	conn_close(lines.lee);
	conn_close(lines.nat);
}

static void
test_halves(struct conn *ali)
{
	struct conn *bo = conn_open(all.server), *zoe = conn_open(all.server);

	conn_say(bo, "CAP LS 302\r\nCAP REQ :echo-message\r\nNICK bo\r");
	conn_wait_for(bo, ":* CAP * ACK :echo-message\r");
	conn_say(zoe, "NICK zoe\r\nPING here\r");
	conn_wait_for(zoe, ":* PONG * :here\r");
	const struct unfinished lines = begin_lines(ali);

	conn_send(ali, "@label=half PRIV", 16);
	leap();
	conn_say(bo, "USER bo 0 * :Bo\r\nCAP END\r");
	conn_say(ali, "MSG #tea :hello\r\n@label=next WHOIS ali\r");
	go_on();
	conn_wait_for(bo, ":* 001 bo ...");
	conn_wait_for(bo, ":* 422 bo ...");
	conn_expect(ali, "@label=half :* ACK\r");
	conn_expect(ali, "@label=next :* BATCH +* labeled-response\r");
	conn_wait_for(ali, "@batch=* :* 318 ali ali ...");
	conn_expect(ali, ":* BATCH -*\r");
	end_lines(lines, ali);
	conn_say(bo, "JOIN #tea\r");
	conn_wait_for(bo, ":* 366 bo #tea ...");
	conn_expect(ali, ":bo!* JOIN #tea\r");
	conn_say(bo, "PRIVMSG #tea :there\r");
	conn_expect(bo, ":bo!* PRIVMSG #tea :there\r");
	conn_expect(ali, ":bo!* PRIVMSG #tea :there\r");
	PASS("what was half said is whole, with its label");
	conn_say(zoe, "USER zoe 0 * :Zoe\r");
	conn_wait_for(zoe, ":* 422 zoe ...");
	PASS("a registration goes on, whenever it was begun");
	conn_close(bo);
	conn_close(zoe);
}

/* A batch of many lines, of which the client has read only the first. */
static void
test_batch(void)
{
	struct conn *slow =
	    enter(conn_open_small(all.server->address[0]), "slow");
	struct conn *member[CROWD];

	for (size_t i = 0; i < CROWD; i++) {
		member[i] = conn_open(all.server);
		conn_say(member[i], "m%zu\njoin crowd\nput @m%zu mood %0280zu",
		    i, i, i);
		conn_wait_for(member[i], "ok put @m%zu mood *", i);
	}
	conn_say(
	    slow, "METADATA * SUB mood\r\n@label=all METADATA #crowd SYNC\r");
	conn_expect(slow, ":* 770 slow mood\r");
	conn_expect(slow, "@label=all :* BATCH +* metadata #crowd\r");
	upgrade_to(all.server, UPGRADE_LATER);
	for (size_t i = 0; i < CROWD; i++) /* in whatever order */
		conn_expect(slow, "@batch=* :* 761 slow m* mood * :0*\r");
	conn_expect(slow, ":* BATCH -*\r");
	PASS("a batch that was open is told to its end");
}

int
main(void)
{
	struct setup setup = { .config =
				   "max_clients 400\n"
				   "max_per_address 400\nconnect_rate 1000\n" };
	struct conn *ali;

	bulk();
	scratch_path(all.path, "go-on");
	all.server = server_start(&(struct setup) { .paced = true });
	ali = enter(conn_open(all.server), "ali");
	conn_say(ali, "JOIN #tea\r");
	conn_wait_for(ali, ":* 366 ali #tea ...");
	conn_say(ali, "TOPIC #tea :rice\r");
	conn_wait_for(ali, ":ali!* TOPIC #tea :rice\r");
	test_halves(ali);
	conn_say(ali, "TOPIC #tea\r");
	conn_wait_for(ali, ":* 332 ali #tea :rice\r");
	conn_expect(ali, ":* 333 ali #tea ali 1*\r");
	PASS("a topic keeps who set it, and when");
	server_stop(all.server);
	all.server = server_start(&setup);
	test_batch();
	server_stop(all.server);
	return tap_done();
}
