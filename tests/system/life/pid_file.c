/*
 * -p: the file contains the server's pid, and no other server takes it while
 * the server runs. A dead server's file is taken over. Read permission is not
 * enough to block it, and foreign files are not overwritten.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
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
	    "forkcastd: cannot lock %s: not a regular file, ...", path);
	MUST(unlink(path) == 0 && symlink(precious, path) == 0, "cannot link");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s: ...", path);
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "no FIFO");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot lock %s: not a regular file, ...", path);
	MUST(unlink(path) == 0 && stat(precious, &info) == 0, "it is gone");
	TAP_NUM(info.st_size, strlen("precious\n"),
	    "a file of another name, by a link or two, is left as it was");
}

/* Whoever could write to it later would say whom a signal is sent to. */
static void
test_owner(const char *path)
{
	char lock[SCRATCH_PATH + 8];
	const char *const files[] = { path, lock };

	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	for (size_t i = 0; geteuid() == 0 && i < COUNT(files); i++) {
		scratch_write(files[i], "");
		MUST(chown(files[i], OTHER, (gid_t)-1) == 0, "cannot chown");
		server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
		    "forkcastd: cannot lock %s: not a regular file, has other "
		    "hard links, or belongs to another user: ...",
		    files[i]);
		TAP_OK(access(files[i], F_OK) == 0, "it is left there");
		MUST(unlink(files[i]) == 0, "cannot remove it");
		TAP_OK(access(path, F_OK) != 0 && access(lock, F_OK) != 0,
		    "and nothing else is");
	}
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

/* In a child: has it locked for reading, once nobody has it for writing. */
static _Noreturn void
read_lock(const char *path, int ready, int end)
{
	struct flock whole = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char byte = 0;

	(void)alarm(3600); /* whatever becomes of the test */
	if (fd == -1 || !io_write_all(ready, &byte, 1) ||
	    fcntl(fd, F_SETLKW, &whole) != 0 || !io_write_all(ready, &byte, 1))
		_exit(1);
	(void)io_read(end, &byte, 1);
	_exit(0);
}

static void
test_reader(const char *path)
{
	const struct setup setup = { .args = { "-p", path } };
	struct server *server = server_start(&setup);
	int ready[2], end[2];
	char byte;
	pid_t child;

	MUST(pipe(ready) == 0 && pipe(end) == 0 &&
		fcntl(end[1], F_SETFD, FD_CLOEXEC) == 0,
	    "no pipes");
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0) {
		io_close(&end[1]);
		read_lock(path, ready[1], end[0]);
	}
	io_close(&ready[1]);
	io_close(&end[0]);
	MUST(io_read(ready[0], &byte, 1) == 1, "it cannot be read");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	MUST(io_read(ready[0], &byte, 1) == 1, "it was not locked");
	server = server_start(&setup);
	TAP_NUM(read_pid(path), server->pid, "a reader keeps nobody out");
	io_close(&end[1]);
	io_close(&ready[0]);
	MUST(waitpid(child, NULL, 0) == child, "no child");
	server_stop(server);
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
	    "forkcastd: cannot lock %s: in use by another forkcastd", path);
	TAP_NUM(read_pid(path), server->pid, "nobody else gets the file");
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
	test_reader(path);
	scratch_path(path, "no/directory/pid");
	server_refuses(&(struct setup) { .args = { "-p", path } }, 73,
	    "forkcastd: cannot create %s.lock: No such file or directory",
	    path);
	PASS("a file that cannot be written is 73");
	return tap_done();
}
