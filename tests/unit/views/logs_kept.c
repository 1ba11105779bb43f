/*
 * client/views/logs, what is kept and read again: each line has the ID of its
 * event, so that it can be told from others with the same words; whatever a
 * file contains, only such lines are read from it; directories of servers are
 * different; files do not grow for ever, whichever client writes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/views/logs.h"
#include "client/views/logs_bound.h"
#include "client/views/logs_read.h"
#include "client/views/logs_text.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DATE "2026-11-20 07:14:03 "
#define THEN (1795155243 * SEC)
#define ID "1795155243000000"

static struct logs logs;
static char dir[SCRATCH_PATH];
static char heard[4096]; /* the records that were read */

static void
begin(struct logs *which, const char *name)
{
	struct error why;

	scratch_path(dir, name);
	MUST(logs_begin(which, dir, true, &why), "it begins: %s", why.text);
}

static void
add(struct logs *which, usec id, usec replaces, const char *text)
{
	const struct logs_entry entry = { .kind = VIEW_GROUP,
		.name = STR("dev"),
		.id = id,
		.replaces = replaces,
		.styled = str_from(text) };
	struct error why;

	MUST(
	    logs_add(which, &entry, 1000 * SEC, &why), "written: %s", why.text);
}

/* Notes a record as "ID+2 text;". */
static bool
hear(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	const size_t len = strlen(heard);
	const size_t *most = state;

	(void)snprintf(heard + len, sizeof(heard) - len, "%s%s%llu+%zu %.*s;",
	    kind == VIEW_GROUP && str_eq(name, STR("dev")) ? "" : "elsewhere ",
	    record->replaces ? "=" : "", (unsigned long long)record->id,
	    record->nth, (int)record->text.len, record->text.at);
	return most == NULL || strlen(heard) < *most;
}

static void
path_of(char path[2 * SCRATCH_PATH], const char *name)
{
	(void)snprintf(path, 2 * SCRATCH_PATH, "%s/%s", dir, name);
}

static void
is_heard(const char *want)
{
	heard[0] = '\0';
	logs_read_end(&logs, VIEW_GROUP, STR("dev"), hear, NULL);
	TAP_STR(str_from(heard), str_from(want), "%s", want);
}

static void
write_and_read(void)
{
	begin(&logs, "kept");
	is_heard("");
	add(&logs, THEN, 0, "sara: ok");
	add(&logs, THEN + 1, 0, "sara: ok");
	add(&logs, THEN + 2, 0, "sara: one");
	add(&logs, THEN + 2, 0, "      two");
	add(&logs, 0, THEN, "-- deleted by ali");
	add(&logs, 0, THEN, "-- deleted by ali");
	add(&logs, THEN + 3, 0, "forged\t" ID "\033[2J\x9b");
	is_heard("1795155243000000+1 sara: ok;1795155243000001+1 sara: ok;"
		 "1795155243000002+1 sara: one;1795155243000002+2       two;"
		 "=1795155243000000+1 -- deleted by ali;"
		 "=1795155243000000+1 -- deleted by ali;"
		 "1795155243000003+1 forged" ID "\x9b;");
}

