/* The private directory of a test program: see scratch.h. */
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "must.h"
#include "shared/io.h"

/* Directories that remove_all may hold open at once. */
#define OPEN_AT_ONCE 8

static struct {
	char path[SCRATCH_PATH / 2]; /* empty until it is made */
	pid_t owner; /* a forked child that exits leaves it alone */
} scratch;

static int
remove_one(
    const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void
remove_all(void)
{
	if (getpid() != scratch.owner)
		return;
	if (nftw(scratch.path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS))
		tap_note("cannot remove %s", scratch.path);
}

/*
 * A server that root starts becomes nobody, who then needs what is there, or
 * stays root, if neither is permitted.
 */
void
scratch_give(const char *path)
{
	const struct passwd *nobody =
	    geteuid() == 0 ? getpwnam("nobody") : NULL;

	MUST(nobody == NULL ||
		chown(path, nobody->pw_uid, nobody->pw_gid) == 0 ||
		errno == EPERM,
	    "cannot give %s to nobody: %s", path, strerror(errno));
}

static void
make(void)
{
	const char *parent = getenv("TMPDIR");
	const int len = snprintf(scratch.path, sizeof(scratch.path),
	    "%s/XXXXXX", parent != NULL ? parent : "/tmp");

	MUST(len > 0 && (size_t)len < sizeof(scratch.path),
	    "TMPDIR is too long for the path of a UNIX socket");
	MUST(mkdtemp(scratch.path) != NULL, "cannot make %s: %s", scratch.path,
	    strerror(errno));
	scratch_give(scratch.path);
	/* Servers have their control sockets here, also those of a script. */
	MUST(
	    setenv("RUNTIME_DIRECTORY", scratch.path, 1) == 0, "out of memory");
	scratch.owner = getpid();
	MUST(atexit(remove_all) == 0, "no room for atexit");
}

void
scratch_path(char path[SCRATCH_PATH], const char *name)
{
	if (scratch.path[0] == '\0')
		make();
	const int len =
	    snprintf(path, SCRATCH_PATH, "%s/%s", scratch.path, name);
	MUST(len > 0 && len < SCRATCH_PATH, "%s is too long a name", name);
}

void
scratch_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd != -1 && io_write_all(fd, text, strlen(text)),
	    "cannot write %s: %s", path, strerror(errno));
	io_close(&fd);
	scratch_give(path);
}

int
scratch_nameless(void)
{
	const char *parent = getenv("TMPDIR");
	char path[SCRATCH_PATH];
	const int len = snprintf(path, sizeof(path), "%s/forkcast-XXXXXX",
	    parent != NULL ? parent : "/tmp");

	MUST(len > 0 && (size_t)len < sizeof(path), "TMPDIR is too long");
	const int fd = mkstemp(path);
	MUST(fd != -1 && unlink(path) == 0, "cannot make %s: %s", path,
	    strerror(errno));
	return fd;
}
