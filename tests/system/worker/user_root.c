/*
 * A server that root starts switches to its user, by default nobody, before it
 * accepts anybody; it refuses a reload that needs root, with a hint, and a
 * program that its user may not execute; it needs no right of root for an
 * upgrade. The next start takes over files that only root can remove.
 */
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define FILES 4096 /* which are enough for the usual number of clients */
#define ADDRESS "listen 127.0.0.1:0\n"
#define NEEDS_ROOT "; this may need root privileges, which the server has ..."

/* A container may let all users open ports below 1024. */
static bool
ports_are_roots(void)
{
	FILE *file =
	    fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "r");
	char first[32] = "1024";

	if (file != NULL) {
		(void)fgets(first, sizeof(first), file); /* else as it is */
		(void)fclose(file); /* was only read */
	}
	return strtol(first, NULL, 10) > 1022;
}

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
	if (ports_are_roots())
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

/*
 * In a directory of root's, where nobody can make or remove nothing, neither
 * for an upgrade nor at the end.
 */
static void
test_directory(uid_t nobody)
{
	char directory[SCRATCH_PATH], program[SCRATCH_PATH];
	char socket[SCRATCH_PATH], pid[SCRATCH_PATH];
	struct stat status;

	scratch_path(directory, "roots");
	scratch_path(program, "roots/forkcastd");
	scratch_path(socket, "roots/socket");
	scratch_path(pid, "roots/pid");
	MUST(mkdir(directory, 0755) == 0, "no directory");
	upgrade_put(program, UPGRADE_THIS);
	for (int i = 0; i < 2; i++) {
		struct server *server =
		    server_start(&(struct setup) { .exec = program,
			.listen = { socket },
			.args = { "-p", pid } });
		struct conn *javad = conn_named(server, "javad");
		upgrade_to(server, UPGRADE_LATER);
		expect_user(server->pid, nobody, "the next program");
		(void)conn_named(server, "ali");
		expect_user(server_worker(server, "ali"), nobody, "a worker");
		MUST(chmod(directory, 0700) == 0, "cannot chmod");
		upgrade_fails(
		    server, program, "cannot run *: Permission denied");
		MUST(chmod(directory, 0755) == 0, "cannot chmod");
		conn_ask(javad, "ping", "ok ping");
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
	upgrade_to(server, UPGRADE_THIS);
	expect_user(server->pid, 0, "the server, and the next program");
	TAP_NUM(server_logged(server, "user: root; ..."), 1, "that warns not");
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
	login_needs_right();
	test_users(nobody->pw_uid);
	test_reload();
	test_directory(nobody->pw_uid);
	return tap_done();
}
