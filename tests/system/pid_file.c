/*
 * -p: the server's pid stands in the file, which is locked as long as it runs;
 * one that a dead server has left is taken over.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/scratch.h"
#include "tests/lib/server.h"

static long
read_pid(const char *path)
{
	FILE *file = fopen(path, "r");
	long pid = 0;

	MUST(file != NULL, "there is no %s", path);
	MUST(fscanf(file, "%ld\n", &pid) == 1 && fgetc(file) == EOF,
	    "%s holds something else than a pid", path);
	(void)fclose(file);
	return pid;
}

/* What somebody else has put in the place of the file is not written to. */
static void
test_foreign(const char *path)
{
	char precious[SCRATCH_PATH];
	struct stat info;

	scratch_path(precious, "precious");
	scratch_write(precious, "precious\n");
	MUST(link(precious, path) == 0, "cannot link");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot lock %s: it is no ordinary file, or ...", path);
	MUST(unlink(path) == 0 && symlink(precious, path) == 0, "cannot link");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s: ...", path);
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "no FIFO");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot lock %s: it is no ordinary file, or ...", path);
	MUST(unlink(path) == 0 && stat(precious, &info) == 0, "it is gone");
	TAP_NUM(info.st_size, strlen("precious\n"),
	    "a file of another name, by a link or two, is left as it was");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "pid");
	struct server *server =
	    server_start(&(struct setup) { .args = { "-p", path } });
	TAP_NUM(read_pid(path), server->pid, "the file holds the pid");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 69,
	    "forkcastd: cannot lock %s: another forkcastd runs with it", path);
	TAP_NUM(read_pid(path), server->pid, "nobody else gets the file");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	MUST(access(path, F_OK) == 0, "no stale file is left");
	server = server_start(&(struct setup) { .args = { "-p", path } });
	TAP_NUM(read_pid(path), server->pid, "a stale one is taken over");
	server_stop(server);
	TAP_OK(access(path, F_OK) != 0, "it is removed at the end");
	test_foreign(path);
	scratch_path(path, "no/directory/pid");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s: No such file or directory", path);
	PASS("a file that cannot be written is 73");
	return tap_done();
}
