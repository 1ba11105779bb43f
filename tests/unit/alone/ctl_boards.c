/*
 * client/ctl/boards and view: what lies in the directory of scoreboards, which
 * anybody can write to, is looked at without waiting, and believed in nothing.
 *
 * Linked with -Wl,--wrap=poll to count the waits.
 */
#include "client/ctl/boards.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client/ctl/table.h"
#include "client/ctl/text.h"
#include "client/ctl/view.h"
#include "shared/io.h"
#include "tests/lib/forge.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define EMPTY 300
#define LOOKED_AT 50
#define FIRST_EMPTY 2000000000 /* in its name; no process has such an ID */

/* So often view.c waits at most, for all of them together. */
#define PAUSES 20
#define FINISHED_BEHIND 4 /* of them */

static struct {
	char directory[SCRATCH_PATH];
	struct boards boards;
	int pauses;
	int unfinished; /* to be finished in a pause; -1: none */
} test = { .unfinished = -1 };

int __real_poll(struct pollfd *fds, nfds_t count, int time);
int __wrap_poll(struct pollfd *fds, nfds_t count, int time);

/* A pause takes no time, and in one of them the server goes on. */
int
__wrap_poll(struct pollfd *fds, nfds_t count, int time)
{
	const size_t len = sizeof(SCORE_MAGIC) - 1;

	if (count > 0)
		return __real_poll(fds, count, time);
	if (++test.pauses == FINISHED_BEHIND && test.unfinished != -1)
		MUST(pwrite(test.unfinished, SCORE_MAGIC, len, 0) ==
			(ssize_t)len,
		    "cannot write its magic");
	return 0;
}

static void
path_of(char path[SCRATCH_PATH], const char *name)
{
	const int len =
	    snprintf(path, SCRATCH_PATH, "%s/%s", test.directory, name);

	MUST(len > 0 && len < SCRATCH_PATH, "too long a path");
}

/* It has just been written, as slow as this machine may be. */
static void
make_new(int fd)
{
	const struct timespec soon = clock_spec(clock_wall() + 3600 * SEC);
	const struct timespec times[2] = { soon, soon };

	MUST(futimens(fd, times) == 0, "cannot set its time");
}

