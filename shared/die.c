/* Ending a program that cannot go on: see die.h and error.h. */
#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

/* The prefix that marks an error for systemd's journal: sd-daemon(3). */
#define ERROR "<3>"

static struct {
	const char *program;
} names = { "forkcast" };

void
die_name(const char *program)
{
	names.program = program;
}

bool
die_goes_to_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat info;

	if (stream == NULL || fstat(fd, &info) != 0)
		return false;
	(void)snprintf(ours, sizeof(ours), "%llu:%llu",
	    (unsigned long long)info.st_dev,
	    (unsigned long long)info.st_ino); /* fits */
	return strcmp(stream, ours) == 0;
}

/*
 * Writes one line in one write, so that it stays whole among other programs'
 * lines.
 */
static void
die_say(const char *reason, const char *format, va_list values)
{
	char line[1024];

	if (vsnprintf(line, sizeof(line), format, values) < 0)
		line[0] = '\0';
	/* Without standard error there is nobody to tell. */
	(void)fprintf(stderr, "%s%s: %s%s%s\n",
	    die_goes_to_journal(STDERR_FILENO) ? ERROR : "", names.program,
	    line, reason != NULL ? ": " : "", reason != NULL ? reason : "");
}

void
die(int code, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	die_say(NULL, format, values);
	va_end(values);
	exit(code);
}

void
die_errno(int code, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list values;

	va_start(values, format);
	die_say(reason, format, values);
	va_end(values);
	exit(code);
}

void
complain(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	die_say(NULL, format, values);
	va_end(values);
}

bool
error_set(struct error *error, int code, const char *format, ...)
{
	va_list values;

	error->code = code;
	error->may_pass = false;
	va_start(values, format);
	if (vsnprintf(error->text, sizeof(error->text), format, values) < 0)
		error->text[0] = '\0';
	va_end(values);
	for (char *at = error->text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == '\177')
			*at = '?';
	return false;
}

bool
error_is_transient(struct error *error)
{
	error->may_pass = true;
	return false;
}

void
error_die(const struct error *error)
{
	die(error->code, "%s", error->text);
}
