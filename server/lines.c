/* A text file, line by line: see lines.h. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "arena.h"
#include "shared/buf.h"
#include "shared/io.h"

/* The longest line, one byte by which a longer one is known, and a NUL. */
#define ROOM (LINES_LONGEST + 2)

struct file {
	const char *name;
	int fd;
	bool ended;
	unsigned number; /* of the line */
	struct buf buf;
};

/* Null, or what is wrong. */
static const char *
take_line(struct file *file, size_t len, lines_take *take, void *reader)
{
	char *line = file->buf.data + file->buf.start;

	file->number++;
	if (len > LINES_LONGEST)
		return "the line is too long";
	if (memchr(line, '\0', len) != NULL)
		return "there is a NUL byte in it";
	/* The room behind the last line is kept for this. */
	if (line[len - 1] == '\n')
		line[len - 1] = '\0';
	else
		line[len] = '\0';
	return take(reader, line);
}

/* How long the line at the front is, with its LF; 0: more is to be read. */
static size_t
find_line(const struct file *file)
{
	const struct str text = buf_str(&file->buf);
	const char *lf = text.len > 0 ? memchr(text.at, '\n', text.len) : NULL;

	if (lf != NULL)
		return (size_t)(lf - text.at) + 1;
	return file->ended || text.len > LINES_LONGEST ? text.len : 0;
}

/* False if it cannot be read. */
static bool
read_more(struct file *file)
{
	char *room;
	const size_t size = buf_room(&file->buf, &room);
	const ssize_t count = io_read(file->fd, room, size);

	file->ended = count == 0;
	if (count > 0)
		buf_filled(&file->buf, (size_t)count);
	return count >= 0;
}

static bool
read_lines(
    struct file *file, lines_take *take, void *reader, struct trouble *why)
{
	while (!file->ended || buf_len(&file->buf) > 0) {
		const size_t len = find_line(file);
		if (len == 0 && !read_more(file))
			return trouble(why, EX_CONFIG, "cannot read %s: %s",
			    file->name, strerror(errno));
		if (len == 0)
			continue;
		const char *wrong = take_line(file, len, take, reader);
		if (wrong != NULL)
			return trouble(why, EX_CONFIG, "%s:%u: %s", file->name,
			    file->number, wrong);
		buf_drop(&file->buf, len);
	}
	return true;
}

/* Opens what can be read without waiting: a FIFO would stop the server. */
static bool
open_file(struct file *file, struct trouble *why)
{
	struct stat info;

	file->fd = open(file->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->fd == -1 || fstat(file->fd, &info) != 0)
		return trouble(why, errno == EACCES ? EX_NOPERM : EX_CONFIG,
		    "cannot open %s: %s", file->name, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return trouble(
		    why, EX_CONFIG, "cannot read %s: not a file", file->name);
	return true;
}

bool
lines_read(
    const char *name, lines_take *take, void *reader, struct trouble *why)
{
	struct file file = { .name = name, .fd = -1 };
	char *room = arena_alloc(ROOM);
	bool good;

	if (room == NULL)
		return trouble(why, EX_OSERR, "cannot read %s: %s", name,
		    strerror(ENOMEM));
	buf_init(&file.buf, room, ROOM - 1); /* but for the last NUL */
	good = open_file(&file, why) && read_lines(&file, take, reader, why);
	io_close(&file.fd);
	arena_free(room, ROOM);
	return good;
}
