/*
 * client/views/logs: each view has a file of its own, whose lines have the IDs
 * of their events; whatever a file contains, only such lines are read from it;
 * one that was moved away is made anew, and nothing is written through a link;
 * directories of servers are different.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/views/logs.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DATE "2026-11-20 07:14:03 "
#define ID "1795155243000000"

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

/* The records are wanted one behind the other, each as "ID+2 text;". */
static void
is_heard(const char *want)
{
	struct logs_record record;
	char heard[4096] = "";
	size_t len = 0;
	char *memory;
	struct str text = logs_read(&logs, &dev, 128 << 10, &memory);

	while (logs_next(&text, &record))
		len += (size_t)snprintf(heard + len, sizeof(heard) - len,
		    "%s%llu+%zu %.*s;", record.replaces ? "=" : "",
		    (unsigned long long)record.id, record.nth,
		    (int)record.text.len, record.text.at);
	free(memory);
	TAP_STR(str_from(heard), str_from(want), "%s", want);
}

/* Writes a line as somebody else might. */
static void
plant(const char *name, struct str line)
{
	char path[2 * SCRATCH_PATH];
	FILE *file;

	path_of(path, name);
	file = fopen(path, "a");
	MUST(file != NULL, "%s is made", path);
	MUST(fwrite(line.at, 1, line.len, file) == line.len &&
		fputc('\n', file) != EOF && fclose(file) == 0,
	    "written");
}

static void
parse(void)
{
	static const struct {
		struct str line;
		const char *heard; /* empty: it is no record */
	} rows[] = {
		{ LIT("\0\n\n\x80\n" DATE "a\0\t" ID), ID "+1 a;" },
		{ LIT(DATE "sara: ok\t" ID), "1795155243000000+1 sara: ok;" },
		{ LIT(DATE "sara: ok"), "" },
		{ LIT(DATE), "" },
		{ LIT(DATE "a\tb\t" ID "+1"), "1795155243000000+1 a\tb;" },
		{ LIT(DATE "a\t" ID "+101"), "" },
		{ LIT(DATE "a\t" ID "+"), "" },
		{ LIT(DATE "a\t" ID "\n" DATE "b\t=" ID),
		    ID "+1 a;=" ID "+1 b;" },
		{ LIT(DATE "a\t=="), "" },
		{ LIT(DATE "a\t179515524300000"), "" },
		{ LIT(DATE "a\t" ID "0"), "" },
		{ LIT(DATE "a\t"), "" },
		{ LIT(DATE "\t" ID), "1795155243000000+1 ;" },
		{ LIT(DATE "a\t9999999999999999"), "" }, /* of the future */
		{ LIT("2026-11-20 07:14:03"), "" },
		{ LIT("2026-11-20 07:14:03+a\t" ID), "" },
		{ LIT("sara: hello"), "" },
		{ LIT(""), "" },
	};
	char name[32];

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(name, sizeof(name), "parse%zu", i);
		begin(name);
		plant("dev.log", rows[i].line);
		is_heard(rows[i].heard);
	}
	static char line[LOGS_TEXT];
	memset(line, 'a', sizeof(line));
	memcpy(line, DATE, LITERAL_LEN(DATE));
	memcpy(line + sizeof(line) - LITERAL_LEN(ID) - 1, "\t" ID,
	    LITERAL_LEN(ID) + 1);
	begin("long");
	plant("dev.log", (struct str) { line, sizeof(line) });
	is_heard("");
}

/* Only a regular file of ours is read. */
static void
read_only_ours(void)
{
	char path[2 * SCRATCH_PATH], other[2 * SCRATCH_PATH];

	begin("ours");
	path_of(path, "dev.log");
	path_of(other, "other");
	plant("other", STR(DATE "a: x\t" ID));
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
	path_of(path, "dev.log");
	path_of(other, "other");
	MUST(add("one") == NULL && rename(path, other) == 0, "moved away");
	MUST(symlink(other, path) == 0, "a link");
	is_told(add("two"), "dev.log: is a symbolic link");
	MUST(add("three") == NULL, "told but once");
	MUST(unlink(path) == 0 && add("four") == NULL, "written");
	has("other", " one\t");
	has("dev.log", " four\t");
	id--; /* the same event, as of a message of several lines */
	MUST(add("more") == NULL, "written");
	is_heard("1795155243000003+1 four;1795155243000003+2 more;");
	id--;
	MUST(add_to(&ops, "more") == NULL, "written");
	has("ops.log", "\t1795155243000003\n");
	MUST(stat(path, &info) == 0 && chmod(path, 0644) == 0 &&
		truncate(path, info.st_size - 1) == 0,
	    "a line is cut");
	MUST(add("five") == NULL, "written");
	has("dev.log", "\n20");
	MUST(stat(path, &info) == 0 && (info.st_mode & 077) == 0, "for us");
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "a directory");
	is_told(add("five"), strerror(EISDIR));
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
		enum view_kind kind;
		const char *name;
	} rows[] = {
		{ "dev.log", VIEW_GROUP, "dev" },
		{ "dev.log", VIEW_GROUP, "DEV" },
		{ "@sara.log", VIEW_PERSON, "sara" },
		{ "%2E.%2Fetc.log", VIEW_GROUP, "../etc" },
		{ "%2Drf.log", VIEW_GROUP, "-rf" },
		{ "%40a%25b.log", VIEW_GROUP, "@a%b" },
		{ "%2Ball.log", VIEW_GROUP, "+all" },
		{ "dev-2.x_y.log", VIEW_GROUP, "dev-2.x_y" },
	};
	char made[LOGS_NAME];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct view view = { .kind = rows[i].kind,
			.name_len = strlen(rows[i].name) };
		memcpy(view.name, rows[i].name, view.name_len);
		logs_name(&view, made);
		TAP_STR(str_from(made), str_from(rows[i].file), "%s", made);
	}
}

int
main(void)
{
	MUST(setenv("TZ", "UTC-1", 1) == 0, "a time zone");
	tzset();
	parse();
	read_only_ours();
	write_only_ours();
	name_servers();
	name_views();
	return tap_done();
}
