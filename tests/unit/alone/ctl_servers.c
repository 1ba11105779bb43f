/*
 * client/ctl/server: what lies in a directory of scoreboards is looked at
 * without waiting, and believed in nothing: root looks at those of other users.
 */
#include "client/ctl/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/ctl/show.h"
#include "shared/io.h"
#include "shared/score.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

/* So long a process lives at most, whatever becomes of the test. */
#define LIFE 600

/* A forged scoreboard: dead, or locked by a process that does nothing else. */
struct forged {
	uint64_t rows;
	const char *client; /* of the only one, in row 0; null: none */
	off_t size; /* 0: with room for four rows */
};

static pid_t living; /* it locks the live one; 0: there is none */

static struct {
	char path[SCRATCH_PATH]; /* of the only one */
	size_t count;
	char why[SERVER_WHY];
} test;

static void
fill_board(struct score_board *board, const struct forged *forged)
{
	const struct score_pulse pulse = { .rows = forged->rows };
	struct score_row row = { .pid = 1, .state = SCORE_HERE };

	board->head = (struct score_head) { .version = SCORE_VERSION };
	memcpy(board->head.magic, SCORE_MAGIC, sizeof(board->head.magic));
	score_put(board->pulse.word, &pulse, sizeof(pulse));
	if (forged->client == NULL)
		return;
	(void)snprintf(row.name, sizeof(row.name), "%s", forged->client);
	score_put(board->row[0].word, &row, sizeof(row));
}

/* Returns the descriptor of the file. */
static int
make(const struct forged *forged)
{
	const size_t room =
	    sizeof(struct score_board) + sizeof(struct score_row_cell);
	struct score_board *board = calloc(1, room);
	const off_t whole =
	    (off_t)(sizeof(*board) + 4 * sizeof(struct score_row_cell));
	int fd;

	MUST(board != NULL, "out of memory");
	fill_board(board, forged);
	(void)unlink(test.path); /* the last one */
	fd = open(test.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	MUST(fd != -1 && io_write_all(fd, board, room) &&
		ftruncate(fd, forged->size > 0 ? forged->size : whole) == 0,
	    "cannot make %s: %s", test.path, strerror(errno));
	free(board);
	return fd;
}

static _Noreturn void
live(const struct forged *forged, int ready)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char byte = 0;

	const int fd = make(forged);
	if (fcntl(fd, F_SETLK, &whole) != 0 || !io_write_all(ready, &byte, 1))
		_exit(1);
	(void)alarm(LIFE);
	for (;;)
		(void)pause();
}

static void
end_living(void)
{
	if (living == 0)
		return;
	(void)kill(living, SIGKILL);
	(void)waitpid(living, NULL, 0);
	living = 0;
}

/* Makes a live scoreboard in place of the last one. */
static void
forge_living(const struct forged *forged)
{
	int ready[2];
	char byte;

	end_living();
	MUST(pipe(ready) == 0, "no pipe");
	living = fork();
	MUST(living != -1, "cannot fork");
	if (living == 0)
		live(forged, ready[1]);
	io_close(&ready[1]);
	MUST(io_read(ready[0], &byte, 1) == 1, "it does not live");
	io_close(&ready[0]);
}

/* Looks for the only one that is there, which is closed again. */
static void
look(void)
{
	const struct choice choice = { .pid = 0 };
	struct server server;
	const int found = server_find(&choice, &server, test.why);

	test.count = found == EX_OK;
	if (found == EX_OK)
		server_close(&server);
	if (found == EX_UNAVAILABLE)
		test.why[0] = '\0';
}

/* What no server has locked is none, and none of it is waited for. */
static void
test_rubbish(void)
{
	char path[SCRATCH_PATH];
	int fd = make(&(struct forged) { .rows = 1 });

	io_close(&fd);
	scratch_path(path, "control.2.board");
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	scratch_path(path, "control.3.board");
	MUST(mkdir(path, 0700) == 0, "cannot make a directory");
	look();
	TAP_NUM(test.count, 0, "nothing is a server");
	TAP_STR(str_from(test.why), STR(""), "and nobody hears of it");
}

static const struct {
	const char *what, *said;
	off_t size;
	size_t at, len; /* of what is damaged */
} heads[] = {
	{ "a good one", "", 0, 0, 0 },
	{ "an empty one", "is truncated", 1, 0, 0 },
	{ "huge", "is damaged", (off_t)3 << 30, 0, 0 },
	{ "another version",
	    "has version 77, but this forkcastctl reads version 10: "
	    "use the one that came with the server",
	    0, offsetof(struct score_head, version), 8 },
	{ "no magic", "is not a scoreboard, or is incomplete", 0, 0, 4 },
};

/* Looks at the only living one with bytes in its head; it says what is wrong.
 */
static void
test_head(size_t i)
{
	static const uint64_t wrong = 77;
	const char *said = heads[i].said;
	char sentence[SERVER_WHY];
	int fd;

	forge_living(&(struct forged) { .rows = 4, .size = heads[i].size });
	fd = open(test.path, O_RDWR | O_CLOEXEC);
	MUST(fd != -1 &&
		pwrite(fd, &wrong, heads[i].len, (off_t)heads[i].at) ==
		    (ssize_t)heads[i].len,
	    "cannot write %s", test.path);
	look();
	io_close(&fd);
	(void)snprintf(sentence, sizeof(sentence), "the scoreboard %s %s",
	    test.path, said);
	TAP_NUM(test.count, *said == '\0', "%s: is it found", heads[i].what);
	TAP_STR(str_from(test.why), str_from(*said != '\0' ? sentence : ""),
	    "%s", heads[i].what);
}

static void
test_rows(void)
{
	const struct forged forged = { .rows = UINT64_MAX, .client = "javad" };
	struct score_row row;
	size_t count = 0;
	struct server server;
	char why[SERVER_WHY];

	forge_living(&forged);
	MUST(server_find(&(struct choice) { .pid = (uint64_t)living }, &server,
		 why) == 0,
	    "%s", why);
	TAP_NUM(server_rows(&server), 4, "no more rows than there is room for");
	for (size_t i = 0; i < 4; i++)
		count += server_row(&server, i, &row);
	TAP_NUM(count, 1, "one of them is a client");
	TAP_OK(server_is_alive(&server), "it lives");
	end_living();
	TAP_OK(!server_is_alive(&server), "it does not");
	server_close(&server);
}

static void
test_clean(void)
{
	char room[16];

	TAP_STR(str_from(show_clean(room, sizeof(room),
		    STR("\033[2J\n\377\302\205\342\200\256a\303\251"))),
	    STR("?[2J???a\303\251"), "a text is made harmless");
	TAP_STR(str_from(show_clean(room, 4, STR("ab\303\251"))), STR("ab"),
	    "and cut between characters");
	TAP_STR(str_from(show_clean(room, 1, STR("a"))), STR(""), "or gone");
}

int
main(void)
{
	scratch_path(test.path, "control.1.board");
	MUST(atexit(end_living) == 0, "no room for atexit");
	test_rubbish();
	for (size_t i = 0; i < COUNT(heads); i++)
		test_head(i);
	test_rows();
	test_clean();
	return tap_done();
}
