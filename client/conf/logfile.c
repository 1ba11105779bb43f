/* Opening a log: see logfile.h. */
#include "conf/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/restricted.h"
#include "shared/io.h"

/* Returns the reason why open failed, by errno. */
static const char *
why_not_opened(void)
{
	switch (errno) {
	case ELOOP:
		return "is a symbolic link";
	case ENXIO: /* a FIFO without a reader, or a socket */
		return "not a regular file";
	default:
		return strerror(errno);
	}
}

/* Returns null, or why the open file is not used. */
static const char *
why_not_ours(int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode))
		return "not a regular file";
	if (info.st_uid != geteuid())
		return "belongs to another user";
	return info.st_nlink == 1 ? NULL : "has another hard link";
}

/* Reads the bytes from there on into memory. Returns how many there are. */
static size_t
read_from(int fd, off_t from, char *text, size_t len)
{
	size_t got = 0;

	while (got < len) {
		const ssize_t count =
		    pread(fd, text + got, len - got, from + (off_t)got);
		if (count == -1 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		got += (size_t)count;
	}
	return got;
}

struct str
logfile_read(const char *path, size_t most, char **memory)
{
	struct str text = { NULL, 0 };
	struct stat info;
	size_t len;
	int fd = -1;

	*memory = NULL;
	if (!restricted())
		fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd != -1 && why_not_ours(fd) == NULL && fstat(fd, &info) == 0) {
		len = (uintmax_t)info.st_size < most ? (size_t)info.st_size :
						       most;
		*memory = malloc(len + 1);
		if (*memory != NULL)
			text = (struct str) { *memory,
				read_from(fd, info.st_size - (off_t)len,
				    *memory, len) };
		/* The first line may be cut. */
		if ((uintmax_t)info.st_size > most)
			(void)str_cut(&text, '\n');
	}
	io_close(&fd);
	return text;
}

bool
logfile_open(int *fd, const char *path, struct error *why)
{
	const int flags =
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const char *wrong;

	*fd = -1;
	if (restricted())
		return error_set(why, EX_NOPERM,
		    "cannot write to %s: " RESTRICTED_WHY, path);
	*fd = open(path, flags, 0600);
	wrong = *fd == -1 ? why_not_opened() : why_not_ours(*fd);
	if (wrong == NULL)
		return true;
	io_close(fd);
	return error_set(
	    why, EX_CANTCREAT, "cannot write to %s: %s", path, wrong);
}