static void
parse(void)
{
	static const struct {
		struct str line;
		const char *heard; /* null: it is no record */
	} rows[] = {
		{ LIT(DATE "sara: ok\t" ID), "1795155243000000+1 sara: ok;" },
		{ LIT(DATE "sara: ok"), "0+0 sara: ok;" },
		{ LIT(DATE), "0+0 ;" },
		{ LIT(DATE "a\tb\t" ID "+100"), "1795155243000000+100 a\tb;" },
		{ LIT(DATE "a\t" ID "+101"), "0+0 a\t" ID "+101;" },
		{ LIT(DATE "a\t" ID "+"), "0+0 a\t" ID "+;" },
		{ LIT(DATE "a\t=" ID), "=1795155243000000+1 a;" },
		{ LIT(DATE "a\t=="), "0+0 a\t==;" },
		{ LIT(DATE "a\t179515524300000"), "0+0 a\t179515524300000;" },
		{ LIT(DATE "a\t" ID "0"), "0+0 a\t" ID "0;" },
		{ LIT(DATE "a\t"), "0+0 a\t;" },
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
			(void)hear(NULL, VIEW_GROUP, STR("dev"), &record);
		TAP_OK(good == (rows[i].heard != NULL) &&
			(!good || !strcmp(heard, rows[i].heard)),
		    "row %zu: %s", i, heard);
	}
	MUST(logs_parse(STR(DATE "x"), &record), "a record");
	TAP_NUM(logs_time(&record), THEN, "it has the time of its date");
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

/* Reads all logs, in pieces. */
static void
hear_all(size_t *most)
{
	static struct logs_walk walk;

	logs_walk_begin(&walk, &logs);
	while (logs_walk_on(&walk, 1, hear, most))
		continue;
	logs_walk_end(&walk);
}

static void
read_hostile(void)
{
	static const char line[] = DATE "a: x\t1795155243000001\n";
	size_t most = 10;

	begin(&logs, "hostile");
	PLANT("dev.log", DATE "first: x\t" ID "\n", 1);
	PLANT("dev.log", "0123456789abcdef", (10 << 20) / 16);
	is_heard("");
	PLANT("dev.log", "\n", 1);
	PLANT("dev.log", "\0\n\n\x80\n" DATE "nul\0nul\t" ID "\n", 1);
	PLANT("dev.log", DATE "last: x\t" ID, 1);
	heard[0] = '\0';
	logs_read_end(&logs, VIEW_GROUP, STR("dev"), hear, NULL);
	TAP_STR(str_from(heard), STR(ID "+1 nul;"),
	    "a long line, and one without an end, are none");
	PLANT("dev.log.1", DATE "older: x\t" ID "\n", 1);
	begin(&logs, "hostile2");
	PLANT("dev.log.1", DATE "older: x\t" ID "\n", 1);
	PLANT("dev.log", line, 1);
	is_heard(ID "+1 older: x;1795155243000001+1 a: x;");
	PLANT("@sara.log", line, 1);
	PLANT("%zz.log", line, 1);
	PLANT("notes.txt", line, 1);
	heard[0] = '\0';
	hear_all(NULL);
	TAP_NUM(strlen(heard),
	    3 * 24 + strlen("elsewhere ") + strlen("older") - 1,
	    "all logs are read, and no other file: %s", heard);
	heard[0] = '\0';
	hear_all(&most);
	TAP_OK(strlen(heard) < 50, "no more than wanted: %s", heard);
}

/* Only a regular file of ours is read. */
static void
read_only_ours(void)
{
	char path[2 * SCRATCH_PATH], other[2 * SCRATCH_PATH];

	begin(&logs, "ours");
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
		{ "dev.log.1", VIEW_GROUP, "dev" },
		{ "@sara.log", VIEW_PERSON, "sara" },
		{ "+all.log", VIEW_ALL, "all" },
		{ "%2E.%2Fetc.log", VIEW_GROUP, "../etc" },
		{ "%2.log", VIEW_GROUP, NULL },
		{ "%2e.log", VIEW_GROUP, NULL },
		{ ".log", VIEW_GROUP, NULL },
		{ "dev.log.2", VIEW_GROUP, NULL },
		{ "dev", VIEW_GROUP, NULL },
	};
	char room[LIMIT_GROUP], longest[LIMIT_GROUP + 6];
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
	}
	memset(longest, 'x', sizeof(longest));
	memcpy(longest + LIMIT_GROUP + 1, ".log", 5);
	TAP_OK(!logs_view(longest, &kind, room, &len), "none is too long");
}

static off_t
size_of(const char *name)
{
	char path[2 * SCRATCH_PATH];
	struct stat info;

	path_of(path, name);
	return stat(path, &info) == 0 ? info.st_size : -1;
}

/* The file's data do not matter: it has a hole. */
static void
lengthen(const char *name, off_t size, time_t unused)
{
	const struct timespec times[2] = { { unused, 0 }, { unused, 0 } };
	char path[2 * SCRATCH_PATH];

	PLANT(name, "x\n", 1);
	path_of(path, name);
	MUST(truncate(path, size) == 0 &&
		utimensat(AT_FDCWD, path, times, 0) == 0,
	    "%s is long", path);
}

static void
bound_one(void)
{
	static struct logs other;

	begin(&logs, "long");
	lengthen("dev.log", LOGS_MOST, 1);
	begin(&other, "long");
	add(&other, THEN, 0, "fits just");
	add(&logs, THEN + 1, 0, "new");
	TAP_OK(size_of("dev.log.1") > LOGS_MOST && size_of("dev.log") < 100,
	    "a long file becomes the older one");
	add(&other, THEN + 2, 0, "by another client");
	TAP_OK(size_of("dev.log.1") > LOGS_MOST && size_of("dev.log") < 100,
	    "another client takes the new one");
	lengthen("dev.log", LOGS_MOST + 1, 1);
	logs_end(&logs);
	begin(&logs, "long");
	logs.bounded = false;
	add(&logs, THEN, 0, "unbounded");
	TAP_OK(size_of("dev.log") > LOGS_MOST, "a chosen directory is left");
	logs_end(&other);
}

static void
bound_all(void)
{
	begin(&logs, "all");
	lengthen("a.log", 400, 1000);
	lengthen("b.log.1", 300, 500);
	lengthen("notes.txt", 5000, 1);
	logs_bound_all(dir, 700);
	TAP_OK(size_of("b.log.1") == 300 && size_of("a.log") == 400,
	    "all are kept while they are short");
	logs_bound_all(dir, 699);
	TAP_OK(size_of("b.log.1") == -1 && size_of("a.log") == 400 &&
		size_of("notes.txt") == 5000,
	    "the one unused longest is deleted, and no other file");
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	write_and_read();
	parse();
	read_hostile();
	read_only_ours();
	name_servers();
	name_views();
	bound_one();
	bound_all();
	logs_end(&logs);
	return tap_done();
}
