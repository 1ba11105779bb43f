/*
 * On UNIX sockets max_per_user limits the connections of each user, and with
 * peer_names a client's name is its login, which nobody else can take; a HUP
 * changes both for newcomers.
 */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

/* If 8 a second were let go, nobody would wait so long: see deadline.h. */
#define HASTY 400

static char path[SCRATCH_PATH];

static void
test_count(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_user 2\n", .listen = { "127.0.0.1:0", path } });
	struct conn *javad = conn_open_at(path);
	struct conn *ali = conn_open_at(path);
	struct conn *hasty[HASTY];

	conn_ask(javad, "javad", "ok name javad");
	conn_ask(ali, "ali", "ok name ali");
	for (int i = 0; i < HASTY; i++)
		hasty[i] = conn_open_at(path);
	for (int i = 0; i < 3; i++)
		conn_ask(conn_open(server), "ping", "ok ping");
	PASS("TCP is not concerned, whoever comes again and again");
	for (int i = 0; i < HASTY; i++)
		conn_expect_turned_away(hasty[i], "you have too many ...");
	server_expect(server, "refused: %s uid %lu (too many from one user)",
	    path, (unsigned long)geteuid());
	conn_quit(ali);
	server_expect(server, "ended: ali ...");
	ali = conn_open_at(path);
	conn_ask(ali, "reza", "ok name reza");
	PASS("when one has left another one gets in");
	server_reload(server, "max_per_user 1\n");
	conn_expect_turned_away(conn_open_at(path), "...");
	conn_ask(ali, "ping", "ok ping");
	PASS("a HUP throws nobody out, and lets nobody in");
	server_stop(server);
}

static void
test_names(const char *login)
{
	char upper[LIMIT_NAME + 1] = "";
	struct server *server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0", path } });
	struct conn *javad = conn_open_at(path);
	struct conn *other = conn_open(server);
	struct conn *own = conn_open_at(path);
	struct conn *second = conn_open_at(path);

	for (size_t i = 0; login[i] != '\0'; i++)
		upper[i] = (char)toupper((unsigned char)login[i]);
	conn_ask(javad, "javad", "ok name javad");
	server_reload(server, "peer_names yes\n");
	conn_ask(javad, "name reza", "err name not-allowed ...");
	conn_ask(other, login, "err name name-taken ...");
	PASS("a login is nobody's over TCP even if it is not here");
	conn_ask(other, "r\u1d0f\u1d0ft",
	    "err name name-taken name looks like a login name on the server's "
	    "machine: root");
	PASS("nor a name that looks like one");
	conn_ask(own, "1st", "err name bad-name ...");
	conn_ask(own, "whoever", "ok name %s", login);
	conn_ask(own, "name another", "err name not-allowed ...");
	PASS("whatever name is said first, the login is taken, and kept");
	conn_ask(other, upper, "err name name-taken ...");
	conn_ask(second, "second", "err name too-many ...");
	conn_quit(own);
	conn_ask(second, "second", "ok name %s", login);
	PASS("nor twice: the second time it is there when the first has gone");
	server_reload(server, "max_joined 7\n");
	conn_ask(javad, "name reza", "name * javad reza");
	PASS("without it one may change it");
	server_stop(server);
}

static void
test_others(void)
{
	login_open_path(path);
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "peer_names yes\nmax_per_user 1\n" });
	MUST(chmod(path, 0666) == 0, "cannot open %s for others", path);
	struct conn *daemon = login_connect(path, login_find("daemon"));
	struct conn *nobody = login_connect(path, login_find("nobody"));
	struct conn *unknown = login_connect(path, login_nobodys());

	conn_ask(nobody, "daemon", "ok name nobody");
	conn_ask(daemon, "nobody", "ok name daemon");
	PASS("each has its login, whoever it says it is");
	conn_ask(unknown, "unknown",
	    "err name not-allowed your login name is not a valid name on this "
	    "server, or it is new: then its operator must run ...");
	PASS("who has no login cannot have any name");
	conn_expect_turned_away(
	    login_connect(path, login_find("daemon")), "...");
	PASS("one has too many, the others have not");
	server_stop(server);
}

