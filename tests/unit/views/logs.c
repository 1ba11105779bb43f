/*
 * client/views/logs: each view has a file of its own, whose lines have the IDs
 * of their events; whatever a file contains, only such lines are read from it;
 * one that was moved away is made anew, and nothing is written through a link;
 * directories of servers are different.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/views/logs.h"
#include "client/views/logs_text.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DATE "2026-11-20 07:14:03 "
#define ID "1795155243000000"

static struct logs logs;
static char dir[SCRATCH_PATH];
static usec now = 1000 * SEC;
static usec id = 1795155243 * SEC; /* of the next event */
static char heard[4096]; /* the records that were read */

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

/* Notes a record as "ID+2 text;". */
static void
hear(const struct logs_record *record)
{
	const size_t len = strlen(heard);

	(void)snprintf(heard + len, sizeof(heard) - len, "%s%llu+%zu %.*s;",
	    record->replaces ? "=" : "", (unsigned long long)record->id,
	    record->nth, (int)record->text.len, record->text.at);
}

static void
is_heard(const char *want)
{
	struct logs_list list;

	heard[0] = '\0';
	logs_read(&logs, VIEW_GROUP, STR("dev"), LOGS_TAIL, &list);
	for (size_t i = 0; i < list.count; i++)
		hear(&list.record[i]);
	logs_list_free(&list);
	TAP_STR(str_from(heard), str_from(want), "%s", want);
}

static void
parse(void)
{
	static const struct {
		struct str line;
		const char *heard; /* null: it is no record */
	} rows[] = {
		{ LIT(DATE "sara: ok\t" ID), "1795155243000000+1 sara: ok;" },
		{ LIT(DATE "sara: ok"), NULL },
		{ LIT(DATE), NULL },
		{ LIT(DATE "a\tb\t" ID "+100"), "1795155243000000+100 a\tb;" },
		{ LIT(DATE "a\t" ID "+101"), NULL },
		{ LIT(DATE "a\t" ID "+"), NULL },
		{ LIT(DATE "a\t=" ID), "=1795155243000000+1 a;" },
		{ LIT(DATE "a\t=="), NULL },
		{ LIT(DATE "a\t179515524300000"), NULL },
		{ LIT(DATE "a\t" ID "0"), NULL },
		{ LIT(DATE "a\t"), NULL },
		{ LIT(DATE "\t" ID), "1795155243000000+1 ;" },
		{ LIT("2026-11-20 07:14:03"), NULL },
		{ LIT("2026-11-20T07:14:03 a\t" ID), NULL },
		{ LIT("2026-11-2\0 07:14:03 a\t" ID), NULL },
		{ LIT("sara: hello"), NULL },
		{ LIT(""), NULL },
	};
	struct logs_record record;

	for (size_t i = 0; i < COUNT(rows); i++) {
		heard[0] = '\0';
		const bool good = logs_parse(rows[i].line, &record);
		if (good)
			hear(&record);
		TAP_OK(good == (rows[i].heard != NULL) &&
			(!good || !strcmp(heard, rows[i].heard)),
		    "row %zu: %s", i, heard);
	}
}

/* Writes a file as somebody else might. */
static void
plant(const char *name, const char *bytes, size_t len, size_t times)
{
	char path[2 * SCRATCH_PATH];
	FILE *file;

	path_of(path, name);
	file = fopen(path, "a");
	MUST(file != NULL, "%s is made", path);
	for (size_t i = 0; i < times; i++)
		MUST(fwrite(bytes, 1, len, file) == len, "written");
	MUST(fclose(file) == 0, "written");
}
#define PLANT(name, bytes, times) plant(name, bytes, sizeof(bytes) - 1, times)

/* Long lines, unsorted ones, doubles, and what was never whole. */
static void
read_hostile(void)
{
	begin("hostile");
	PLANT("dev.log", DATE "first: x\t" ID "\n", 1);
	PLANT("dev.log", "0123456789abcdef", (10 << 20) / 16);
	is_heard("");
	PLANT("dev.log", "\n", 1);
	PLANT("dev.log", "\0\n\n\x80\n" DATE "nul\0nul\t" ID "\n", 1);
	PLANT("dev.log", DATE "last: x\t" ID, 1);
	is_heard(ID "+1 nul;");
	begin("order");
	PLANT("dev.log",
	    DATE "c\t1795155243000003\n" DATE "a\t1795155243000001\n" DATE
		 "c\t1795155243000003\n" DATE "d\t1795155243000003+2\n" DATE
		 "x\t1795155243000009+2\n" DATE "later\t9999999999999999\n",
	    1);
	is_heard("1795155243000001+1 a;1795155243000003+1 c;"
		 "1795155243000003+2 d;");
}

