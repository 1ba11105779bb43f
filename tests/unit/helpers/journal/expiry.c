/*
 * helpers/journal: whole files go that are too old, or too much: those of who
 * has most; nothing goes when the clock has jumped (history/expires.talk has
 * more of that).
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/deadline.h"
#include "tests/lib/history/scribe.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/scratch.h"

#define DAY ((unsigned long long)SCRIBE_DAY)
#define FULL_DAY UINT64_C(86400000000)

static struct scribe it;

/* Starts it at a time of the wall clock, which stands still. */
static void
start_at(uint64_t wall)
{
	pace_set_wall(wall);
	scribe_start(&it);
}

/* Says a message of each of so many days. */
static void
says(const char *where, unsigned days)
{
	for (unsigned i = 0; i < days; i++)
		scribe_say(&it, "log %llu %s o msg a!b!c!d x\n",
		    DAY + i * FULL_DAY + 1, where);
	scribe_asks(&it, "sync", "done");
}

static unsigned
files_of(const char *where)
{
	char last[128], path[SCRATCH_PATH], find[SCRATCH_PATH + 64];
	unsigned count = 0;
	FILE *found;

	/* It works on questions first, and then looks what is too old. */
	for (int i = 0; i < 99; i++)
		(void)scribe_count(&it, "sync", last);
	scratch_path(path, "history");
	(void)snprintf(
	    find, sizeof(find), "find %s/%s -name '2*' | wc -l", path, where);
	found = popen(find, "r");
	MUST(found != NULL && fscanf(found, "%u", &count) == 1 &&
		pclose(found) == 0,
	    "cannot count");
	return count;
}

static unsigned
files(void)
{
	return files_of(".");
}

static void
by_days(void)
{
	it.days = 10;
	start_at(DAY);
	says("ops.0", 30);
	TAP_NUM(files(), 30, "30 days");
	scribe_bye(&it);
	start_at(DAY + 29 * FULL_DAY + 100);
	TAP_NUM(files(), 11, "10 days and this one are left");
	scribe_bye(&it);
}

/* Something is recorded while the clock is far ahead. */
static void
ahead(void)
{
	shelf_remove();
	start_at(DAY);
	says("ops.0", 5);
	scribe_bye(&it);
	start_at(DAY + 400 * FULL_DAY);
	scribe_say(
	    &it, "log %llu ops.0 o msg a!b!c!d x\n", DAY + 400 * FULL_DAY);
	TAP_NUM(files(), 6, "a clock that is far ahead removes nothing");
	scribe_bye(&it);
	start_at(DAY + 400 * FULL_DAY + 100);
	TAP_NUM(files(), 1, "but it does if it goes on like that");
	scribe_bye(&it);
}

/* They are looked at in turns, some at a time. */
static void
of_many(void)
{
	const usec until = deadline();
	unsigned left;

	shelf_remove();
	start_at(DAY);
	for (unsigned i = 0; i < 100; i++)
		scribe_say(&it, "log %llu g%u.0 o msg a!b!c!d x\n", DAY + 1, i);
	scribe_say(
	    &it, "log %llu ops.0 o msg a!b!c!d x\n", DAY + 20 * FULL_DAY);
	scribe_asks(&it, "sync", "done");
	scribe_bye(&it);
	start_at(DAY + 20 * FULL_DAY + 100);
	do
		left = files();
	while (left > 1 && !deadline_passed(until));
	TAP_NUM(left, 1, "of a hundred groups the last is left");
	scribe_bye(&it);
}

/* Writes the file of a day, of so many KiB. */
static void
has(const char *where, unsigned day, unsigned size)
{
	static char bytes[256 * 1024];
	char path[SCRATCH_PATH], name[128];

	(void)snprintf(name, sizeof(name), "history/%s", where);
	scratch_path(path, name);
	(void)mkdir(path, S_IRWXU); /* it may be there */
	(void)snprintf(name, sizeof(name), "history/%s/2026-11-%02u.%llu",
	    where, 23 + day, DAY + day * FULL_DAY);
	memset(bytes, '\n', size * 1024);
	shelf_write(name, (struct str) { bytes, size * 1024 });
}

/* An account tells much to many, and to one more than to the others. */
static void
by_size(void)
{
	char talk[64];

	it.days = 0;
	it.size = 1024 * 1024;
	shelf_remove();
	start_at(DAY);
	says("ops.7", 1);
	scribe_bye(&it);
	for (unsigned day = 0; day < 5; day++) {
		has("ops.7", day, 100);
		has("@ali.3+bob.4", day, 4);
		has("@bob.4+eve.5", day, 40);
	}
	for (unsigned i = 0; i < 20; i++) {
		(void)snprintf(talk, sizeof(talk), "@eve.5+z%u.9", i);
		has(talk, 0, 20);
		has(talk, 1, 20);
	}
	start_at(DAY + 5 * FULL_DAY);
	TAP_NUM(files_of("ops.7"), 6, "a group loses nothing by talks");
	TAP_NUM(files_of("@ali.3+bob.4"), 5, "nor does a talk of others");
	TAP_OK(files_of("@bob.4+eve.5") < 5 && files_of("@eve.5+z*") > 20,
	    "the largest of who has most go first");
	scribe_bye(&it);
}

int
main(void)
{
	shelf_in_memory();
	by_days();
	ahead();
	of_many();
	by_size();
	return tap_done();
}
