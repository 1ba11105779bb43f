/* forkcastd under a supervisor: see supervised.h. */
#include "supervised.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conn.h"
#include "deadline.h"
#include "proc.h"
#include "shell.h"
#include "tmux.h"

static struct {
	const struct supervised *by;
	struct shell *shell; /* the supervisor */
	char address[SCRATCH_PATH];
	char pid_file[SCRATCH_PATH];
	unsigned starts;
} supervised;

/*
 * To end a server supervisors send TERM and then CONT, which takes back the
 * STOP by which a sanitizer that looks for leaks at the end holds a process:
 * both then wait for each other for ever.
 */
static const char start[] =
    "cp -R $SERVICE/$KIND service && rm -r service/log\n"
    "printf 'listen %s/socket\\npid_file %s/pid\\n' $PWD $PWD >conf\n"
    "export FORKCASTD_CONF=$PWD/conf ASAN_OPTIONS=detect_leaks=0\n"
    "PATH=$BUILD:$PATH exec $SUPERVISOR service";

static void
set(const char *name, const char *value)
{
	MUST(setenv(name, value, 1) == 0, "out of memory");
}

static void
set_path(const char *name, const char *path)
{
	char *whole = realpath(path, NULL);

	MUST(whole != NULL, "there is no %s", path);
	set(name, whole);
	free(whole);
}

void
supervised_paths(void)
{
	const char *build = getenv("FORKCAST_BUILD");

	set_path("BUILD", build != NULL ? build : "build");
	set_path("SERVICE", "server/service");
}

static long
read_pid(void)
{
	FILE *file = fopen(supervised.pid_file, "re");
	char text[32] = "";

	if (file != NULL) {
		(void)fgets(text, sizeof(text), file);
		(void)fclose(file); /* was only read */
	}
	return strtol(text, NULL, 10);
}

/* After its supervisor, which would start it again. */
static void
kill_server(void)
{
	const long server = read_pid();

	if (server > 0)
		(void)kill((pid_t)server, SIGKILL);
}

static void
explain(void)
{
	tap_note("the server has said:\n%s", shell_said(supervised.shell));
	tap_note(
	    "the supervisor has said:\n%s", shell_complained(supervised.shell));
}

/* What it says may be anything. */
static int
run(const char *command)
{
	return shell_status(shell_start("1", command));
}

static void
expect_logged(const char *line, unsigned times)
{
	const usec end = deadline();
	const size_t len = strlen(line);
	unsigned count = 0;

	while (count < times) {
		MUST(deadline_pause(end), "\"%s\" was not logged %u times",
		    line, times);
		count = 0;
		for (const char *at = shell_said(supervised.shell); *at != '\0';
		     at += *at == '\n') {
			const size_t size = strcspn(at, "\n");
			count += size == len && memcmp(at, line, len) == 0;
			at += size;
		}
	}
}

/* A client is served by the server's next process, whose PID is returned. */
static long
expect_start(struct conn **client)
{
	expect_logged("ready", ++supervised.starts);
	if (supervised.by->is_up != NULL)
		TAP_NUM(run(supervised.by->is_up), 0, "it is up");
	*client = conn_open_at(supervised.address);
	conn_ask(*client, "javad", "ok name javad");
	PASS("a client is served");
	return read_pid();
}

static void
start_supervisor(void)
{
	const usec end = deadline();

	supervised_paths();
	set("KIND", supervised.by->kind);
	set("SUPERVISOR", supervised.by->supervisor);
	scratch_path(supervised.address, "socket");
	scratch_path(supervised.pid_file, "pid");
	MUST(atexit(kill_server) == 0, "no room for atexit");
	supervised.shell = shell_start("1", start);
	must_explain_by(explain);
	while (run(supervised.by->is_there) != 0)
		MUST(deadline_pause(end), "the supervisor does not start");
}

static void
expect_stopped(long pid)
{
	const usec end = deadline();

	proc_expect_gone((pid_t)pid);
	while (access(supervised.address, F_OK) == 0)
		MUST(deadline_pause(end), "the server does not stop");
	expect_logged("stopped", supervised.starts);
}

int
supervised_test(const struct supervised *by)
{
	struct conn *client;

	tmux_needs((const char *const[]) { by->supervisor, NULL });
	supervised.by = by;
	start_supervisor();
	long pid = expect_start(&client);
	TAP_NUM(run(by->reload), 0, "%s", by->reload);
	expect_logged("reload: done", 1);
	for (size_t i = 0; i < COUNT(by->restart) && by->restart[i]; i++) {
		const long before = pid;
		TAP_NUM(run(by->restart[i]), 0, "%s", by->restart[i]);
		conn_wait_for(client, "bye shutdown ...");
		conn_close(client);
		pid = expect_start(&client);
		TAP_OK(pid != before, "by another process");
	}
	conn_close(client);
	TAP_NUM(run(by->stop), 0, "%s", by->stop);
	expect_stopped(pid);
	TAP_NUM(run(by->end), 0, "%s", by->end);
	TAP_NUM(shell_status(supervised.shell), 0, "the supervisor ends");
	return tap_done();
}
