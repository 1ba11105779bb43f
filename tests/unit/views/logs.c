/*
 * client/views/logs: an event has one line in a file, however many clients
 * write and much later, unless one of them is stopped; the names of files and
 * of the directories of servers. What else a log is: system/window/logs.talk.
 */
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
static char dir[SCRATCH_PATH];
static usec id = 1795155243 * SEC; /* of the next event */

/* Another client begins to write. */
static void
begin(void)
{
	struct error why;

	logs = (struct logs) { 0 };
	scratch_path(dir, "once");
	(void)snprintf(logs.dir, sizeof(logs.dir), "%s", dir);
	MUST(logs_check(dir, &why), "it begins: %s", why.text);
}

/* Adds a line of the next event to the log: is it written? */
static bool
add(const char *text)
{
	struct error why;
	const struct logs_entry entry = {
		.view = &dev, .id = id++, .styled = str_from(text)
	};

	return logs_add(&logs, &entry, &why);
}

/* Writes events of these times again, each of 2000 bytes. */
static void
repeat(usec first, usec end)
{
	static char text[2001];

	memset(text, 'a', sizeof(text) - 1);
	for (id = first; id < end;)
		MUST(add(text), "written");
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

	begin();
	(void)snprintf(path, sizeof(path), "%s/dev." DAY ".log", dir);
	repeat(first, end);
	MUST(stat(path, &once) == 0, "written");
	begin();
	repeat(end - 1, end);
	repeat(first, end);
	MUST(stat(path, &twice) == 0, "written");
	TAP_OK(once.st_size == twice.st_size, "each event is there once");
	const int holder = open(path, O_RDONLY | O_CLOEXEC);
	MUST(flock(holder, LOCK_EX) == 0, "it is held up");
	MUST(add("at last") && logs.held_up, "it waits");
	MUST(stat(path, &twice) == 0 && close(holder) == 0, "it is let go");
	TAP_OK(once.st_size < twice.st_size, "it does not wait for ever");
	MUST(add("at once") && !logs.held_up, "it has not waited");
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
	write_once();
	name_servers();
	name_views();
	return tap_done();
}
