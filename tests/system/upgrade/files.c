/*
 * The server's files stay its own during an upgrade: UNIX sockets stay locked,
 * and clients in the backlog are kept. They can be reloaded, and are removed at
 * the end. The process keeps its ID, its title and its number of descriptors,
 * and logs nothing twice.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static char path[SCRATCH_PATH], pid_file[SCRATCH_PATH];

static void
expect_taken(void)
{
	server_refuses(&(struct setup) { .listen = { path } }, 69,
	    "forkcastd: cannot listen on %s: ...", path);
	PASS("no other server gets it");
}

static void
expect_pid(const struct server *server)
{
	FILE *file = fopen(pid_file, "r");
	long pid = 0;

	MUST(file != NULL && fscanf(file, "%ld", &pid) == 1, "no pid");
	(void)fclose(file);
	TAP_NUM(pid, server->pid, "the pid file holds the pid");
}

/* The ready descriptor's number may be somebody else's by now. */
static struct server *
start(void)
{
	int ready[2];
	char number[16], byte;

	MUST(pipe(ready) == 0, "no pipe");
	(void)snprintf(number, sizeof(number), "%d", ready[1]);
	struct server *server =
	    server_start(&(struct setup) { .listen = { path, "127.0.0.1:0" },
		.args = { "-p", pid_file, "-r", number } });
	io_close(&ready[1]);
	MUST(io_read(ready[0], &byte, 1) == 1 && byte == '\n' &&
		io_read(ready[0], &byte, 1) == 0,
	    "it is not ready, or not once");
	io_close(&ready[0]);
	return server;
}

static void
expect_title(const struct server *server, const char *title)
{
	char now[512];

	proc_title(server->pid, now, sizeof(now));
	TAP_STR(str_from(now), str_from(title), "ps shows how it was called");
	TAP_OK(strstr(now, "-R") == NULL, "and nothing else");
}

/*
 * The lines that a configuration causes at start would pass for the result of a
 * rehearsal, and nothing has changed for who takes over.
 */
static void
test_log(const struct setup *setup, const char *words)
{
	struct server *server = server_start(setup);
	struct conn *javad = conn_named(server, "javad");

	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_THIS);
	TAP_NUM(server_logged(server, words), 1, "at start alone: %s", words);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
}

int
main(void)
{
	char title[512];
	struct stat before, after;

	scratch_path(path, "socket");
	scratch_path(pid_file, "pid");
	struct server *server = start();
	struct conn *javad = conn_named(server, "javad");
	const long descriptors = proc_descriptors(server->pid);

	proc_title(server->pid, title, sizeof(title));
	MUST(stat(path, &before) == 0, "no socket");
	for (int i = 0; i < 2; i++) {
		upgrade_to(server, i == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		expect_taken();
		expect_pid(server);
		expect_title(server, title);
		TAP_NUM(proc_descriptors_soon(server->pid, descriptors),
		    descriptors, "as many descriptors as before");
		conn_close(conn_named(server, "guest"));
		server_expect(server, "ended: guest ...");
		conn_ask(javad, "ping", "ok ping");
		server_signal(server, SIGHUP);
		server_expect(server, "reload: done");
		MUST(stat(path, &after) == 0, "no socket");
		TAP_OK(before.st_ino == after.st_ino,
		    "the socket is the same, also by a reload");
	}
	conn_close(javad);
	server_stop(server);
	TAP_OK(access(path, F_OK) != 0 && access(pid_file, F_OK) != 0 &&
		access(server->control, F_OK) != 0,
	    "all of them are removed at the end");
	test_log(
	    &(struct setup) { .args = { "-S", "off" } }, "sandbox: off; ...");
	return tap_done();
}
