/*
 * client/views/logs: each view has a file of its own, for its owner alone;
 * lines are appended with date and time, and without styles; a file that was
 * moved away is made anew; what cannot be written is told once, and tried
 * again; nothing is written through a link.
 */
#include "client/views/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/views/logs_text.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

/* 2026-11-20 07:14:03 an hour east of Greenwich */
#define THEN (1795155243 * SEC)
#define DATE "2026-11-20 07:14:03 "

static struct logs logs;
static char dir[SCRATCH_PATH];
static usec now = 1000 * SEC;
static usec id = THEN; /* of the next event */

static void
begin(const char *name)
{
	struct error why;

	scratch_path(dir, name);
	MUST(logs_begin(&logs, dir, false, &why), "it begins: %s", why.text);
}

static void
path_of(char path[2 * SCRATCH_PATH], const char *name)
{
	(void)snprintf(path, 2 * SCRATCH_PATH, "%s/%s", dir, name);
}

/* The whole file, ended by NUL. */
static const char *
content(const char *name)
{
	static char text[4096];
	char path[2 * SCRATCH_PATH];

	path_of(path, name);
	const int fd = open(path, O_RDONLY);
	MUST(fd != -1, "%s: %s", path, strerror(errno));
	const ssize_t count = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	MUST(count >= 0, "%s is read", path);
	text[count] = '\0';
	return text;
}

/* Returns the content of the log without the IDs of its lines. */
static const char *
words_of(const char *name)
{
	static char text[4096];
	size_t len = 0;
	bool in_id = false;

	for (const char *from = content(name); *from != '\0'; from++) {
		in_id = *from == '\t' || (in_id && *from != '\n');
		if (!in_id)
			text[len++] = *from;
	}
	text[len] = '\0';
	return text;
}

static void
has(const char *name, const char *want)
{
	TAP_STR(str_from(words_of(name)), str_from(want), "%s", name);
}

/* Null, or what is told. */
static const char *
add_to(enum view_kind kind, const char *view, const char *text)
{
	static struct error why;

	const struct logs_entry entry = { .kind = kind,
		.name = str_from(view),
		.id = id,
		.styled = str_from(text) };

	id++;
	return logs_add(&logs, &entry, now, &why) ? NULL : why.text;
}

static const char *
add(const char *text)
{
	return add_to(VIEW_GROUP, "dev", text);
}

static void
is_told(const char *told, const char *ends)
{
	const size_t len = strlen(ends);

	MUST(told != NULL, "a failure is told: %s", ends);
	TAP_OK(strlen(told) > len && !strcmp(told + strlen(told) - len, ends),
	    "\"%s\" ends so: %s", told, ends);
}

static void
is_called(enum view_kind kind, const char *view, const char *want)
{
	char name[LOGS_NAME];

	logs_name(kind, str_from(view), name);
	TAP_STR(str_from(name), str_from(want), "%s", want);
}

static void
are_called(void)
{
	char name[LIMIT_GROUP + 1];

	is_called(VIEW_GROUP, "Dev-2.x_y", "dev-2.x_y.log");
	is_called(VIEW_GROUP, "../etc", "%2E.%2Fetc.log");
	is_called(VIEW_GROUP, "-rf", "%2Drf.log");
	is_called(VIEW_GROUP, "@a%b", "%40a%25b.log");
	is_called(VIEW_GROUP, "+all", "%2Ball.log");
	is_called(VIEW_GROUP, "\xc3\xa9", "\xc3\xa9.log");
	is_called(VIEW_PERSON, "Sara", "@sara.log");
	is_called(VIEW_ALL, "", "+all.log");
	memset(name, '/', LIMIT_GROUP);
	name[LIMIT_GROUP] = '\0';
	char longest[LOGS_NAME];
	logs_name(VIEW_PERSON, str_from(name), longest);
	TAP_NUM(strlen(longest), 3 * LIMIT_GROUP + 5, "none is cut");
}

/* As logrotate does it. */
static void
move_away(void)
{
	char from[2 * SCRATCH_PATH], to[2 * SCRATCH_PATH];

	begin("moved");
	path_of(from, "dev.log");
	path_of(to, "dev.log.1");
	MUST(add("one") == NULL, "written");
	MUST(rename(from, to) == 0, "moved away");
	now += LOGS_LOOK;
	MUST(add("two") == NULL, "written");
	has("dev.log.1", DATE "one\n");
	has("dev.log", DATE "two\n");
	MUST(unlink(from) == 0, "removed");
	now += LOGS_LOOK;
	MUST(add("three") == NULL, "written");
	has("dev.log", DATE "three\n");
	/* A link to what it was is not followed. */
	MUST(rename(from, to) == 0 && symlink(to, from) == 0, "a link");
	now += LOGS_LOOK;
	is_told(add("four"), "dev.log: is a symbolic link");
	MUST(add("five") == NULL, "told but once");
	MUST(unlink(from) == 0, "the link is gone");
	MUST(add("six") == NULL, "written");
	has("dev.log.1", DATE "three\n");
	has("dev.log", DATE "six\n");
	MUST(unlink(from) == 0 && mkdir(from, 0700) == 0, "a directory");
	now += LOGS_LOOK;
	is_told(add("nine"), strerror(EISDIR));
}

static int
open_files(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

static void
open_many(void)
{
	begin("many");
	const int before = open_files();
	char name[32];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3 * LOGS_OPEN; i++, now++) {
			(void)snprintf(name, sizeof(name), "g%d", i);
			MUST(add_to(VIEW_GROUP, name, name) == NULL,
			    "written: %s", name);
			MUST(open_files() <= before + LOGS_OPEN,
			    "%d files are open", open_files());
		}
	}
	has("g7.log", DATE "g7\n" DATE "g7\n");
	logs_end(&logs);
	TAP_NUM(open_files(), before, "all are closed");
	TAP_OK(add("nowhere") == NULL, "no log, no failure");
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	are_called();
	move_away();
	open_many();
	logs_end(&logs);
	return tap_done();
}
