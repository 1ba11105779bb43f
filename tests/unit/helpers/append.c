/*
 * helpers/append: wherever the end of a file is cut off, opening it leaves the
 * whole lines; a write that does not fit is made later in the same place; a
 * file that is not ours is left alone; one that is replaced has its old lines
 * or the new ones.
 */
#include "helpers/append.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define LINES 300
#define LINE "0123456789012345678901234567890\n" /* 32 bytes */

static struct append it;
static char room[LINES * 64], path[SCRATCH_PATH];
static int directory;

static uint64_t
size_of(const char *name)
{
	struct stat info;

	return fstatat(directory, name, &info, 0) == 0 ?
	    (uint64_t)info.st_size :
	    UINT64_MAX;
}

static void
open_it(void)
{
	uint64_t cut;

	append_init(&it, room, sizeof(room));
	MUST(append_open(&it, directory, "lines", &cut) == APPEND_OPEN,
	    "cannot open: %s", strerror(errno));
}

static void
fill(void)
{
	open_it();
	for (int i = 0; i < LINES; i++)
		MUST(APPEND_ADD(&it, STR(LINE)), "no room");
	MUST(append_write(&it) && append_sync(&it), "not written");
}

/* Each of the last 8 KiB is the end once. */
static void
cuts_the_tail(void)
{
	unsigned wrong = 0;
	uint64_t cut;

	fill();
	TAP_NUM(it.size, LINES * 32, "all lines are there");
	append_close(&it);
	for (uint64_t size = LINES * 32; size > LINES * 32 - 8192; size--) {
		MUST(truncate(path, (off_t)size) == 0, "not cut");
		append_init(&it, room, sizeof(room));
		if (append_open(&it, directory, "lines", &cut) != APPEND_OPEN ||
		    cut != size % 32 || it.size != size - size % 32 ||
		    size_of("lines") != it.size)
			wrong++;
		append_close(&it);
	}
	TAP_NUM(wrong, 0, "each tail is cut");
	MUST(unlink(path) == 0, "not removed");
}

static void
set_most(rlim_t most)
{
	struct rlimit limit;

	MUST(getrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	limit.rlim_cur = most;
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
}

static void
keeps_its_place(void)
{
	char line[33];

	(void)signal(SIGXFSZ, SIG_IGN);
	open_it();
	TAP_OK(it.is_new, "a new file");
	MUST(APPEND_ADD(&it, STR(LINE)) && append_write(&it), "not written");
	set_most(48);
	MUST(APPEND_ADD(&it, STR(LINE)), "no room");
	TAP_OK(!append_write(&it), "a line does not fit");
	TAP_NUM(size_of("lines"), 32, "no part of it is left");
	set_most(RLIM_INFINITY);
	TAP_OK(append_write(&it) && append_sync(&it), "it fits later");
	TAP_NUM(size_of("lines"), 64, "once");
	TAP_OK(pread(it.fd, line, 32, 32) == 32 && !memcmp(line, LINE, 32),
	    "as it was");
	append_close(&it);
}

static void
replaces(void)
{
	append_init(&it, room, sizeof(room));
	MUST(append_begin_anew(&it, directory, "lines"), "not begun");
	MUST(APPEND_ADD(&it, STR("new\n")) && append_write(&it), "not written");
	TAP_NUM(size_of("lines"), 64, "the old file is there");
	TAP_OK(append_replace(&it, directory, "lines"), "it is replaced");
	TAP_NUM(size_of("lines"), 4, "the new file is there");
	TAP_NUM(size_of("lines.new"), UINT64_MAX, "and nothing else");
	append_close(&it);
}

static void
refuses_others(void)
{
	uint64_t cut;

	append_init(&it, room, sizeof(room));
	MUST(chmod(path, 0640) == 0, "no mode");
	TAP_NUM(append_open(&it, directory, "lines", &cut), APPEND_FOREIGN,
	    "others can read it");
	MUST(unlink(path) == 0 && symlink("/dev/null", path) == 0, "no link");
	TAP_NUM(append_open(&it, directory, "lines", &cut), APPEND_FOREIGN,
	    "a link");
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "no pipe");
	TAP_NUM(append_open(&it, directory, "lines", &cut), APPEND_FOREIGN,
	    "a pipe");
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "no directory");
	TAP_NUM(append_open(&it, directory, "lines", &cut), APPEND_FOREIGN,
	    "a directory");
	TAP_NUM(append_open(&it, -1, "lines", &cut), APPEND_FAILED,
	    "where nothing is");
	TAP_NUM(it.fd, -1, "it is closed");
}

int
main(void)
{
	scratch_path(path, ".");
	directory = open(path, O_RDONLY | O_DIRECTORY);
	MUST(directory != -1, "no directory");
	scratch_path(path, "lines");
	cuts_the_tail();
	keeps_its_place();
	replaces();
	refuses_others();
	io_close(&directory);
	return tap_done();
}