/* Only a regular file of ours is read. */
static void
read_only_ours(void)
{
	char path[2 * SCRATCH_PATH], other[2 * SCRATCH_PATH];

	begin("ours");
	path_of(path, "dev.log");
	path_of(other, "other");
	PLANT("other", DATE "a: x\t" ID "\n", 1);
	MUST(symlink(other, path) == 0, "a link");
	is_heard("");
	MUST(unlink(path) == 0 && link(other, path) == 0, "a second name");
	is_heard("");
	MUST(unlink(other) == 0, "one name");
	is_heard(ID "+1 a: x;");
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "a FIFO");
	is_heard("");
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
	has("dev.log.1", " one\t");
	has("dev.log", " two\t");
	MUST(unlink(from) == 0, "removed");
	now += LOGS_LOOK;
	MUST(add("three") == NULL, "written");
	has("dev.log", " three\t");
	/* A link to what it was is not followed. */
	MUST(rename(from, to) == 0 && symlink(to, from) == 0, "a link");
	now += LOGS_LOOK;
	is_told(add("four"), "dev.log: is a symbolic link");
	MUST(add("five") == NULL, "told but once");
	MUST(unlink(from) == 0, "the link is gone");
	MUST(add("six") == NULL, "written");
	has("dev.log.1", " three\t");
	has("dev.log", " six\t");
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
	has("g7.log", " g7\t");
	logs_end(&logs);
	TAP_NUM(open_files(), before, "all are closed");
	TAP_OK(add("nowhere") == NULL, "no log, no failure");
}

static void
name_servers(void)
{
	static const struct {
		const char *label, *address, *want;
	} rows[] = {
		{ "Work", "127.0.0.1:1", "Work" },
		{ NULL, "127.0.0.1:1", "127.0.0.1:1" },
		{ NULL, "[::1]:1234", "%5B::1%5D:1234" },
		{ NULL, "/run/Forkcast/sock", "%2Frun%2F%46orkcast%2Fsock" },
		{ NULL, "/run/forkcast/sock", "%2Frun%2Fforkcast%2Fsock" },
		{ NULL, "..", "%2E." },
	};
	char room[256], small[16];

	for (size_t i = 0; i < COUNT(rows); i++) {
		logs_server(rows[i].label, rows[i].address, room, sizeof(room));
		TAP_STR(str_from(room), str_from(rows[i].want), "%s", room);
	}
	logs_server(NULL, "////////", small, sizeof(small));
	TAP_STR(str_from(small), STR("%2F%2F%2F%2F"), "it fits");
}

static void
name_views(void)
{
	static const struct {
		const char *file;
		enum view_kind kind;
		const char *name; /* null: no view has such a log */
	} rows[] = {
		{ "dev.log", VIEW_GROUP, "dev" },
		{ "dev.log.1", VIEW_GROUP, NULL },
		{ "@sara.log", VIEW_PERSON, "sara" },
		{ "+all.log", VIEW_ALL, "all" },
		{ "%2E.%2Fetc.log", VIEW_GROUP, "../etc" },
		{ "%2Drf.log", VIEW_GROUP, "-rf" },
		{ "%40a%25b.log", VIEW_GROUP, "@a%b" },
		{ "%2Ball.log", VIEW_GROUP, "+all" },
		{ "dev-2.x_y.log", VIEW_GROUP, "dev-2.x_y" },
		{ "%2.log", VIEW_GROUP, NULL },
		{ "%2e.log", VIEW_GROUP, NULL },
		{ ".log", VIEW_GROUP, NULL },
		{ "dev.log.2", VIEW_GROUP, NULL },
		{ "dev", VIEW_GROUP, NULL },
	};
	char room[LIMIT_GROUP], longest[LIMIT_GROUP + 6], made[LOGS_NAME];
	enum view_kind kind;
	size_t len;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool good = logs_view(rows[i].file, &kind, room, &len);
		TAP_OK(good == (rows[i].name != NULL) &&
			(!good ||
			    (kind == rows[i].kind &&
				str_eq((struct str) { room, len },
				    str_from(rows[i].name)))),
		    "%s", rows[i].file);
		if (rows[i].name == NULL)
			continue;
		logs_name(rows[i].kind, str_from(rows[i].name), made);
		TAP_STR(str_from(made), str_from(rows[i].file), "and back");
	}
	memset(longest, 'x', sizeof(longest));
	memcpy(longest + LIMIT_GROUP + 1, ".log", 5);
	TAP_OK(!logs_view(longest, &kind, room, &len), "none is too long");
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	parse();
	read_hostile();
	read_only_ours();
	move_away();
	open_many();
	name_servers();
	name_views();
	logs_end(&logs);
	return tap_done();
}
