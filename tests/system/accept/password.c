/*
 * password_file: a TCP client without the password gets no name and no message
 * of the day; a client on a UNIX socket needs none; and the log never contains
 * the password.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define SECRET "open-sesame"

static const struct step locked[] = {
	{ "javad", "err name not-allowed ..." },
	{ "name javad", "err name not-allowed ..." },
	{ "join 1", "err join not-allowed ..." },
	{ "motd", "err motd not-allowed ..." },
	{ "server", "ok server ..." },
	{ "ping", "ok ping" },
	{ "pass", "err pass bad-command ..." },
	{ "pass " SECRET " x", "err pass bad-command ..." },
	{ "pass sesame", "err pass not-allowed wrong password" },
	{ "pass " SECRET, "ok pass" },
	{ "motd", "ok motd 0" },
	{ "server", "ok server ..." },
	{ "pass " SECRET, "ok pass" },
	{ "pass nonsense", "ok pass" },
	{ "javad", "ok name javad" },
	{ "pass nonsense", "ok pass" },
	{ "join 1", "join * 1 javad" },
};

static const struct step wrong[] = {
	{ "pass a", "err pass not-allowed ..." },
	{ "pass " SECRET SECRET, "err pass not-allowed ..." },
	{ "pass b", "bye kicked too many wrong passwords" },
};

static void
is_guessed(struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_steps(conn, wrong);
	conn_expect_end(conn);
	conn_close(conn);
	PASS("three guesses are one too many");
	server_expect(server, "refused: 127.0.0.1:* (wrong password)");
	server_expect(server, "ended: - 127.0.0.1:* pid *, bye kicked, ...");
	conn = conn_open(server);
	conn_say(conn, "pass " SECRET "\njoin 1\njavad-2");
	conn_expect(conn, "ok pass");
	conn_expect(conn, "err join not-allowed ...");
	conn_expect(conn, "ok name javad-2");
	PASS("in one piece with the name it is taken");
}

int
main(void)
{
	char path[SCRATCH_PATH], file[SCRATCH_PATH];
	char config[2 * SCRATCH_PATH];

	scratch_path(path, "socket");
	scratch_path(file, "password");
	scratch_write(file, SECRET "\nanother line\n");
	MUST(chmod(file, 0600) == 0, "chmod fails");
	(void)snprintf(config, sizeof(config), "password_file %s\n", file);
	struct server *server = server_start(&(struct setup) { .config = config,
	    .listen = { "127.0.0.1:0", path },
	    .args = { "-v" } });

	struct conn *javad = conn_open(server);
	conn_steps(javad, locked);
	PASS("over TCP the password comes first");
	is_guessed(server);
	struct conn *ali = conn_open_at(path);
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "pass nonsense", "ok pass");
	PASS("on a UNIX socket none is wanted");
	server_memory(server); /* a summary too */
	server_stop(server);
	TAP_OK(strstr(server_log(server), "sesame") == NULL,
	    "the log has nothing of it");
	return tap_done();
}
