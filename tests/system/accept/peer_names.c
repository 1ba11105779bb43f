/*
 * peer_names: on a UNIX socket, a client's name is its login, and nobody else
 * can take it.
 */
#include <ctype.h>
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/login.h"
#include "tests/lib/scratch.h"

static char path[SCRATCH_PATH];
static char upper[LIMIT_NAME + 1];

static void
has_its_login(struct conn *own, const char *login)
{
	conn_ask(own, "1st", "err name bad-name ...");
	conn_ask(own, "whoever", "ok name %s", login);
	PASS("whatever name is said first, the login is taken");
	conn_ask(own, "name another", "err name not-allowed ...");
	conn_ask(own, "join 1", "join * 1 %s", login);
	PASS("and kept");
}

static void
is_nobody_elses(struct conn *other, const char *login)
{
	conn_ask(other, login, "err name name-taken ...");
	conn_ask(other, upper, "err name name-taken ...");
	conn_ask(other, "whoever", "ok name whoever");
	conn_say(other, "name %s", upper);
	conn_expect(other, "err name name-taken ...");
	PASS("over TCP nobody gets it, in whatever case");
}

int
main(void)
{
	const char *login = login_own();

	for (size_t i = 0; login[i] != '\0'; i++)
		upper[i] = (char)toupper((unsigned char)login[i]);
	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .config = "peer_names yes\n", .listen = { "127.0.0.1:0", path } });
	struct conn *other = conn_open(server);
	struct conn *own = conn_open_at(path);
	struct conn *second = conn_open_at(path);

	conn_ask(other, login, "err name name-taken ...");
	PASS("a login is nobody's over TCP even if it is not here");
	conn_ask(other, "r\u1d0f\u1d0ft",
	    "err name name-taken name looks like a login name on the server's "
	    "machine: root");
	PASS("nor a name that looks like one");
	has_its_login(own, login);
	is_nobody_elses(other, login);
	conn_ask(second, "second", "err name name-taken ...");
	conn_ask(own, "quit", "bye quit ...");
	conn_ask(second, "second", "ok name %s", login);
	PASS("nor twice: the second time it is there when the first has gone");
	server_stop(server);
	return tap_done();
}
