/*
 * A server that root started and that became nobody needs no right of root for
 * an upgrade, and refuses a program that nobody may not execute. A server that
 * has stayed root stays so, and does not warn again.
 */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static void
expect_user(pid_t pid, uid_t uid)
{
	char text[8192], want[64];

	(void)snprintf(
	    want, sizeof(want), "\nUid:\t%u\t%u\t%u\t%u\n", uid, uid, uid, uid);
	MUST(proc_read(pid, "status", text, sizeof(text)) > 0, "no status");
	TAP_OK(strstr(text, want) != NULL, "user %u", uid);
	TAP_OK(uid == 0 || strstr(text, "\nCapPrm:\t0000000000000000\n"),
	    "and no capability");
}

static void
test_nobody(uid_t nobody)
{
	char directory[SCRATCH_PATH], program[SCRATCH_PATH];
	char socket[SCRATCH_PATH], pid[SCRATCH_PATH];

	scratch_path(directory, "roots");
	scratch_path(program, "roots/forkcastd");
	scratch_path(socket, "roots/socket");
	scratch_path(pid, "roots/pid");
	MUST(mkdir(directory, 0755) == 0, "no directory");
	upgrade_put(program, UPGRADE_THIS);
	struct server *server = server_start(&(struct setup) {
	    .exec = program, .listen = { socket }, .args = { "-p", pid } });
	struct conn *javad = conn_named(server, "javad");

	/* In a directory where it cannot make or remove anything. */
	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_THIS);
	expect_user(server->pid, nobody);
	expect_user(server_worker(server, "javad"), nobody);
	(void)conn_named(server, "ali");
	expect_user(server_worker(server, "ali"), nobody);
	MUST(chmod(directory, 0700) == 0, "cannot chmod");
	upgrade_fails(server, program, "cannot run *: Permission denied");
	MUST(chmod(directory, 0755) == 0 && chmod(program, 0700) == 0,
	    "cannot chmod");
	upgrade_fails(server, program, "cannot run *: Permission denied");
	conn_ask(javad, "ping", "ok ping");
	PASS("what it may not execute is refused");
	server_stop(server);
}

static void
test_root(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *javad = conn_named(server, "javad");

	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_THIS);
	expect_user(server->pid, 0);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
}

int
main(void)
{
	const struct passwd *nobody = getpwnam("nobody");

	if (geteuid() != 0 || !proc_is_there() || nobody == NULL)
		tap_skip("needs root, the user nobody, and /proc");
	test_nobody(nobody->pw_uid);
	test_root();
	return tap_done();
}
