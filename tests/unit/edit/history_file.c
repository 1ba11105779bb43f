/*
 * client/edit/history_file: the history is there again after a restart, several
 * clients do not lose each other's lines, the file stays bounded and private, a
 * secret is never in it, and nothing that stands in its place does harm.
 */
#include "client/edit/history_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define NAME "/forkcast/history"

static char base[SCRATCH_PATH]; /* $XDG_STATE_HOME */
static char path[SCRATCH_PATH + 64];
static struct history history;
static struct history_file file;
static struct error why;

/* Another place for each, where nothing is yet. */
static void
start(const char *name)
{
	scratch_path(base, name);
	(void)snprintf(path, sizeof(path), "%s" NAME, base);
	MUST(setenv("XDG_STATE_HOME", base, 1) == 0, "no environment");
	history_free(&history);
	why.text[0] = '\0';
}

static void
start_with_directory(const char *name)
{
	char directory[SCRATCH_PATH + sizeof(NAME)];

	start(name);
	(void)snprintf(directory, sizeof(directory), "%s/forkcast", base);
	MUST(mkdir(base, 0700) == 0 && mkdir(directory, 0700) == 0,
	    "no directory");
}

static bool
reopen(void)
{
	history_free(&history);
	return history_file_open(&file, &history, &why);
}

static void
add(const char *line)
{
	MUST(history_file_add(&file, str_from(line), &why), "%s", why.text);
}

static void
is(size_t ago, const char *line)
{
	struct str got = STR("(none)");

	(void)history_get(&history, ago, &got);
	TAP_STR(got, str_from(line), "number %zu", ago);
}

static unsigned
mode_of(const char *what)
{
	struct stat info;

	MUST(stat(what, &info) == 0, "%s is not there", what);
	return (unsigned)info.st_mode & 07777;
}

static void
survives(void)
{
	char directory[SCRATCH_PATH + sizeof(NAME)];

	start("fresh");
	TAP_OK(reopen(), "no file is no mistake");
	TAP_OK(access(base, F_OK) != 0, "and nothing is made");
	add("one");
	add("/login ali hunter2");
	add("/login ali\nhunter2");
	add("two\n\nlines");
	add("one end\n");
	add("two words");
	TAP_NUM(mode_of(path), 0600, "the file is ours alone");
	(void)snprintf(directory, sizeof(directory), "%s/forkcast", base);
	TAP_NUM(mode_of(directory), 0700, "and so is its directory");
	TAP_NUM(mode_of(base), 0700, "and the one above");
	TAP_OK(reopen(), "it is read");
	TAP_NUM(history.count, 3, "as many lines");
	is(1, "two words");
	is(2, "two\n\nlines");
	is(3, "one");
	MUST(chmod(path, 0644) == 0, "no chmod");
	TAP_OK(reopen(), "read again");
	TAP_NUM(mode_of(path), 0600, "nobody else reads it any more");
}

static void
is_shared(void)
{
	struct history_file other;
	struct history unused = { 0 };

	start("shared");
	TAP_OK(reopen() && history_file_open(&other, &unused, &why),
	    "two clients");
	add("one");
	TAP_OK(history_file_add(&other, STR("two"), &why), "the other one");
	add("three");
	TAP_OK(reopen(), "read again");
	is(1, "three");
	is(2, "two");
	is(3, "one");
	history_free(&unused);
}

static void
home_is_used(void)
{
	start("home");
	MUST(setenv("HOME", base, 1) == 0 &&
		setenv("XDG_STATE_HOME", "relative", 1) == 0,
	    "no environment");
	TAP_OK(reopen(), "what is not absolute is ignored");
	add("at home");
	(void)snprintf(
	    path, sizeof(path), "%s/.local/state/forkcast/history", base);
	TAP_NUM(mode_of(path), 0600, "and the file is at home");
	MUST(unsetenv("HOME") == 0, "no environment");
	TAP_OK(reopen(), "without a home there is none");
	add("nowhere");
}

/* How many files are there beside it. */
static void
leaves_nothing(void)
{
	char command[SCRATCH_PATH + 64];

	(void)snprintf(command, sizeof(command),
	    "test \"$(ls -A %s/forkcast)\" = history", base);
	TAP_NUM(system(command), 0, "nothing is left beside it");
}

static size_t
lines_in_file(void)
{
	FILE *stream = fopen(path, "r");
	size_t lines = 0;
	int c;

	MUST(stream != NULL, "%s cannot be read", path);
	while ((c = getc(stream)) != EOF)
		lines += c == '\n';
	(void)fclose(stream);
	return lines;
}

