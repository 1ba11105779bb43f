/* Files of "key value" lines: see keyfile.h. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io.h"

/* The longest line of a file, its LF included. */
#define LINE_SIZE 1024

/* What is being read, and for whom. */
struct reader {
	const char *path;
	keyfile_set *set;
	void *context;
	char *why;
};

/* Notes what is wrong and returns false, so that a function can end with it. */
__attribute__((format(printf, 2, 3))) static bool
fault(const struct reader *reader, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	if (vsnprintf(reader->why, KEYFILE_WHY, format, values) < 0)
		reader->why[0] = '\0';
	va_end(values);
	return false;
}

/* Ends the text where a comment or trailing white space begins. */
static void
trim(char *text)
{
	char *end = text;

	for (char *at = text; *at != '\0'; at++) {
		const bool blank = strchr(" \t\r\n", *at) != NULL;
		if (*at == '#' && (at == text || strchr(" \t", at[-1])))
			break;
		if (!blank)
			end = at + 1;
	}
	*end = '\0';
}

/* Returns null, or what is wrong with the line, of len bytes with its LF. */
static const char *
read_line(const struct reader *reader, char *line, size_t len)
{
	char *key = line + strspn(line, " \t");
	char *value;

	if (len >= LINE_SIZE)
		return "the line is too long";
	if (strlen(line) != len)
		return "there is a NUL byte in it";
	trim(key);
	if (*key == '\0')
		return NULL;
	value = key + strcspn(key, " \t");
	if (*value == '\0')
		return "a key and its value are wanted";
	*value++ = '\0';
	value += strspn(value, " \t");
	return reader->set(reader->context, key, value);
}

static bool
read_lines(const struct reader *reader, FILE *file)
{
	const char *wrong = NULL;
	unsigned number = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (wrong == NULL && (len = getline(&line, &size, file)) > 0) {
		wrong = read_line(reader, line, (size_t)len);
		number++;
	}
	free(line);
	if (wrong != NULL)
		return fault(reader, "%s:%u: %s", reader->path, number, wrong);
	if (ferror(file))
		return fault(reader, "cannot read %s: %s", reader->path,
		    strerror(errno));
	return true;
}

/* Opens what can be read without waiting: a FIFO would stop the program. */
static FILE *
open_file(const struct reader *reader)
{
	int fd = open(reader->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *file = NULL;
	struct stat info;

	if (fd == -1 || fstat(fd, &info) != 0)
		(void)fault(reader, "cannot open %s: %s", reader->path,
		    strerror(errno));
	else if (!S_ISREG(info.st_mode))
		(void)fault(reader, "cannot read %s: not a file", reader->path);
	else if ((file = fdopen(fd, "r")) == NULL)
		(void)fault(reader, "cannot read %s: %s", reader->path,
		    strerror(errno));
	if (file == NULL)
		io_close(&fd);
	return file;
}

bool
keyfile_read(
    const char *path, keyfile_set *set, void *context, char why[KEYFILE_WHY])
{
	const struct reader reader = { path, set, context, why };
	FILE *file = open_file(&reader);

	if (file == NULL)
		return false;
	const bool good = read_lines(&reader, file);
	(void)fclose(file); /* was only read */
	return good;
}
