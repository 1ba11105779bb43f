/*
 * helpers/keeper_carryover: the records that are added are read again, in their
 * order, until the file is spent; what a writer leaves unfinished changes
 * nothing; a line that is damaged costs only itself; a file that is another's,
 * or no file, is not read; a full disk leaves what was there; and one that was
 * not spent is still there, under another name, when the next one is written.
 */
#include "helpers/keeper_carryover.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST "forkcast-carryover 1\n"

static struct {
	struct carryover carryover;
	char room[CARRYOVER_ROOM];
	char path[SCRATCH_PATH], new_path[SCRATCH_PATH], old_path[SCRATCH_PATH];
	char text[64 * 1024]; /* of a file */
	char said[256]; /* the records, and the faults in brackets */
} test;

/* Another keeper, with the same directory. */
static struct carryover *
fresh(void)
{
	char name[SCRATCH_PATH];
	static int fd = -1;

	carryover_drop(&test.carryover);
	io_close(&fd);
	scratch_path(name, ".");
	fd = open(name, O_RDONLY | O_DIRECTORY);
	MUST(fd != -1, "no directory");
	test.carryover.room = test.room;
	carryover_init(&test.carryover, fd, geteuid());
	return &test.carryover;
}

static void
put(const char *text)
{
	(void)unlink(test.path);
	scratch_write(test.path, text);
	MUST(chmod(test.path, 0600) == 0 &&
		chown(test.path, geteuid(), getegid()) == 0,
	    "it is another's");
}

static const char *
text_of(const char *path)
{
	int fd = open(path, O_RDONLY);
	const ssize_t count =
	    fd != -1 ? io_read(fd, test.text, sizeof(test.text) - 1) : 0;

	MUST(count >= 0, "cannot read");
	test.text[count] = '\0';
	io_close(&fd);
	return test.text;
}

static void
say(struct buf *said, enum code code, struct str record, struct str wrong)
{
	if (code == CODE_OK)
		(void)BUF_CAT(said, record, STR(";"));
	else
		(void)BUF_CAT(said, code == CODE_BAD_TEXT ? STR("(") : STR("["),
		    wrong, code == CODE_BAD_TEXT ? STR(")") : STR("]"));
}

/* Reads it all. */
static const char *
read_with(struct carryover *carryover)
{
	struct str record, wrong;
	struct buf said;
	enum code code;

	buf_init(&said, test.said, sizeof(test.said) - 1);
	do {
		code = carryover_next(carryover, &record, &wrong);
		if (record.len > 0 || code != CODE_OK)
			say(&said, code, record, wrong);
	} while (
	    record.len > 0 || code == CODE_BAD_TEXT); /* the end, or no file */
	test.said[buf_len(&said)] = '\0';
	return test.said;
}

static void
reads(const char *wanted, const char *what)
{
	const char *said = read_with(fresh());

	TAP_OK(strcmp(said, wanted) == 0, "%s: \"%s\"", what, said);
}

static bool
save(struct carryover *carryover, const char *const *records, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		if (!carryover_add(carryover, str_from(records[i])))
			return false;
	return carryover_close(carryover, count);
}

static const char *const some[] = { "box tea", "item 1 0 ann a b ", "x" };

static void
saves_and_reads(void)
{
	struct stat info;

	reads("", "there is nothing at first");
	TAP_OK(save(fresh(), some, COUNT(some)), "three records are saved");
	TAP_OK(stat(test.path, &info) == 0 && (info.st_mode & 0777) == 0600,
	    "nobody else can read them");
	TAP_OK(access(test.new_path, F_OK) != 0, "nothing else is left there");
	reads("box tea;item 1 0 ann a b ;x;", "they are read");
	reads("box tea;item 1 0 ann a b ;x;", "by the next keeper, too");
	TAP_OK(carryover_spend(fresh(), false) &&
		access(test.path, F_OK) != 0 &&
		access(test.old_path, F_OK) != 0,
	    "until they are spent");
	reads("", "then they are gone");
	TAP_OK(carryover_spend(fresh(), false), "that they are is no fault");
}

static void
saves_many(void)
{
	struct carryover *carryover = fresh();
	struct str record, wrong;
	char text[3900];
	uint64_t read = 0;

	memset(text, 'y', sizeof(text));
	for (unsigned i = 0; i < 1000; i++)
		MUST(carryover_add(
			 carryover, (struct str) { text, sizeof(text) - i }),
		    "cannot add");
	MUST(carryover_close(carryover, 1000), "cannot close");
	carryover = fresh();
	while (carryover_next(carryover, &record, &wrong) == CODE_OK &&
	    record.len == sizeof(text) - read)
		read++;
	TAP_NUM(read, 1000, "more than the buffer holds");
}

static void
is_unfinished(void)
{
	struct carryover *carryover = fresh();

	put(FIRST "box tea\nend 1\n");
	MUST(carryover_add(carryover, STR("box rice")), "cannot add");
	TAP_OK(access(test.new_path, F_OK) == 0, "a new one is begun");
	TAP_OK(!carryover_close(carryover, 2), "one that lacks a record");
	TAP_OK(access(test.new_path, F_OK) != 0, "is not kept");
	MUST(carryover_add(fresh(), STR("box rice")), "cannot add");
	carryover_drop(&test.carryover);
	TAP_OK(access(test.new_path, F_OK) != 0, "nor one that is given up");
	scratch_write(test.new_path, "of one who died");
	reads("box tea;", "the one before is still there");
	TAP_OK(save(fresh(), some, 1), "and the next one is written");
	TAP_OK(
	    strncmp(text_of(test.old_path), FIRST "box tea\nend 1\n", 30) == 0,
	    "beside the one that was not spent");
	MUST(carryover_spend(fresh(), true), "cannot set aside");
	TAP_OK(access(test.path, F_OK) != 0 &&
		strstr(text_of(test.old_path), FIRST "box tea\nend 1 ") != NULL,
	    "one set aside is there for a person");
}

