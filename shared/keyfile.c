/* Files of "key value" lines: see keyfile.h. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "buf.h"
#include "io.h"

/* A file that is being read. */
struct reader {
	const struct keyfile *file;
	struct error *why;
	int fd;
	bool ended;
	unsigned number; /* of the line */
	struct buf buf;
	char fault[64];
};

/* Ends the text where a comment, if there may be one, or white space begins. */
static void
trim(char *text, bool comment)
{
	char *end = text;

	for (char *at = text; *at != '\0'; at++) {
		const bool blank = strchr(" \t\r\n", *at) != NULL;
		if (comment && *at == '#' &&
		    (at == text || strchr(" \t", at[-1])))
			break;
		if (!blank)
			end = at + 1;
	}
	*end = '\0';
}

/* Does the line begin with the key whose value is all of its rest? */
static bool
is_whole(const struct keyfile *file, const char *line)
{
	const size_t len = strcspn(line, " \t");

	return file->whole != NULL && strlen(file->whole) == len &&
	    memcmp(line, file->whole, len) == 0;
}

/* Without control characters, for terminals. */
static const char *
no_value(struct reader *reader, const char *key)
{
	(void)snprintf(reader->fault, sizeof(reader->fault),
	    "%.40s: missing value", key); /* fits */
	for (char *at = reader->fault; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == '\177')
			*at = '?';
	return reader->fault;
}

/* Cuts a line apart. Null, or what is wrong. */
static const char *
split(struct reader *reader, char *line)
{
	const struct keyfile *file = reader->file;
	char *key = line + strspn(line, " \t");
	char *value;

	trim(key, !is_whole(file, key));
	if (*key == '\0')
		return NULL;
	value = key + strcspn(key, " \t");
	if (*value == '\0')
		return no_value(reader, key);
	*value++ = '\0';
	value += strspn(value, " \t");
	return file->set(file->context, key, value);
}

/* Null, or what is wrong with the line at the front, of len bytes. */
static const char *
take_line(struct reader *reader, size_t len)
{
	char *line = reader->buf.data + reader->buf.start;
	const bool has_end = line[len - 1] == '\n';

	reader->number++;
	if (len + !has_end > KEYFILE_LONGEST)
		return "line too long";
	if (memchr(line, '\0', len) != NULL)
		return "line contains a NUL byte";
	/* The room behind the last line is kept for this. */
	if (has_end)
		line[len - 1] = '\0';
	else
		line[len] = '\0';
	return split(reader, line);
}

/* How long the line at the front is, with its LF; 0: more is to be read. */
static size_t
find_line(const struct reader *reader)
{
	const struct str text = buf_str(&reader->buf);
	const char *lf = text.len > 0 ? memchr(text.at, '\n', text.len) : NULL;

	if (lf != NULL)
		return (size_t)(lf - text.at) + 1;
	return reader->ended || text.len > KEYFILE_LONGEST ? text.len : 0;
}

/* False if it cannot be read. */
static bool
read_more(struct reader *reader)
{
	char *room;
	const size_t size = buf_room(&reader->buf, &room);
	const ssize_t count = io_read(reader->fd, room, size);

	reader->ended = count == 0;
	if (count > 0)
		buf_filled(&reader->buf, (size_t)count);
	return count >= 0;
}

static bool
read_lines(struct reader *reader)
{
	const char *path = reader->file->path;

	while (!reader->ended || buf_len(&reader->buf) > 0) {
		const size_t len = find_line(reader);
		if (len == 0 && !read_more(reader))
			return error_set(reader->why, EX_CONFIG,
			    "cannot read %s: %s", path, strerror(errno));
		if (len == 0)
			continue;
		const char *wrong = take_line(reader, len);
		if (wrong != NULL && wrong[0] == '\0')
			return false;
		if (wrong != NULL)
			return error_set(reader->why, EX_CONFIG, "%s:%u: %s",
			    path, reader->number, wrong);
		buf_drop(&reader->buf, len);
	}
	return true;
}

/* Opens what can be read without waiting: a FIFO would stop the program. */
static bool
open_file(struct reader *reader)
{
	const char *path = reader->file->path;
	struct stat info;

	reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (reader->fd == -1 || fstat(reader->fd, &info) != 0)
		return error_set(reader->why,
		    errno == EACCES ? EX_NOPERM : EX_CONFIG,
		    "cannot open %s: %s", path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return error_set(reader->why, EX_CONFIG,
		    "cannot read %s: not a regular file", path);
	return true;
}

bool
keyfile_read(const struct keyfile *file, struct error *why)
{
	struct reader reader = { .file = file, .why = why, .fd = -1 };

	/* But for the last NUL. */
	buf_init(&reader.buf, file->room, KEYFILE_ROOM - 1);
	const bool good = open_file(&reader) && read_lines(&reader);
	io_close(&reader.fd);
	return good;
}
