/*
 * Only one upgrade runs at a time, only while its client waits for it, and not
 * when the server is about to end; a reload meanwhile waits until it is over.
 * An upgrade lasts for as long as a worker is stopped at birth.
 */
#include <signal.h>

#include "server/process/fork/apart.h"
#include "tests/lib/newborn.h"
#include "tests/lib/upgrade.h"

/* fork(2) returns whole children. */
#ifdef CLONING
#define HALF_STARTED true
#else
#define HALF_STARTED false
#endif

static const struct setup setup = { .config = "grace 600\n", .paced = true };

static struct conn *newcomer;
static pid_t newborn;

static void
connect_one(const struct server *server)
{
	newcomer = conn_open(server);
}

/* It waits until go_on. */
static struct conn *
ask_for_one(const struct server *server)
{
	newborn = newborn_catch(server, connect_one);
	newborn_stop(newborn);
	return upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_PACED));
}

static void
go_on(void)
{
	MUST(kill(newborn, SIGCONT) == 0, "it is gone");
	conn_quit(newcomer);
}

/* The asking client has gone when the upgrade would happen. */
static void
test_gone(struct server *server)
{
	struct conn *other = conn_open_at(server->control);

	conn_close(ask_for_one(server));
	conn_ask(other, "ping", "ok ping"); /* it is known to be gone */
	conn_close(other);
	go_on();
	server_expect(server,
	    "upgrade: refused: the client that requested it has disconnected");
	PASS("who hangs up takes it back");
}

static void
test_second(struct server *server)
{
	struct conn *first = ask_for_one(server);
	struct conn *second = conn_open_at(server->control);

	conn_ask(second, "upgrade", "err another upgrade is running");
	conn_ask(second, "ping", "ok ping");
	server_signal(server, SIGUSR2);
	server_expect(server, "upgrade: refused: another upgrade is running");
	PASS("a second one is refused, all else is served");
	go_on();
	upgrade_expect(first, "ok * to *, * client* * ms");
	conn_close(first);
	conn_expect_end(second);
	conn_close(second);
	second = conn_open_at(server->control);
	conn_ask(second, "upgrade -n", "- checking the new program");
	upgrade_expect(second, "ok * can take over * *");
	conn_ask(second, "ping", "ok ping");
	PASS("and not when the first is over");
	conn_close(second);
}

/* An answer that the new program gives; another connection ends. */
static void
test_answers(struct server *server)
{
	struct conn *silent = conn_open_at(server->control);
	struct conn *control = conn_open_at(server->control);

	conn_ask(silent, "ping", "ok ping");
	conn_ask(control, "upgrade", "- checking the new program");
	upgrade_expect(control, "ok * to *, * client* * ms");
	conn_ask(control, "ping", "ok ping");
	conn_expect_end(silent);
	PASS("the next program answers what the one before was asked");
	conn_close(silent);
	conn_close(control);
}

static void
test_waits(struct server *server)
{
	struct conn *javad = conn_named(server, "javad");
	struct conn *control = ask_for_one(server);

	scratch_write(server->config, "grace 600\ngroup late\n");
	server_signal(server, SIGHUP);
	conn_ask(javad, "names late", "err names no-such-group ...");
	TAP_NUM(server_logged(server, "reload: ..."), 0, "HUP waits");
	conn_close(control);
	go_on();
	server_expect(server, "reload: done");
	control = ask_for_one(server);
	server_signal(server, SIGTERM);
	upgrade_expect(control, "err the server is to stop");
	conn_close(control);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	conn_close(newcomer);
	MUST(kill(newborn, SIGCONT) == 0, "it is gone");
	TAP_NUM(server_status(server), 0, "TERM does not");
}

static void
test_end(const char *order, const char *answer)
{
	struct server *server = server_start(&setup);
	struct conn *javad = conn_named(server, "javad");
	struct conn *control = conn_open_at(server->control);

	conn_ask(control, order, answer);
	conn_ask(control, "upgrade", "err the server is draining or stopping");
	server_signal(server, SIGUSR2);
	server_expect(
	    server, "upgrade: refused: the server is draining or stopping");
	PASS("none behind %s", order);
	conn_close(control);
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it ends");
}

int
main(void)
{
	struct server *server = server_start(&setup);

	if (HALF_STARTED && newborn_can(server)) {
		test_gone(server);
		test_second(server);
		test_answers(server);
		test_waits(server);
	} else {
		test_answers(server);
		server_stop(server);
	}
	test_end("drain", "ok 1 client left");
	test_end("stop", "ok 1 client disconnected");
	return tap_done();
}