/* Damages the byte at that place. */
static void
damage(size_t at)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%s", text_of(test.path));
	text[at]++;
	put(text);
}

static const struct {
	const char *text;
	const char *said;
	const char *what;
} damaged[] = {
	{ FIRST "a\nb\nend 2\n", "a;b;", "without its checksum" },
	{ FIRST "a\n\nb\n",
	    "a;(not a line of text)b;(the last line, \"end\" "
	    "and a number, is missing)",
	    "an empty line, and no end" },
	{ FIRST "a\n\x01\x02\x1b\nb\nend 3\n", "a;(not a line of text)b;",
	    "a line that is no text" },
	{ FIRST "a\nend 2\nb\n",
	    "a;(the file has another number of lines than its end says)",
	    "too few lines" },
	{ FIRST "a\nend 1 abc\n", "a;(the file does not match its checksum)",
	    "a wrong checksum" },
	{ FIRST "a\nb", "a;(the last line, \"end\" and a number, is missing)",
	    "half a line" },
	{ "", "[it does not begin with \"forkcast-carryover 1\"]", "nothing" },
	{ "forkcast-carryover 2\na\nend 1\n",
	    "[it does not begin with \"forkcast-carryover 1\"]",
	    "a later version" },
};

static void
is_damaged(void)
{
	char text[8192];

	for (size_t i = 0; i < COUNT(damaged); i++) {
		put(damaged[i].text);
		reads(damaged[i].said, damaged[i].what);
	}
	(void)snprintf(text, sizeof(text), FIRST "a\n%05000d\nb\nend 3\n", 7);
	put(text);
	reads("a;(line too long)b;", "a line that is too long");
	(void)snprintf(text, sizeof(text), FIRST "a\n%0*d\nb\nend 3\n",
	    (int)CARRYOVER_RECORD + 1, 7);
	put(text);
	reads("a;(line too long)b;", "one that its answer has no room for");
	(void)snprintf(text, sizeof(text), FIRST "a\n%0*d\nend 2\n",
	    (int)CARRYOVER_RECORD, 7);
	put(text);
	TAP_OK(strstr(read_with(fresh()), "(") == NULL, "and the longest");
	MUST(save(fresh(), some, COUNT(some)), "cannot save");
	damage(sizeof(FIRST "box t") - 1);
	reads("box tfa;item 1 0 ann a b ;x;(the file does not match its "
	      "checksum)",
	    "a changed letter");
}

static void
is_others(void)
{
	put(FIRST "a\nend 1\n");
	MUST(chmod(test.path, 0640) == 0, "chmod");
	reads("[other users can access it; run chmod go= on it]", "a mode");
	MUST(chmod(test.path, 0600) == 0, "chmod");
	if (geteuid() == 0 && chown(test.path, 1, 1) == 0)
		reads("[it belongs to another user]", "an owner");
	MUST(unlink(test.path) == 0 && mkfifo(test.path, 0600) == 0, "mkfifo");
	reads("[it is not a regular file]", "a FIFO");
	MUST(unlink(test.path) == 0 && symlink("x", test.path) == 0, "symlink");
	TAP_OK(read_with(fresh())[0] == '[', "a link: \"%s\"", test.said);
	MUST(unlink(test.path) == 0 && mkdir(test.path, 0700) == 0, "mkdir");
	TAP_OK(read_with(fresh())[0] == '[', "a directory: \"%s\"", test.said);
	TAP_OK(!save(fresh(), some, 1) && access(test.new_path, F_OK) != 0,
	    "which cannot be replaced");
	MUST(rmdir(test.path) == 0, "rmdir");
}

static void
is_full(void)
{
	struct rlimit before, limit;

	put(FIRST "a\nend 1\n");
	MUST(getrlimit(RLIMIT_FSIZE, &before) == 0, "no limit");
	limit = (struct rlimit) { 30, before.rlim_max };
	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR &&
		setrlimit(RLIMIT_FSIZE, &limit) == 0,
	    "no limit");
	TAP_OK(!save(fresh(), some, COUNT(some)) && errno == EFBIG,
	    "a full disk is a fault: %s", strerror(errno));
	MUST(setrlimit(RLIMIT_FSIZE, &before) == 0, "no limit");
	TAP_OK(access(test.new_path, F_OK) != 0, "it is not kept full");
	reads("a;", "what was there is still there");
}

static void
has_no_directory(void)
{
	struct str record, wrong;

	carryover_drop(&test.carryover);
	carryover_init(&test.carryover, -1, geteuid());
	TAP_OK(carryover_next(&test.carryover, &record, &wrong) == CODE_OK &&
		record.len == 0 && !carryover_add(&test.carryover, STR("a")) &&
		carryover_spend(&test.carryover, false),
	    "without a directory nothing lasts");
}

int
main(void)
{
	scratch_path(test.path, CARRYOVER_FILE);
	scratch_path(test.new_path, CARRYOVER_NEW);
	scratch_path(test.old_path, CARRYOVER_OLD);
	test.carryover.fd = -1;
	test.carryover.room = test.room;
	saves_and_reads();
	saves_many();
	is_unfinished();
	is_damaged();
	is_others();
	is_full();
	has_no_directory();
	return tap_done();
}
