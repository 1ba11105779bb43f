/*
 * -d returns when the server is ready; the server runs on and logs to syslog,
 * also after an upgrade, and does not start without a logger; also if whoever
 * starts it ignores its children. If the machine has no logger, the test plays
 * one where it may.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"
#include "tests/lib/upgrade.h"

#define LOGGER "/dev/log"

static struct server *
detach(char *socket, char *pid_file)
{
	return server_spawn(
	    &(struct setup) { .exec = upgrade_program(UPGRADE_THIS),
		.listen = { socket },
		.args = { "-d", "-p", pid_file },
		.ignores = true });
}

static void
stop_logging(void)
{
	(void)unlink(LOGGER);
}

/* A datagram socket where the logger belongs; -1 if we may not. */
static int
play_logger(void)
{
	const struct sockaddr_un addr = { .sun_family = AF_UNIX,
		.sun_path = LOGGER };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	MUST(fd != -1 && io_prepare(fd), "no socket");
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0 &&
	    atexit(stop_logging) == 0)
		return fd;
	io_close(&fd);
	return -1;
}

/* Waits for a datagram that matches. */
static void
expect_logged(int logger, const char *pattern)
{
	const usec end = deadline();
	char line[512];
	ssize_t len;

	do {
		len = io_read(logger, line, sizeof(line));
		if (len < 0)
			MUST(deadline_pause(end), "not logged: %s", pattern);
	} while (len < 0 ||
	    !pattern_matches(pattern, (struct str) { line, (size_t)len }));
	PASS("syslog has %s", pattern);
}

/* The process that was left behind; it is killed whatever comes. */
static void
adopt(struct server *server, const char *pid_file)
{
	FILE *file = fopen(pid_file, "r");
	char line[32] = "";
	long pid;

	MUST(file != NULL && fgets(line, sizeof(line), file) != NULL,
	    "no pid in the file");
	(void)fclose(file);
	pid = strtol(line, NULL, 10);
	MUST(pid > 0, "no pid in the file");
	server->pid = (pid_t)pid;
}

int
main(void)
{
	char path[SCRATCH_PATH], pid_file[SCRATCH_PATH];
	const bool alone = access(LOGGER, F_OK) != 0;
	int logger = -1;

	scratch_path(path, "socket");
	scratch_path(pid_file, "pid");
	if (alone) {
		struct server *mute = detach(path, pid_file);
		TAP_NUM(server_status(mute), 69, "without a logger: 69");
		server_expect(mute, "forkcastd: cannot detach: no logger ...");
		logger = play_logger();
	}
	if (alone && logger == -1)
		return tap_done();
	struct server *server = detach(path, pid_file);
	TAP_NUM(server_status(server), 0, "the command ends with 0");
	adopt(server, pid_file);
	TAP_OK(getsid(server->pid) != getsid(0), "it has its own session");
	struct conn *javad = conn_open_at(path);
	conn_ask(javad, "javad", "ok name javad");
	conn_ask(javad, "join 1", "join * 1 javad");
	PASS("it serves clients at once");
	if (logger != -1)
		expect_logged(logger, "<30>forkcastd[*]: javad: join 1");
	if (logger != -1) {
		server_signal(server, SIGUSR2);
		expect_logged(logger,
		    "<29>forkcastd[*]: upgrade: done * to *, 1 client, * ms");
		conn_ask(javad, "leave 1", "leave * 1 javad");
		expect_logged(logger, "<30>forkcastd[*]: javad: leave 1");
	}
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	proc_expect_gone(server->pid);
	PASS("it ends as told");
	server->pid = 0;
	io_close(&logger);
	return tap_done();
}
