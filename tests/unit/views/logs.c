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
write_lines(void)
{
	struct stat info;
	char path[2 * SCRATCH_PATH];

	begin("lines");
	MUST(stat(dir, &info) == 0 && (info.st_mode & 0777) == 0700,
	    "the directory is its owner's");
	MUST(add("\033[1msara\033[0m: hello") == NULL, "written");
	MUST(add("\xe2\x81\xa8\xd9\x85\xd9\x86\xe2\x81\xa9: a\033[38;5;1mb") ==
		NULL,
	    "written");
	MUST(add("") == NULL && add("a\nb\033") == NULL, "written");
	has("dev.log",
	    DATE "sara: hello\n" DATE "\xd9\x85\xd9\x86: ab\n" DATE "\n" DATE
		 "ab\n");
	path_of(path, "dev.log");
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600,
	    "the file is its owner's");
	MUST(add_to(VIEW_PERSON, "Dev", "private") == NULL, "written");
	MUST(add_to(VIEW_ALL, "", "all") == NULL, "written");
	MUST(add_to(VIEW_GROUP, "DEV", "x") == NULL, "written");
	has("@dev.log", DATE "private\n");
	has("+all.log", DATE "all\n");
	begin("lines");
	MUST(add("again") == NULL, "written");
	TAP_OK(strstr(words_of("dev.log"), "x\n" DATE "again\n") != NULL,
	    "what was there is kept");
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

static void
limit_files(rlim_t bytes)
{
	const struct rlimit limit = { bytes, RLIM_INFINITY };

	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "a limit");
}

/* Simulates a full disk by a limit on the size of files. */
static void
fill_disk(void)
{
	begin("full");
	(void)signal(SIGXFSZ, SIG_IGN);
	MUST(add("one") == NULL, "written");
	limit_files(
	    sizeof(DATE "one\t1795155243000000\n") + sizeof(DATE "tw") - 2);
	const char *told = add("two");
	limit_files(RLIM_INFINITY);
	is_told(told, strerror(ENOSPC));
	MUST(add_to(VIEW_GROUP, "ops", "elsewhere") == NULL, "written");
	has("ops.log", DATE "elsewhere\n");
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

static void
is_refused(const char *path, const char *ends)
{
	struct error why;

	MUST(!logs_begin(&logs, path, false, &why), "refused: %s", path);
	is_told(why.text, ends);
	TAP_OK(add("x") == NULL && logs.dir[0] == '\0', "nothing is written");
}

static void
need_a_directory(void)
{
	char path[SCRATCH_PATH + 8], longest[LOGS_DIR + 1];
	char path_in[2 * SCRATCH_PATH];
	struct error why;

	TAP_OK(logs_begin(&logs, NULL, false, &why), "none is none");
	TAP_OK(logs_begin(&logs, "", false, &why), "none is none");
	scratch_path(dir, "file");
	scratch_write(dir, "");
	is_refused(dir, strerror(ENOTDIR));
	(void)snprintf(path, sizeof(path), "%s/x/y", dir);
	is_refused(path, strerror(ENOTDIR));
	memset(longest, 'x', LOGS_DIR);
	longest[LOGS_DIR] = '\0';
	is_refused(longest, "too long: 512 bytes, limit 511");
	begin("gone");
	MUST(rmdir(dir) == 0, "removed");
	MUST(add("x") == NULL && add("y") == NULL, "it is made again");
	has("dev.log", DATE "x\n" DATE "y\n");
	path_of(path_in, "dev.log");
	MUST(unlink(path_in) == 0 && rmdir(dir) == 0, "removed");
	scratch_write(dir, "");
	now += LOGS_LOOK;
	is_told(add("z"), strerror(ENOTDIR));
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	write_lines();
	are_called();
	move_away();
	fill_disk();
	open_many();
	need_a_directory();
	logs_end(&logs);
	return tap_done();
}
