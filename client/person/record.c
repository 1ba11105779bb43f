/* The file in which a chat is written down: see record.h. */
#include "person/record.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/io.h"
#include "text/render.h"

/* Null, or why it is not opened. */
static const char *
why_not_opened(void)
{
	switch (errno) {
	case ELOOP:
		return "is a symbolic link";
	case ENXIO: /* a FIFO that nobody reads, or a socket */
		return "not a regular file";
	default:
		return strerror(errno);
	}
}

/* Null, or why nothing is written into what is open. */
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

bool
record_open(struct record *record, const char *path, struct error *why)
{
	const int flags =
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const char *wrong;

	record->fd = -1;
	if (path == NULL)
		return true;
	record->fd = open(path, flags, 0600);
	wrong = record->fd == -1 ? why_not_opened() : why_not_ours(record->fd);
	if (wrong == NULL)
		return true;
	record_close(record);
	return error_set(
	    why, EX_CANTCREAT, "cannot write to %s: %s", path, wrong);
}

bool
record_add(struct record *record, const struct command *line)
{
	const struct manner manner = {
		.stable = true,
		.times = true,
		.dates = true,
	};
	char memory[RENDER_ROOM];
	struct buf text;

	if (record->fd == -1 || line->rule->args[0] != ARG_ID)
		return true;
	buf_init(&text, memory, sizeof(memory));
	render_line(&text, line, &manner);
	if (io_write_all(record->fd, buf_str(&text).at, buf_len(&text)))
		return true;
	const int error = errno;
	record_close(record);
	errno = error;
	return false;
}

void
record_close(struct record *record)
{
	io_close(&record->fd);
}