static void
is_shortened(void)
{
	char line[32];

	start("long");
	MUST(reopen(), "%s", why.text);
	for (int i = 1; i <= 2 * HISTORY_LINES; i++) {
		(void)snprintf(line, sizeof(line), "line %d", i);
		add(line);
	}
	TAP_NUM(lines_in_file(), 2 * HISTORY_LINES, "so many may be there");
	add("one more");
	TAP_NUM(lines_in_file(), HISTORY_LINES, "with one more it is cut");
	leaves_nothing();
	TAP_NUM(mode_of(path), 0600, "it is ours alone as before");
	TAP_OK(reopen(), "read again");
	is(1, "one more");
	is(2, "line 2000");
	is(HISTORY_LINES, "line 1002");
	add("and on");
	TAP_NUM(lines_in_file(), HISTORY_LINES + 1, "and it goes on");
}

static void
fill(const char *text, size_t times)
{
	FILE *stream = fopen(path, "w");

	MUST(stream != NULL, "%s cannot be written", path);
	for (size_t i = 0; i < times; i++)
		MUST(fputs(text, stream) != EOF, "%s: not written", path);
	MUST(fclose(stream) == 0, "%s: not written", path);
}

static void
is_cut_at_start(void)
{
	start_with_directory("grown");
	fill("a\nb\n", HISTORY_LINES + 1);
	TAP_OK(reopen(), "more lines than there should be");
	TAP_NUM(history.count, HISTORY_LINES, "as many as are kept");
	TAP_NUM(lines_in_file(), HISTORY_LINES, "and no more are left");
}

static void
junk_is_left_out(void)
{
	start_with_directory("junk");
	FILE *stream = fopen(path, "w");
	MUST(stream != NULL, "%s cannot be written", path);
	const char bytes[] = "good\n"
			     "nul\0here\n"
			     "bad \xff utf-8\n"
			     "escape \033[2J\n"
			     "tab\there\n"
			     "/login ali hunter2\n"
			     "\n"
			     "too\n"
			     "torn";
	MUST(fwrite(bytes, sizeof(bytes) - 1, 1, stream) == 1, "not written");
	MUST(fclose(stream) == 0, "%s: not written", path);
	TAP_OK(reopen(), "it is read");
	TAP_NUM(history.count, 2, "what can have been typed");
	is(1, "too");
	is(2, "good");
	add("next");
	TAP_OK(reopen(), "read again");
	is(1, "next");
	is(2, "torn");
}

static void
long_lines_are_left_out(void)
{
	start_with_directory("huge");
	fill("0123456789abcdef", 10 * 1024 * 1024 / 16);
	TAP_OK(reopen(), "10 MB in one line");
	TAP_NUM(history.count, 0, "are no line");
	TAP_NUM(lines_in_file(), 0, "and are not kept");
	add("good");
	TAP_OK(reopen(), "read again");
	is(1, "good");
}

/* It is told once, and then all goes on without. */
static void
is_told_once(const char *wrong)
{
	TAP_OK(!reopen(), "refused: %s", wrong);
	TAP_OK(strstr(why.text, wrong) != NULL, "it is told: %s", why.text);
	TAP_OK(history_file_add(&file, STR("x"), &why), "and then no more");
	TAP_NUM(history.count, 0, "nothing is read");
}

static void
others_are_refused(void)
{
	char aside[sizeof(path) + sizeof(".aside")];
	struct stat info;

	start_with_directory("fifo");
	MUST(mkfifo(path, 0600) == 0, "no FIFO");
	is_told_once("not a regular file");
	start_with_directory("directory");
	MUST(mkdir(path, 0700) == 0, "no directory");
	is_told_once("not a regular file");
	start_with_directory("link");
	(void)snprintf(aside, sizeof(aside), "%s.aside", path);
	MUST(symlink(aside, path) == 0, "no link");
	is_told_once("is a symbolic link");
	start_with_directory("hard");
	fill("x\n", 1);
	(void)snprintf(aside, sizeof(aside), "%s.aside", path);
	MUST(link(path, aside) == 0, "no link");
	is_told_once("has another hard link");
	/* One that comes while we run. */
	start_with_directory("later");
	TAP_OK(reopen(), "nothing is there yet");
	(void)snprintf(aside, sizeof(aside), "%s.aside", path);
	MUST(symlink(aside, path) == 0, "no link");
	TAP_OK(!history_file_add(&file, STR("x"), &why), "a link is refused");
	TAP_OK(history_file_add(&file, STR("x"), &why), "and told once");
	TAP_OK(lstat(aside, &info) != 0, "nothing is written through it");
}

static void
no_directory_is_told(void)
{
	start("file");
	scratch_write(base, "in the way\n");
	is_told_once("Not a directory");
}

int
main(void)
{
	survives();
	is_shared();
	home_is_used();
	is_shortened();
	is_cut_at_start();
	junk_is_left_out();
	long_lines_are_left_out();
	others_are_refused();
	no_directory_is_told();
	history_free(&history);
	return tap_done();
}
