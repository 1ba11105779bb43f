/*
 * server/accept/listen and server/base/system/files where somebody else may
 * write to the directory too, and swaps what is there for something else at the
 * worst moment: between two calls, which here stand in for libc's own.
 */
#define _DEFAULT_SOURCE /* syscall */
#include "server/accept/listen.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/base/log/log.h"
#include "server/base/loop/watch.h"
#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

#define FDS 200

static struct {
	char directory[SCRATCH_PATH]; /* shared with the neighbour */
	char aside[SCRATCH_PATH]; /* where that can be moved to */
	char path[SCRATCH_PATH]; /* of the socket in there */
	char lock[SCRATCH_PATH];
	char victim[SCRATCH_PATH]; /* a directory with such names in it */
	char precious[SCRATCH_PATH]; /* the socket's name there */
	char guard[SCRATCH_PATH]; /* the lock's */
	void (*behind_bind)(void);
	void (*behind_connect)(void);
	struct error why;
} test;

#ifdef SYS_bind
static void
strike(void (**stroke)(void))
{
	void (*now)(void) = *stroke;

	*stroke = NULL;
	if (now != NULL)
		now();
}

int
bind(int fd, const struct sockaddr *to, socklen_t len)
{
	const int result = (int)syscall(SYS_bind, fd, to, len);

	strike(&test.behind_bind);
	return result;
}

int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	const int result = (int)syscall(SYS_connect, fd, to, len);

	strike(&test.behind_connect);
	return result;
}
#endif

static bool
listen_there(void)
{
	char *at[] = { test.path };
	const struct config_list list = { .at = at, .count = 1 };

	test.why = (struct error) { 0 };
	return listen_to(&list, &test.why);
}

static mode_t
mode_of(const char *path)
{
	struct stat info;

	MUST(lstat(path, &info) == 0, "there is no %s", path);
	return info.st_mode & 07777;
}

static bool
exists(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

/* The neighbour has a link in the place of the socket. */
static void
swap_socket(void)
{
	MUST(unlink(test.path) == 0 && symlink(test.precious, test.path) == 0,
	    "cannot swap the socket");
}

/* Puts another directory in the place of the first. */
static void
swap_directory(void)
{
	MUST(rename(test.directory, test.aside) == 0 &&
		symlink(test.victim, test.directory) == 0,
	    "cannot swap the directory");
}

static void
swap_back(void)
{
	MUST(unlink(test.directory) == 0 &&
		rename(test.aside, test.directory) == 0,
	    "cannot swap the directory back");
	(void)unlink(test.path); /* what is left of it */
	(void)unlink(test.lock);
}

static void
changes_nothing_else(void)
{
	test.behind_bind = swap_socket;
	TAP_OK(
	    !listen_there(), "a link in the socket's place: %s", test.why.text);
	TAP_NUM(mode_of(test.precious), 0600, "what it leads to is as it was");
	TAP_OK(exists(test.path), "and the link is not ours to remove");
	listen_close();
	(void)unlink(test.path);
}

static void
removes_nothing_else(void)
{
	MUST(listen_there(), "%s", test.why.text);
	swap_directory();
	listen_close();
	TAP_OK(exists(test.precious) && exists(test.guard),
	    "another directory in the place of the socket's: nothing there is "
	    "removed at the end");
	swap_back();
	MUST(listen_there(), "%s", test.why.text);
	MUST(unlink(test.path) == 0, "cannot remove %s", test.path);
	scratch_write(test.path, "dear diary");
	listen_close();
	TAP_OK(exists(test.path), "nor a file that is there instead");
	(void)unlink(test.path);
}

/* A socket file that nobody listens on, as a crash leaves it. */
static void
leave_stale(void)
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(addr_parse(&addr, test.path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "cannot make a socket");
	io_close(&fd);
}

static void
takes_over_nothing_else(void)
{
	leave_stale();
	test.behind_connect = swap_directory;
	(void)listen_there();
	TAP_OK(exists(test.precious),
	    "another directory while a stale socket is looked at: nothing "
	    "there is removed");
	listen_close();
	swap_back();
}

/* Whoever wants a lock gets no other file by it. */
static void
locks_nothing_else(void)
{
	int fd;

	MUST(symlink(test.precious, test.lock) == 0, "cannot link");
	TAP_OK(file_lock(test.lock, geteuid()) == -1, "no lock through a link");
	MUST(unlink(test.lock) == 0 && link(test.precious, test.lock) == 0,
	    "cannot link");
	TAP_OK(file_lock(test.lock, geteuid()) == -1,
	    "nor of a file that has another name");
	MUST(unlink(test.lock) == 0 && mkfifo(test.lock, 0600) == 0,
	    "cannot make a FIFO");
	TAP_OK(file_lock(test.lock, geteuid()) == -1, "nor of a FIFO");
	MUST(unlink(test.lock) == 0, "cannot remove it");
	fd = file_lock(test.lock, geteuid());
	TAP_OK(fd != -1, "but of a file of its own");
	io_close(&fd);
}

static void
make_places(void)
{
	scratch_path(test.directory, "shared");
	scratch_path(test.aside, "aside");
	scratch_path(test.path, "shared/socket");
	scratch_path(test.lock, "shared/socket.lock");
	scratch_path(test.victim, "victim");
	scratch_path(test.precious, "victim/socket");
	scratch_path(test.guard, "victim/socket.lock");
	MUST(mkdir(test.directory, 0700) == 0 && mkdir(test.victim, 0700) == 0,
	    "cannot make directories");
	scratch_write(test.precious, "precious\n");
	scratch_write(test.guard, "precious too\n");
	MUST(chmod(test.precious, 0600) == 0, "cannot change a mode");
}

int
main(void)
{
#ifndef SYS_bind
	tap_skip("needs bind(2) and connect(2) as calls of their own");
#endif
	MUST(io_open_standard() && modules_init(), "no memory");
	make_places();
	changes_nothing_else();
	removes_nothing_else();
	takes_over_nothing_else();
	locks_nothing_else();
	return tap_done();
}