static void
set_users(const char *name)
{
	char database[SCRATCH_PATH], text[128];

	scratch_path(database, "database");
	(void)snprintf(text, sizeof(text), "%s:x:%lu:0::/:\n", name,
	    (unsigned long)geteuid()); /* fits */
	scratch_write(database, text);
}

/*
 * The name and the system's answer come in one turn of the server's loop. No
 * other one has to come, as no time passes for the server.
 */
static void
stop_until_both_wait(struct server *server, struct conn *waits, const char *go)
{
	const usec limit = deadline();
	pid_t child[8];
	size_t count;

	count = proc_children(server->pid, child, COUNT(child));
	server_signal(server, SIGSTOP);
	conn_say(waits, "zelda");
	scratch_write(go, "");
	while (count > 0 && deadline_pause(limit) &&
	    proc_children(server->pid, child, COUNT(child)) == count)
		continue; /* getent has not ended */
	server_signal(server, SIGCONT);
}

/* The system's answer takes as long as it likes: nobody else waits for it. */
static void
test_slow(void)
{
	char bin[SCRATCH_PATH], go[SCRATCH_PATH], getent[SCRATCH_PATH + 8];
	char search[4 * SCRATCH_PATH], script[4 * SCRATCH_PATH];
	const char *usual = getenv("PATH");

	scratch_path(bin, "bin");
	scratch_path(go, "go");
	MUST(mkdir(bin, 0755) == 0, "no directory");
	(void)snprintf(getent, sizeof(getent), "%s/getent", bin);
	(void)snprintf(script, sizeof(script),
	    "#!/bin/sh\nuntil test -e %s; do sleep 0.05 || sleep 1; done\n"
	    "cat ${0%%/*/*}/database\n",
	    go);
	scratch_write(getent, script);
	MUST(chmod(getent, 0755) == 0, "cannot chmod");
	(void)snprintf(search, sizeof(search), "%s:%s", bin, usual);
	set_users("..");
	MUST(setenv("PATH", search, 1) == 0, "no PATH");
	struct server *server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0", path },
		.config = "peer_names yes\n",
		.paced = true });
	struct conn *tcp = conn_open(server), *own = conn_open_at(path);
	struct conn *waits = conn_open(server);

	conn_ask(own, "ping", "ok ping");
	conn_ask(waits, "ping", "ok ping");
	conn_ask(tcp, "ping", "ok ping");
	stop_until_both_wait(server, waits, go);
	server_expect(
	    server, "peer_names: cannot read the users of this machine: ...");
	conn_expect(waits, "err name unavailable ...");
	PASS("until the users are known, nobody gets a name");
	set_users("ali");
	server_reload(server, "max_joined 7\npeer_names yes\n");
	server_expect(server, "peer_names: known users: 1");
	conn_ask(own, "whoever", "ok name ali");
	conn_quit(own);
	MUST(unlink(go) == 0, "cannot unlink");
	set_users("zelda");
	server_reload(server, "peer_names yes\n");
	conn_ask(tcp, "ali", "err name name-taken ...");
	conn_ask(waits, "reza", "ok name reza");
	PASS("a reload waits for nobody: the former ones are known meanwhile");
	scratch_write(go, "");
	server_expect(server, "peer_names: known users: 1");
	own = conn_open_at(path);
	conn_ask(own, "whoever", "ok name zelda");
	PASS("and then the new ones");
	server_stop(server);
	MUST(setenv("PATH", usual, 1) == 0, "no PATH");
}

int
main(void)
{
	const char *login = login_own();

	scratch_path(path, "socket");
	test_count();
	test_names(login);
	test_others();
	test_slow();
	return tap_done();
}
