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

/* A file being read. */
struct reader {
	const struct keyfile *file;
	struct error *why;
	int fd;
	bool ended;
	unsigned number; /* of the line */
	struct buf buf;
	char fault[64];
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_white(char c)
{
	return is_blank(c) || c == '\r' || c == '\n';
}

/* Returns how many bytes at the front are blank or, if !blank, are not. */
static size_t
span(struct str text, bool blank)
{
	size_t len = 0;

	while (len < text.len && is_blank(text.at[len]) == blank)
		len++;
	return len;
}

static struct str
behind(struct str text, size_t len)
{
	return (struct str) { text.at + len, text.len - len };
}

static bool
is_among(const char *const *keys, struct str key)
{
	while (keys != NULL && *keys != NULL && !str_eq(key, str_from(*keys)))
		keys++;
	return keys != NULL && *keys != NULL;
}

/*
 * Returns the text without a comment and without the white space around it. A #
 * begins a comment at the front of a line or after white space, depending on
 * the key.
 */
static struct str
trim(struct str text, const struct keyfile_signs *signs, struct str key)
{
	const bool none = is_among(signs->whole, key);
	const bool spaced = is_among(signs->groups, key);
	struct str trimmed = { text.at, 0 };

	for (size_t i = 0; i < text.len; i++) {
		const bool may_be = text.at[i] == '#' && !none &&
		    (i == 0 || is_blank(text.at[i - 1]));
		if (may_be &&
		    (!spaced || i + 1 == text.len || is_white(text.at[i + 1])))
			break;
		if (!is_white(text.at[i]))
			trimmed.len = i + 1;
	}
	return trimmed;
}

struct keyfile_line
keyfile_split(struct str line, const struct keyfile_signs *signs)
{
	(void)str_skip(&line, STR("\xef\xbb\xbf")); /* an editor's U+FEFF */
	line = behind(line, span(line, true));
	const struct str word = { line.at, span(line, false) };
	line = trim(line, signs, word);
	const struct str key = { line.at, span(line, false) };
	const struct str rest = behind(line, key.len);
	return (struct keyfile_line) { key, behind(rest, span(rest, true)) };
}

/*
 * Takes the line of len bytes at the front, and splits it in place. Returns
 * null, or what is wrong.
 */
static const char *
keyfile_take_line(struct reader *reader, size_t len)
{
	const struct keyfile *file = reader->file;
	char *text = reader->buf.data + reader->buf.start, *key, *value;
	const bool has_end = text[len - 1] == '\n';
	struct keyfile_line line;

	reader->number++;
	if (len + !has_end > KEYFILE_LONGEST)
		return "line too long";
	if (memchr(text, '\0', len) != NULL)
		return "line contains a NUL byte";
	line =
	    keyfile_split((struct str) { text, len - has_end }, &file->signs);
	if (line.key.len == 0)
		return NULL;
	key = text + (line.key.at - text);
	value = text + (line.value.at - text);
	key[line.key.len] = '\0';
	if (line.value.len > 0) {
		/* After the last line there is room for this NUL. */
		value[line.value.len] = '\0';
		return file->set(file->context, key, value);
	}
	(void)snprintf(reader->fault, sizeof(reader->fault),
	    "%.40s: missing value", key); /* fits */
	return reader->fault;
}

/*
 * Returns the length of the line at the front, including its LF; 0: read more
 * first.
 */
static size_t
find_line(const struct reader *reader)
{
	const struct str text = buf_str(&reader->buf);
	const char *lf = text.len > 0 ? memchr(text.at, '\n', text.len) : NULL;

	if (lf != NULL)
		return (size_t)(lf - text.at) + 1;
	return reader->ended || text.len > KEYFILE_LONGEST ? text.len : 0;
}

/* Reads more; false if that fails. */
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
		const char *wrong = keyfile_take_line(reader, len);
		if (wrong != NULL)
			return error_set(reader->why, EX_CONFIG, "%s:%u: %s",
			    path, reader->number, wrong);
		buf_drop(&reader->buf, len);
	}
	return true;
}

/* Opens the file, if it can be read without waiting: a FIFO would block. */
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

	/* One byte is kept for the last NUL. */
	buf_init(&reader.buf, file->room, KEYFILE_ROOM - 1);
	const bool good = open_file(&reader) && read_lines(&reader);
	io_close(&reader.fd);
	return good;
}
