/* The user's files: see files.h. */
#include "system/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/disk.h"
#include "shared/io.h"

static struct {
	bool no_input;
	bool no_output;
} standard;

const char *
files_variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

bool
files_restricted(void)
{
	return files_variable(RESTRICTED_VARIABLE) != NULL;
}

bool
files_begin(void)
{
	standard.no_input = io_is_closed(STDIN_FILENO);
	standard.no_output = io_is_closed(STDOUT_FILENO);
	return io_open_standard();
}

void
files_need_input(void)
{
	if (standard.no_input)
		die(EX_IOERR, "standard input is closed");
}

void
files_need_output(void)
{
	if (standard.no_output)
		die(EX_IOERR, "standard output is closed");
}

bool
files_should_report(void)
{
	return errno != EPIPE;
}

void
files_complain(void)
{
	if (files_should_report())
		complain(STANDARD_FAILED, strerror(errno));
}

void
files_find(char *path, size_t size, const char *variable, const char *home,
    const char *name)
{
	const char *base = files_variable(variable);
	const char *user = files_variable("HOME");
	int len = 0;

	/* XDG says that a path which is not absolute is ignored. */
	if (base != NULL && base[0] == '/')
		len = snprintf(path, size, "%s/forkcast/%s", base, name);
	else if (user != NULL)
		len =
		    snprintf(path, size, "%s/%s/forkcast/%s", user, home, name);
	if (len <= 0 || (size_t)len >= size)
		path[0] = '\0';
}

bool
files_make_above(char *path)
{
	for (char *at = strchr(path + 1, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		const int error =
		    mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
		if (error != 0 && access(path, X_OK) != 0) {
			errno = error; /* why it is not there */
			return false;
		}
		*at = '/';
	}
	return true;
}

/*
 * Returns null, or why we may neither replace that file nor append to it: it is
 * not a regular file of ours with a single name.
 */
static const char *
why_not_ours(const struct stat *info)
{
	if (!S_ISREG(info->st_mode))
		return "not a regular file";
	if (info->st_uid != geteuid())
		return "belongs to another user";
	return info->st_nlink == 1 ? NULL : "has another hard link";
}

/* Gives the new file the old one's mode and group. */
static bool
set_mode(int fd, const struct stat *old)
{
	struct stat info;
	mode_t mode = old->st_mode & 07777;

	if (fstat(fd, &info) != 0)
		return false;
	if (info.st_gid != old->st_gid && fchown(fd, (uid_t)-1, old->st_gid))
		mode &= ~(mode_t)070;
	return fchmod(fd, mode) == 0;
}

bool
files_replace(
    const char *path, const char *data, size_t len, const struct stat *old)
{
	char made[REPLACE_PATH + sizeof(".XXXXXX")];
	const int size = snprintf(made, sizeof(made), "%s.XXXXXX", path);
	int file = -1;

	errno = ENAMETOOLONG;
	if (size > 0 && (size_t)size < sizeof(made))
		file = mkstemp(made);
	if (file == -1)
		return false;
	const bool good = fcntl(file, F_SETFD, FD_CLOEXEC) != -1 &&
	    (old == NULL || set_mode(file, old)) &&
	    io_write_all(file, data, len) && fsync(file) == 0 &&
	    rename(made, path) == 0;
	const int error = errno;
	if (good)
		(void)disk_sync_name(AT_FDCWD, path); /* does no harm */
	else
		(void)unlink(made);
	io_close(&file);
	errno = error;
	return good;
}

struct str
files_read(const char *path, size_t most, char **memory)
{
	struct str text = { NULL, 0 };
	struct stat info;
	ssize_t count = 0;
	size_t len;
	int fd = -1;

	*memory = NULL;
	if (!files_restricted())
		fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd != -1 && fstat(fd, &info) == 0 && why_not_ours(&info) == NULL) {
		len = (uintmax_t)info.st_size < most ? (size_t)info.st_size :
						       most;
		*memory = malloc(len + 1);
		if (*memory != NULL)
			count = disk_read(
			    fd, (uint64_t)info.st_size - len, *memory, len);
		if (count > 0)
			text = (struct str) { *memory, (size_t)count };
		/* The first line may be cut. */
		if ((uintmax_t)info.st_size > most)
			(void)str_cut(&text, '\n');
	}
	io_close(&fd);
	return text;
}

/*
 * Makes a file of ours readable for its owner alone, and ends a line that a
 * full disk has cut. Returns null, or what is wrong.
 */
static const char *
prepare(int fd)
{
	struct stat info;
	char last;

	if (fstat(fd, &info) != 0)
		return strerror(errno);
	const char *wrong = why_not_ours(&info);
	if (wrong != NULL)
		return wrong;
	if ((info.st_mode & 077) != 0 && fchmod(fd, info.st_mode & 0700) != 0)
		return strerror(errno);
	if (info.st_size > 0 && pread(fd, &last, 1, info.st_size - 1) == 1 &&
	    last != '\n' && io_write(fd, "\n", 1) != 1)
		return strerror(ENOSPC);
	return NULL;
}

bool
files_open_log(int *fd, const char *path, struct error *why)
{
	const int flags =
	    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const char *wrong;

	*fd = -1;
	if (files_restricted())
		return error_set(why, EX_NOPERM,
		    "cannot write to %s: " RESTRICTED_WHY, path);
	*fd = open(path, flags, 0600);
	if (*fd != -1)
		wrong = prepare(*fd);
	else if (errno == ELOOP)
		wrong = "is a symbolic link";
	else if (errno == ENXIO) /* a socket */
		wrong = "not a regular file";
	else
		wrong = strerror(errno);
	if (wrong == NULL)
		return true;
	io_close(fd);
	return error_set(
	    why, EX_CANTCREAT, "cannot write to %s: %s", path, wrong);
}
