/*
 * -p: the file contains the server's pid. A dead server's file is taken over;
 * foreign files are not overwritten.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/scratch.h"
#include "tests/lib/server.h"

#define OTHER 12345 /* a user who is nobody here */

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

/* A foreign file in its place is not overwritten. */
static void
test_foreign(const char *path)
{
	char precious[SCRATCH_PATH];
	struct stat info;

	scratch_path(precious, "precious");
	scratch_write(precious, "precious\n");
	MUST(link(precious, path) == 0, "cannot link");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot write to %s: not a regular file, ...", path);
	MUST(unlink(path) == 0 && symlink(precious, path) == 0, "cannot link");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s: ...", path);
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "no FIFO");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot write to %s: not a regular file, ...", path);
	MUST(unlink(path) == 0 && stat(precious, &info) == 0, "it is gone");
	TAP_NUM(info.st_size, strlen("precious\n"),
	    "a file of another name, by a link or two, is left as it was");
}

/* Whoever could write to it later would say whom a signal is sent to. */
static void
test_owner(const char *path)
{
	if (geteuid() != 0)
		return;
	scratch_write(path, "");
	MUST(chown(path, OTHER, (gid_t)-1) == 0, "cannot chown");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot write to %s: not a regular file, has other "
	    "hard links, or belongs to another user: ...",
	    path);
	TAP_OK(access(path, F_OK) == 0, "it is left there");
	MUST(unlink(path) == 0, "cannot remove it");
}

/* A mistake in the command line does not cost the configuration. */
static void
test_content(const char *path)
{
	static const char *const texts[] = { "group 1\n", "12 \n", "1\n2\n",
		"\n", "123456789012345678901234567890\n" };
	char text[64] = "";
	FILE *file;

	for (size_t i = 0; i < COUNT(texts); i++) {
		scratch_write(path, texts[i]);
		MUST(chown(path, geteuid(), (gid_t)-1) == 0, "cannot chown");
		server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
		    "forkcastd: cannot write to %s: it contains something "
		    "other "
		    "than a process ID: ...",
		    path);
		file = fopen(path, "r");
		MUST(file != NULL, "it is gone");
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		(void)fclose(file);
		TAP_STR(str_from(text), str_from(texts[i]), "it stays");
	}
	MUST(unlink(path) == 0, "cannot remove it");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "pid");
	struct server *server =
	    server_start(&(struct setup) { .args = { "-p", path } });
	TAP_NUM(read_pid(path), server->pid, "the file holds the pid");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	MUST(access(path, F_OK) == 0, "no stale file is left");
	server = server_start(&(struct setup) { .args = { "-p", path } });
	TAP_NUM(read_pid(path), server->pid, "a stale one is taken over");
	server_stop(server);
	TAP_OK(access(path, F_OK) != 0, "it is removed at the end");
	test_foreign(path);
	test_owner(path);
	test_content(path);
	scratch_path(path, "no/directory/pid");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s: No such file or directory", path);
	PASS("a file that cannot be written is 73");
	return tap_done();
}
