/*
 * The control socket: other users may only look, and never keep the operator
 * out; one who finds no descriptor free is answered later.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"

#define CONNECTIONS 8 /* that are served at once */
#define OTHER 12345 /* a user who is nobody here */
#define WATCHED (SEC / 2)
#define WAKES 8

/* Whatever the modes of the socket and its directory allow. */
static void
test_others(struct server *server)
{
	char directory[SCRATCH_PATH];
	struct conn *lookers[CONNECTIONS], *conn;
	struct stat info;

	if (geteuid() != 0)
		return;
	memcpy(directory, server->control, sizeof(directory));
	*strrchr(directory, '/') = '\0';
	MUST(stat(server->control, &info) == 0, "no socket");
	TAP_NUM(info.st_mode & 0777, 0660, "its mode");
	MUST(chmod(directory, 0711) == 0 && chmod(server->control, 0666) == 0,
	    "cannot change modes");
	conn = login_connect(server->control, OTHER);
	conn_ask(conn, "stop", "err only root and the server's ...");
	server_expect(server, "control: refused: uid 12345");
	conn_ask(conn, "clients", "ok clients");
	PASS("they may look");
	for (size_t i = 0; i < COUNT(lookers); i++) {
		lookers[i] = login_connect(server->control, OTHER);
		if (i + 1 < CONNECTIONS / 2) /* with the first */
			conn_ask(lookers[i], "ping", "ok ping");
		else
			conn_expect(lookers[i], "err too many connections");
	}
	conn = conn_open_at(server->control);
	conn_ask(conn, "unban 127.0.0.9", "err no such ban; ...");
	PASS("root may do all, however many look");
	conn_close(conn);
}

static void
test_no_files(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *first = conn_open_at(server->control);
	struct conn *second;

	conn_ask(first, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NOFILE, 3);
	second = conn_open_at(server->control);
	conn_say(second, "ping");
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES), "one waits");
	conn_ask(first, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NOFILE, 256);
	conn_expect(second, "ok ping");
	PASS("it is answered when there is a descriptor again");
	server_stop(server);
}

int
main(void)
{
	login_needs_right();
	struct server *server = server_start(NULL);
	test_others(server);
	server_stop(server);
	if (proc_is_there())
		test_no_files();
	return tap_done();
}
