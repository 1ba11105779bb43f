/*
 * helpers/journal/journal_files: names and keys, for each day of four hundred
 * years; the files of a directory in their order, read within their bounds;
 * files of others, and those that are none, are left alone.
 */
#include "helpers/journal/journal_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "helpers/journal/journal_date.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static struct journal_files files;
static struct error why;

static void
dates_are_right(void)
{
	bool same = true, back = true;

	for (uint64_t day = 0; day < 150000; day++) {
		const time_t time = (time_t)(day * 86400);
		struct tm tm;
		const struct journal_date date = journal_date_of(day);
		MUST(gmtime_r(&time, &tm) != NULL, "no date");
		same = same && (int)date.year == tm.tm_year + 1900 &&
		    (int)date.month == tm.tm_mon + 1 &&
		    (int)date.day == tm.tm_mday;
		back = back && journal_date_day(date) == day;
	}
	TAP_OK(same, "dates are those of gmtime(3)");
	TAP_OK(back, "and back");
}

static void
names_are_keys(void)
{
	static const char *const wrong[] = { "", "2026-11-23", "2026-11-23.0",
		"2026-11-23.01", "2026-11-31.1", "2026-1-2.1", "1969-12-31.1",
		"2026-11-23.1.index", "2026-11-23.1048576", "lock",
		"2026-11-23.1 " };
	const uint64_t key = journal_file_first(UINT64_C(1795427999999999));
	char room[JOURNAL_FILE_NAME];

	TAP_STR(str_from(journal_file_name(key, ".cut", room)),
	    STR("2026-11-23.1.cut"), "the name of a day's first file");
	TAP_NUM(journal_file_key(STR("2026-11-23.1")), key, "its key");
	TAP_OK(journal_file_key(STR("2026-11-23.12")) == key + 11 &&
		journal_file_key(STR("2026-11-24.1")) > key + 11,
	    "keys are in the order of the files");
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_NUM(journal_file_key(str_from(wrong[i])), 0,
		    "no file: \"%s\"", wrong[i]);
}

static void
put(const char *name, const char *text, mode_t mode)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	scratch_write(path, text);
	MUST(chmod(path, mode) == 0 && chown(path, geteuid(), getegid()) == 0,
	    "cannot make %s", name);
}

static void
scans(void)
{
	char path[SCRATCH_PATH], room[64];
	uint64_t key;

	put("2026-11-23.2", "second\nline", 0600);
	put("2026-11-23.10", "tenth\n", 0600);
	put("2026-11-22.1", "first\n", 0644);
	put("2026-11-23.3.new", "half", 0600);
	put("notes", "mine", 0600);
	TAP_OK(journal_files_scan(&files, &why), "the directory is read");
	TAP_NUM(files.count, 3, "it has three files");
	key = files.file[1].key;
	TAP_OK(files.file[0].is_foreign && !files.file[1].is_foreign &&
		key == journal_file_key(STR("2026-11-23.2")) &&
		files.file[1].size == 11,
	    "in order, with their sizes; one is open to others");
	TAP_NUM(journal_files_newest(&files)->key, key + 8, "the newest");
	scratch_path(path, "2026-11-23.3.new");
	TAP_OK(access(path, F_OK) != 0, "half a file is removed");
	TAP_NUM(journal_files_read(&files, key, 7, room, sizeof(room)), 4,
	    "a file is read from anywhere to its end");
	files.file[1].size = 9;
	TAP_NUM(journal_files_read(&files, key, 7, room, sizeof(room)), 2,
	    "and no further than it is valid");
	TAP_OK(journal_files_read(
		   &files, files.file[0].key, 0, room, sizeof(room)) == -1,
	    "a foreign one is not");
}

static void
refuses(void)
{
	char path[SCRATCH_PATH];

	put("2026-11-23.10", "tenth\n", 0640);
	TAP_OK(!journal_files_scan(&files, &why),
	    "the newest file is open to others: %s", why.text);
	scratch_path(path, "2026-11-23.10");
	if (geteuid() == 0) {
		MUST(chmod(path, 0600) == 0 && chown(path, 1, 1) == 0,
		    "cannot give it away");
		TAP_OK(!journal_files_scan(&files, &why),
		    "it is another user's: %s", why.text);
	}
	MUST(unlink(path) == 0 && symlink("notes", path) == 0, "no link");
	TAP_OK(!journal_files_scan(&files, &why), "it is a link: %s", why.text);
	MUST(unlink(path) == 0, "still there");
	TAP_OK(
	    journal_files_scan(&files, &why) && files.count == 2, "it is gone");
	journal_files_drop(&files, files.file[0].key);
	TAP_OK(files.count == 1 && files.file[0].size == 11,
	    "one is dropped from the table");
}

int
main(void)
{
	void *room = calloc(1, journal_files_room());
	char path[SCRATCH_PATH];
	int directory;

	scratch_path(path, ".");
	directory = open(path, O_RDONLY | O_DIRECTORY);
	MUST(room != NULL && directory != -1, "no directory");
	journal_files_init(&files, directory, geteuid(), room);
	dates_are_right();
	names_are_keys();
	scans();
	refuses();
	free(room);
	return tap_done();
}
