/*
 * client/views/logs: each view has a file of its own for each day, whose lines
 * have the IDs of their events, and each once, however many clients write; one
 * that was moved away is made anew, and nothing is written through a link;
 * directories of servers are different.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/views/logs.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DAY "2026-11-20"

static struct logs logs;
static const struct view dev = {
	.kind = VIEW_GROUP, .name = "dev", .name_len = 3
};
static const struct view ops = {
	.kind = VIEW_GROUP, .name = "ops", .name_len = 3
};
static char dir[SCRATCH_PATH];
static usec id = 1795155243 * SEC; /* of the next event */

static void
begin(const char *name)
{
	struct error why;

	scratch_path(dir, name);
	logs = (struct logs) { 0 };
	(void)snprintf(logs.dir, sizeof(logs.dir), "%s", dir);
	MUST(logs_check(dir, &why), "it begins: %s", why.text);
}

static void
path_of(char path[2 * SCRATCH_PATH], const char *name)
{
	(void)snprintf(path, 2 * SCRATCH_PATH, "%s/%s", dir, name);
}

/* Is the line in the file? */
static void
has(const char *name, const char *line)
{
	static char text[4096];
	char path[2 * SCRATCH_PATH];

	path_of(path, name);
	FILE *file = fopen(path, "r");
	MUST(file != NULL, "%s is there", path);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	(void)fclose(file); /* it was only read */
	TAP_OK(strstr(text, line) != NULL, "%s has %s: %s", name, line, text);
}

/* Adds a line of the next event to a log. Null, or what is told. */
static const char *
add_to(const struct view *view, const char *text)
{
	static struct error why;
	const struct logs_entry entry = {
		.view = view, .id = id++, .styled = str_from(text)
	};

	return logs_add(&logs, &entry, &why) ? NULL : why.text;
}

static const char *
add(const char *text)
{
	return add_to(&dev, text);
}

static void
is_told(const char *told, const char *ends)
{
	const size_t len = strlen(ends);

	MUST(told != NULL, "a failure is told: %s", ends);
	TAP_OK(strlen(told) > len && !strcmp(told + strlen(told) - len, ends),
	    "\"%s\" ends so: %s", told, ends);
}

/* A link is not followed, and a failure is told once. */
static void
write_only_ours(void)
{
	char path[2 * SCRATCH_PATH], other[2 * SCRATCH_PATH];
	struct stat info;

	begin("moved");
	path_of(path, "dev." DAY ".log");
	path_of(other, "other");
	MUST(add("one") == NULL && rename(path, other) == 0, "moved away");
	MUST(symlink(other, path) == 0, "a link");
	is_told(add("two"), DAY ".log: is a symbolic link");
	MUST(add("three") == NULL, "told but once");
	MUST(unlink(path) == 0 && add("four") == NULL, "written");
	has("other", " one\t");
	has("dev." DAY ".log", " four\t");
	id--; /* the same event, as of a message of several lines */
	MUST(add("more") == NULL, "written");
	has("dev." DAY ".log", " more\t1795155243000003+2\n");
	id--;
	MUST(add_to(&ops, "more") == NULL, "written");
	has("ops." DAY ".log", "\t1795155243000003\n");
	MUST(stat(path, &info) == 0 && chmod(path, 0644) == 0 &&
		truncate(path, info.st_size - 1) == 0,
	    "a line is cut");
	MUST(add("five") == NULL, "written");
	has("dev." DAY ".log", "\n20");
	MUST(stat(path, &info) == 0 && (info.st_mode & 077) == 0, "for us");
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "a directory");
	is_told(add("five"), strerror(EISDIR));
}

/* Writes events of these times again, each of 2000 bytes. */
static void
repeat(usec first, usec end)
{
	static char text[2001];

	memset(text, 'a', sizeof(text) - 1);
	for (id = first; id < end;)
		MUST(add(text) == NULL, "written");
}

/*
 * What another client has written is not written again, also much later; and
 * one that was stopped within its write does not stop this one.
 */
static void
write_once(void)
{
	const usec first = id, end = id + 100;
	char path[2 * SCRATCH_PATH];
	struct stat once, twice;

	begin("once");
	path_of(path, "dev." DAY ".log");
	repeat(first, end);
	MUST(stat(path, &once) == 0, "written");
	logs = (struct logs) { 0 };
	(void)snprintf(logs.dir, sizeof(logs.dir), "%s", dir);
	repeat(end - 1, end);
	repeat(first, end);
	MUST(stat(path, &twice) == 0, "written");
	TAP_OK(once.st_size == twice.st_size, "each event is there once");
	const int holder = open(path, O_RDONLY | O_CLOEXEC);
	MUST(flock(holder, LOCK_EX) == 0, "it is held up");
	MUST(add("at last") == NULL && logs.held_up, "it waits");
	MUST(stat(path, &twice) == 0 && close(holder) == 0, "it is let go");
	TAP_OK(once.st_size < twice.st_size, "it does not wait for ever");
	MUST(add("at once") == NULL && !logs.held_up, "it has not waited");
	id += 24 * 60 * 60 * SEC;
	MUST(add("tomorrow") == NULL, "written");
	has("dev.2026-11-21.log", " tomorrow\t");
}

static void
name_servers(void)
{
	static const char *const rows[][2] = {
		{ "Work", "Work" },
		{ "127.0.0.1:1", "127.0.0.1:1" },
		{ "[::1]:1234", "%5B::1%5D:1234" },
		{ "/run/Forkcast/sock", "%2Frun%2FForkcast%2Fsock" },
		{ "..", "%2E." },
	};
	char room[256], small[16];

	for (size_t i = 0; i < COUNT(rows); i++) {
		logs_escape(str_from(rows[i][0]), room, sizeof(room));
		TAP_STR(str_from(room), str_from(rows[i][1]), "%s", room);
	}
	logs_escape(STR("////////"), small, sizeof(small));
	TAP_STR(str_from(small), STR("%2F%2F%2F%2F"), "it fits");
}

static void
name_views(void)
{
	static const struct {
		const char *file;
		bool person;
		const char *name;
	} rows[] = {
		{ "dev.2026-11-20.log", false, "dev" },
		{ "dev.2026-11-20.log", false, "DEV" },
		{ "@sara.2026-11-20.log", true, "sara" },
		{ "%2E.%2Fetc.2026-11-20.log", false, "../etc" },
		{ "%2Drf.2026-11-20.log", false, "-rf" },
		{ "%40a%25b.2026-11-20.log", false, "@a%b" },
		{ "dev-2.x_y.2026-11-20.log", false, "dev-2.x_y" },
	};
	char made[LOGS_NAME];

	for (size_t i = 0; i < COUNT(rows); i++) {
		logs_name(rows[i].person, str_from(rows[i].name), DAY, made);
		TAP_STR(str_from(made), str_from(rows[i].file), "%s", made);
	}
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	write_only_ours();
	write_once();
	name_servers();
	name_views();
	return tap_done();
}
