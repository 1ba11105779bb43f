/*
 * Pending requests count like existing accounts: an address creates three
 * accounts a day, only one of two names that look alike becomes an account, and
 * nobody takes a name that is being registered.
 */
#include <signal.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

#define CLIENTS 6

static struct conn *conns[CLIENTS];

/* Each client says its line while the keeper answers nobody. */
static size_t
ask_at_once(struct server *server, const char *const *lines, size_t count,
    const char *good)
{
	struct conn *other = conn_open(server);
	size_t done = 0;

	keeper_signal(server, SIGSTOP);
	for (size_t i = 0; i < count; i++) {
		conn_say(conns[i], "ping\n%s", lines[i]);
		conn_expect(conns[i], "ok ping"); /* it has the line, too */
	}
	conn_ask(other, "ping", "ok ping");
	keeper_signal(server, SIGCONT);
	for (size_t i = 0; i < count; i++)
		done += pattern_matches(good, conn_line(conns[i]));
	conn_close(other);
	return done;
}

static void
come(struct server *server, const char *from)
{
	for (size_t i = 0; i < CLIENTS; i++)
		conns[i] = conn_open_from(server, from);
}

int
main(void)
{
	static const char *const three[] = { "enroll a pw", "enroll b pw",
		"enroll c pw", "enroll d pw", "enroll e pw", "enroll f pw" };
	static const char *const alike[] = { "enroll modern pw",
		"enroll modem pw" };
	static const char *const taken[] = { "enroll alice pw", "name alice" };
	struct server *server = server_start(&(struct setup) {
	    .config = KEEPER_QUICK "register before\nexempt none\n" });

	conn_ask(conn_open(server), "enroll maker pw", "ok register maker");
	come(server, "127.0.0.2:0");
	TAP_NUM(ask_at_once(server, three, CLIENTS, "ok register *"), 3,
	    "three of six");
	come(server, "127.0.0.3:0");
	TAP_NUM(ask_at_once(server, alike, COUNT(alike), "ok register *"), 1,
	    "one of two that look alike");
	come(server, "127.0.0.4:0");
	TAP_NUM(ask_at_once(server, taken, COUNT(taken), "ok ..."), 1,
	    "an account's name, or a client's");
	server_stop(server);
	return tap_done();
}
