/*
 * A server that root starts switches to its user, by default nobody, before it
 * accepts anybody; it refuses a reload that needs root, with a hint; the next
 * start takes over files that only root can remove.
 */
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/here.h"
#include "tests/lib/proc.h"

#define FILES 4096 /* which are enough for the usual number of clients */
#define ADDRESS "listen 127.0.0.1:0\n"
#define NEEDS_ROOT "; this may need root privileges, which the server has ..."

static void
expect_user(pid_t pid, uid_t uid, const char *who)
{
	char text[8192];
	char want[64];

	(void)snprintf(
	    want, sizeof(want), "\nUid:\t%u\t%u\t%u\t%u\n", uid, uid, uid, uid);
	MUST(proc_read(pid, "status", text, sizeof(text)) > 0, "no status");
	TAP_OK(strstr(text, want) != NULL, "%s: user %u", who, uid);
	TAP_OK(uid == 0 || strstr(text, "\nCapPrm:\t0000000000000000\n"),
	    "%s: no capability", who);
}

/* With the reason that is given, and the word on root. */
static void
refuses_reload(struct server *server, const char *reason)
{
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: %s" NEEDS_ROOT, reason);
	PASS("a reload is refused: %s", reason);
}

/* Only root had the right to the port, the limit and the file. */
static void
test_reload(void)
{
	const struct rlimit limit = { FILES, FILES };

	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0, "cannot set a limit");
	struct server *server = server_start(&(struct setup) {
	    .config = "group tea\n" ADDRESS, .file_listens = true });
	struct conn *javad = conn_member(server, "javad", "tea");

	scratch_write(server->config, ADDRESS "listen 127.0.0.1:1022\n");
	if (here_ports_are_roots())
		refuses_reload(server,
		    "cannot listen on 127.0.0.1:1022: Permission denied");
	scratch_write(server->config, ADDRESS "max_clients 32768\n");
	refuses_reload(server,
	    "cannot serve 32768 clients: the limit on descriptors allows *: "
	    "raise it (ulimit, or the unit), or lower max_clients");
	scratch_write(server->config, ADDRESS "group milk\n");
	MUST(chown(server->config, 0, 0) == 0, "cannot take the file back");
	refuses_reload(server, "cannot open *: Permission denied");
	conn_ask(javad, "names milk", "err names no-such-group ...");
	conn_ask(javad, "names tea", "names tea javad");
	conn_expect(javad, "ok names tea 1");
	(void)conn_named(server, "ali");
	PASS("nothing has changed");
	server_stop(server);
}

/* In a directory of root's: nobody can remove nothing there. */
static void
test_left_behind(void)
{
	char directory[SCRATCH_PATH], socket[SCRATCH_PATH], pid[SCRATCH_PATH];
	struct stat status;

	scratch_path(directory, "roots");
	scratch_path(socket, "roots/socket");
	scratch_path(pid, "roots/pid");
	MUST(mkdir(directory, 0755) == 0, "no directory");
	for (int i = 0; i < 2; i++) {
		struct server *server = server_start(&(struct setup) {
		    .listen = { socket }, .args = { "-p", pid } });
		(void)conn_named(server, "javad");
		server_stop(server);
		MUST(stat(pid, &status) == 0, "nobody has removed %s", pid);
		TAP_NUM(status.st_size, 0, "the pid file is empty");
		TAP_OK(stat(socket, &status) == 0, "the socket is left");
	}
	PASS("both are taken over");
}

static void
test_users(uid_t nobody)
{
	struct server *server = server_start(NULL);
	(void)conn_named(server, "javad");
	expect_user(server->pid, nobody, "the server");
	expect_user(server_worker(server, "javad"), nobody, "a worker");
	server_stop(server);
	server = server_start(&(struct setup) { .args = { "-u", "root" } });
	TAP_NUM(
	    server_logged(server, "user: root; ..."), 1, "root is warned of");
	(void)conn_named(server, "javad");
	expect_user(server->pid, 0, "the server");
	server_stop(server);
	server_refuses(&(struct setup) { .args = { "-u", "no-such-user" } }, 67,
	    "forkcastd: cannot become no-such-user: no such user; ...");
	PASS("a user that does not exist is 67");
}

int
main(void)
{
	if (geteuid() != 0 || !proc_is_there())
		tap_skip("needs root, and /proc");
	const struct passwd *nobody = getpwnam("nobody");
	if (nobody == NULL)
		tap_skip("needs the user nobody");
	test_users(nobody->pw_uid);
	test_reload();
	test_left_behind();
	return tap_done();
}
