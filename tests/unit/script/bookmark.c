/*
 * client/script/hear/bookmark: a place lies before the first event that is
 * pending, never moves back, and is in the file, which is always whole.
 */
#include "client/script/hear/bookmark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static char path[SCRATCH_PATH];

static void
expect_file(const char *wanted)
{
	char text[256] = "";
	FILE *file = fopen(path, "r");

	MUST(file != NULL, "no file");
	const size_t len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	TAP_STR(((struct str) { text, len }), str_from(wanted), "the file");
}

static void
save(const char *wanted)
{
	TAP_OK(bookmark_save(), "it is saved");
	expect_file(wanted);
}

static int
open_it(void)
{
	bookmark_open(path);
	return 0;
}

static const char *const refused[] = { "5\n", "5 \n", "0 ops\n", "x ops\n",
	"5 ops\n\n", "5 o ps\n", "5  ops\n", "12345678901234567 ops\n" };

static void
moves(void)
{
	bookmark_open(path);
	expect_file("");
	TAP_NUM(bookmark_place(STR("ops")), 0, "there is no place yet");
	bookmark_reach(STR("ops"), 5);
	bookmark_reach(STR("1"), 7);
	save("5 ops\n7 1\n");
	bookmark_add(STR("Ops"), 10, false);
	bookmark_add(STR("ops"), 20, false);
	bookmark_add(STR("ops"), 30, false);
	TAP_NUM(bookmark_place(STR("OPS")), 5, "before the first pending");
	bookmark_done(99);
	save("5 ops\n7 1\n");
	bookmark_done(10);
	bookmark_done(20);
	save("20 ops\n7 1\n");
	bookmark_reach(STR("ops"), 40);
	save("20 ops\n7 1\n");
	bookmark_done(30);
	save("40 ops\n7 1\n");
	bookmark_reach(STR("ops"), 39);
	bookmark_add(STR("ops"), 40, false);
	TAP_NUM(bookmark_place(STR("ops")), 40, "it does not move back");
	bookmark_done(40);
	bookmark_add(STR("1"), 50, false);
	bookmark_all_done();
	save("40 ops\n50 1\n");
}

/* The lines of a message have one ID. */
static void
waits_for_all_lines(void)
{
	bookmark_add(STR("2"), 10, false);
	bookmark_add(STR("2"), 20, false);
	bookmark_add(STR("2"), 20, false);
	bookmark_add(STR("2"), 20, false);
	bookmark_add(STR("2"), 30, false);
	bookmark_done(10);
	bookmark_done(20);
	TAP_NUM(bookmark_place(STR("2")), 10, "one line is done");
	bookmark_done(20);
	TAP_NUM(bookmark_place(STR("2")), 10, "another one is");
	bookmark_done(20);
	TAP_NUM(bookmark_place(STR("2")), 20, "all of them are");
	bookmark_done(30);
	TAP_NUM(bookmark_place(STR("2")), 30, "and what is after them");
}

/* A message that has not come whole is not done, even if all that came is. */
static void
waits_for_lines_to_come(void)
{
	bookmark_add(STR("3"), 10, false);
	bookmark_add(STR("3"), 20, true);
	bookmark_all_done();
	bookmark_reach(STR("3"), 10);
	TAP_NUM(bookmark_place(STR("3")), 10, "not all lines have come");
	bookmark_add(STR("3"), 20, false);
	TAP_NUM(bookmark_place(STR("3")), 10, "the last one is not done");
	bookmark_done(20);
	TAP_NUM(bookmark_place(STR("3")), 20, "it is");
	bookmark_add(STR("3"), 30, true);
	bookmark_all_done();
	bookmark_reach(STR("3"), 40);
	TAP_NUM(bookmark_place(STR("3")), 40, "no more lines will come");
}

/* The file is replaced, not written into, and only if a place has changed. */
static void
is_replaced(void)
{
	struct stat before, after;
	int fd = open(path, O_RDONLY);
	char text[32] = "";

	MUST(fd != -1 && fstat(fd, &before) == 0, "cannot open it");
	save("40 ops\n50 1\n");
	MUST(stat(path, &after) == 0, "no file");
	TAP_OK(before.st_ino == after.st_ino, "nothing new: nothing written");
	bookmark_reach(STR("1"), 60);
	save("40 ops\n60 1\n");
	TAP_OK(read(fd, text, sizeof(text) - 1) == 12 &&
		strcmp(text, "40 ops\n50 1\n") == 0,
	    "the old file is as it was");
	TAP_OK(stat(path, &after) == 0 && (after.st_mode & 0777) == 0600,
	    "nobody else can read it");
	(void)close(fd);
}

int
main(void)
{
	char link[SCRATCH_PATH];
	struct stat info;

	scratch_path(path, "place");
	scratch_path(link, "link");
	for (size_t i = 0; i < COUNT(refused); i++) {
		scratch_write(path, refused[i]);
		TAP_NUM(child_run(open_it), EX_DATAERR, "%s", refused[i]);
		expect_file(refused[i]);
	}
	MUST(unlink(path) == 0 && symlink(path, link) == 0, "no link");
	moves();
	is_replaced();
	MUST(unlink(path) == 0, "cannot remove it");
	bookmark_reach(STR("1"), 70);
	save("40 ops\n70 1\n");
	MUST(unlink(path) == 0, "cannot remove it");
	scratch_write(path, "40 ops\n70 1\n");
	bookmark_reach(STR("1"), 80);
	TAP_OK(!bookmark_save() && errno == EBUSY,
	    "a file that somebody has replaced is not written");
	expect_file("40 ops\n70 1\n");
	bookmark_open(link);
	TAP_OK(lstat(link, &info) == 0 && S_ISLNK(info.st_mode),
	    "a link stays one");
	TAP_NUM(bookmark_place(STR("ops")), 40, "and leads to the file");
	scratch_path(path, "none/place");
	TAP_NUM(child_run(open_it), EX_CANTCREAT, "no directory");
	waits_for_all_lines();
	waits_for_lines_to_come();
	return tap_done();
}