static void
make_empty(const char *name)
{
	char path[SCRATCH_PATH];
	int fd;

	path_of(path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	MUST(fd != -1, "cannot make %s", path);
	make_new(fd);
	io_close(&fd);
}

static void
remove_file(const char *name)
{
	char path[SCRATCH_PATH];

	path_of(path, name);
	MUST(unlink(path) == 0, "cannot remove %s", path);
}

static void
read_all(void)
{
	boards_free(&test.boards);
	boards_read(&test.boards, test.directory, NULL);
}

struct name {
	const char *name;
	uint64_t pid; /* 0: it is none */
};

static const struct name names[] = {
	{ "forkcastd.4711", 4711 },
	{ "forkcastd.4711.1", 4711 },
	{ "forkcastd.4711.18446744073709551615", 4711 },
	{ "forkcastd.2147483647", 2147483647 },
	{ "forkcastd.2147483648", 0 },
	{ "forkcastd.4711.18446744073709551616", 0 },
	{ "forkcastd.", 0 },
	{ "forkcastd", 0 },
	{ "forkcastd.0", 0 },
	{ "forkcastd.04711", 0 },
	{ "forkcastd.4711.", 0 },
	{ "forkcastd.4711.01", 0 },
	{ "forkcastd.4711.1.1", 0 },
	{ "forkcastd.4711 ", 0 },
	{ "forkcastd.-1", 0 },
	{ "forkcastd.4711x", 0 },
	{ "xforkcastd.4711", 0 },
	{ "", 0 },
};

static const struct name controls[] = {
	{ "forkcastd.4711.control", 4711 },
	{ "forkcastd.4711.1.control", 0 },
	{ "forkcastd.04711.control", 0 },
	{ "forkcastd..control", 0 },
	{ "forkcastd.control", 0 },
	{ "forkcastd.4711.control.lock", 0 },
	{ "forkcastd.4711", 0 },
	{ ".control", 0 },
};

static void
read_names(bool (*read)(struct str name, uint64_t *pid), const struct name *all,
    size_t count)
{
	uint64_t pid;

	for (size_t i = 0; i < count; i++) {
		pid = 0;
		if (!read(str_from(all[i].name), &pid))
			pid = 0;
		TAP_NUM(pid, all[i].pid, "\"%s\"", all[i].name);
	}
}

static void
test_names(void)
{
	char name[SCORE_NAME];

	read_names(score_name_read, names, COUNT(names));
	read_names(score_control_read, controls, COUNT(controls));
	score_other_name(name, 4711, 12);
	TAP_STR(str_from(name), STR("/forkcastd.4711.12"), "another name");
	score_other_name(name, UINT64_MAX, UINT64_MAX);
	TAP_NUM(strlen(name), SCORE_NAME - 1, "the longest fits");
}

/* They come in no order; none of them is waited for. */
static void
test_all(void)
{
	char path[SCRATCH_PATH];
	char name[32];

	path_of(path, "forkcastd.5");
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	path_of(path, "forkcastd.6");
	MUST(symlink("/dev/zero", path) == 0, "cannot make a link");
	path_of(path, "forkcastd.7");
	MUST(mkdir(path, 0700) == 0, "cannot make a directory");
	for (int i = 0; i < EMPTY; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%d", FIRST_EMPTY + i);
		make_empty(name);
	}
	read_all();
	TAP_NUM(test.boards.count, EMPTY, "all files, and nothing else");
	TAP_NUM(test.boards.at[0].pid, FIRST_EMPTY, "in order: the first");
	TAP_NUM(
	    test.boards.at[EMPTY - 1].pid, FIRST_EMPTY + EMPTY - 1, "the last");
	for (int i = 0; i < EMPTY; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%d", FIRST_EMPTY + i);
		remove_file(name);
	}
}

/* Why it cannot be opened. */
static const char *
wrong_with(const struct forged *forged)
{
	struct view view;
	const char *wrong;

	forge_dead(forged);
	read_all();
	MUST(test.boards.count == 1, "there are %zu", test.boards.count);
	wrong = view_open(&view, &test.boards, test.boards.at);
	if (wrong == NULL)
		view_close(&view);
	remove_file(test.boards.at[0].name);
	return wrong;
}

static void
test_sizes(void)
{
	struct forged forged = { .directory = test.directory,
		.owner = geteuid(),
		.pid = 9,
		.rows_max = 4,
		.rows = 4 };
	const off_t right = (off_t)(sizeof(struct score_board) +
	    4 * sizeof(struct score_row_cell));

	TAP_OK(wrong_with(&forged) == NULL, "a good one");
	forged.size = right - 1;
	TAP_STR(str_from(wrong_with(&forged)), STR("is truncated"), "short");
	forged.size = right + 1;
	TAP_STR(str_from(wrong_with(&forged)), STR("is damaged"), "long");
	forged.size = (off_t)3 << 30;
	TAP_STR(str_from(wrong_with(&forged)), STR("is damaged"), "huge");
	forged.rows_max = (uint64_t)forged.size / sizeof(struct score_row_cell);
	forged.size = 0;
	TAP_STR(str_from(wrong_with(&forged)), STR("is damaged"),
	    "huge, as its head says");
	/* 2^60 rows of 17 * 2^4 bytes are no bytes. */
	forged.rows_max = 4 + (UINT64_C(1) << 60);
	forged.size = right;
	TAP_STR(str_from(wrong_with(&forged)), STR("is damaged"),
	    "more than there can be");
}

static void
test_rows(void)
{
	const struct forged forged = { .directory = test.directory,
		.owner = geteuid(),
		.pid = 9,
		.rows_max = 4,
		.rows = UINT64_MAX,
		.client = "javad" };
	struct table table;
	struct view view;

	forge_dead(&forged);
	read_all();
	MUST(view_open(&view, &test.boards, test.boards.at) == NULL, "no view");
	TAP_NUM(view_rows(&view), 4, "no more rows than there is room for");
	table_read(&table, &view);
	TAP_NUM(table.count, 1, "one of them is a client");
	table_free(&table);
	TAP_OK(!view_is_alive(&view), "nobody holds its lock");
	view_close(&view);
	remove_file("forkcastd.9");
}

static void
test_holders(void)
{
	struct forged forged = {
		.directory = test.directory, .owner = geteuid(), .rows_max = 1
	};
	const pid_t living = forge_living(&forged);
	struct view view;

	forged.pid = 9;
	forge_living(&forged);
	read_all();
	for (size_t i = 0; i < test.boards.count; i++) {
		const struct board *board = &test.boards.at[i];
		const char *wrong = view_open(&view, &test.boards, board);
		if (board->pid == 9) {
			TAP_STR(str_from(wrong),
			    STR("is locked by another process"),
			    "a wrong lock");
			continue;
		}
		TAP_NUM(board->pid, living, "the process that is named");
		TAP_OK(wrong == NULL && view_is_alive(&view), "holds the lock");
		view_close(&view);
	}
}

/* It was another file when the directory was read. */
static void
test_replaced(void)
{
	const struct forged forged = { .directory = test.directory,
		.owner = geteuid(),
		.pid = 9,
		.name = "forkcastd.9.1" };
	char path[SCRATCH_PATH], other[SCRATCH_PATH];
	struct view view;
	size_t i = 0;

	forge_dead(&forged);
	read_all();
	while (strcmp(test.boards.at[i].name, forged.name) != 0)
		i++;
	path_of(path, forged.name);
	path_of(other, "kept");
	MUST(rename(path, other) == 0, "cannot rename");
	forge_dead(&forged);
	TAP_STR(str_from(view_open(&view, &test.boards, &test.boards.at[i])),
	    STR("has just been replaced; try again"), "another file");
	remove_file(forged.name);
	TAP_OK(view_open(&view, &test.boards, &test.boards.at[i]) == view_gone,
	    "its server has ended meanwhile");
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	TAP_STR(str_from(view_open(&view, &test.boards, &test.boards.at[i])),
	    STR("has just been replaced; try again"),
	    "a FIFO is not waited for");
}

/* The field that is written last is still missing. */
static void
test_unfinished(void)
{
	const struct forged forged = { .directory = test.directory,
		.owner = geteuid(),
		.pid = 9,
		.name = "forkcastd.9.2",
		.rows_max = 1 };
	const char zeroes[sizeof(SCORE_MAGIC) - 1] = { 0 };
	char path[SCRATCH_PATH];
	struct view view;

	forge_dead(&forged);
	read_all();
	path_of(path, forged.name);
	test.unfinished = open(path, O_RDWR);
	MUST(test.unfinished != -1 &&
		pwrite(test.unfinished, zeroes, sizeof(zeroes), 0) ==
		    sizeof(zeroes),
	    "cannot take its magic");
	make_new(test.unfinished);
	for (size_t i = 0; i < test.boards.count; i++)
		if (strcmp(test.boards.at[i].name, forged.name) == 0)
			TAP_OK(view_open(&view, &test.boards,
				   &test.boards.at[i]) == NULL,
			    "one that is just being made is waited for");
	TAP_NUM(test.pauses, FINISHED_BEHIND, "and no longer");
	view_close(&view);
	io_close(&test.unfinished);
	remove_file(forged.name);
}

static void
test_clean(void)
{
	char room[16];

	TAP_STR(str_from(text_clean(room, sizeof(room),
		    STR("\033[2J\n\377\302\205\342\200\256a\303\251"))),
	    STR("?[2J????a\303\251"), "a text is made harmless");
	TAP_STR(str_from(text_clean(room, 4, STR("ab\303\251"))), STR("ab"),
	    "and cut between characters");
	TAP_STR(str_from(text_clean(room, 1, STR("a"))), STR(""), "or gone");
}

/* Last, for from then on no other is waited for either. */
static void
waits_for_few(void)
{
	char name[64];

	for (int i = 0; i < LOOKED_AT; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%d", FIRST_EMPTY + i);
		make_empty(name);
	}
	read_all();
	for (size_t i = 0; i < test.boards.count; i++) {
		struct view view;
		if (test.boards.at[i].pid >= FIRST_EMPTY)
			TAP_OK(view_open(&view, &test.boards,
				   &test.boards.at[i]) != NULL,
			    "it is empty");
	}
	TAP_OK(test.pauses == PAUSES,
	    "all of them are waited for as long as one may be");
	for (int i = 0; i < LOOKED_AT; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%d", FIRST_EMPTY + i);
		remove_file(name);
	}
}

int
main(void)
{
	scratch_path(test.directory, "boards");
	MUST(mkdir(test.directory, 0700) == 0, "cannot make a directory");
	test.boards.directory = -1;
	test_names();
	test_all();
	test_sizes();
	test_rows();
	test_holders();
	test_replaced();
	test_unfinished();
	test_clean();
	waits_for_few();
	boards_free(&test.boards);
	boards_read(&test.boards, "/nonexistent", NULL);
	TAP_NUM(test.boards.count, 0, "without a directory there are none");
	boards_free(&test.boards);
	return tap_done();
}
