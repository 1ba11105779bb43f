/*
 * client/ctl/server: what lies in the directory of scoreboards, which anybody
 * can write to, is looked at without waiting, and believed in nothing.
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

#define MANY 300
#define FIRST 2000000000 /* in a name; no process has such an ID */
#define OTHER 12345 /* a user who is nobody here */

/* So long a process lives at most, whatever becomes of the test. */
#define LIFE 600

/*
 * A forged scoreboard, as any user can make it: a dead one, of a server that
 * never existed, or a live one, locked by a process that does nothing else.
 */
struct forged {
	uint64_t pid; /* 0: of the process that locks it */
	uint64_t rows_max;
	uint64_t rows;
	const char *client; /* of the only one, in row 0; null: none */
	off_t size; /* 0: as the header says */
};

static pid_t living; /* it locks the live one; 0: there is none */

static struct {
	char directory[SCRATCH_PATH];
	size_t count;
	char why[SERVER_WHY];
} test;

static void
name_file(char path[2 * SCRATCH_PATH], uint64_t pid)
{
	(void)snprintf(path, 2 * SCRATCH_PATH, "%s/forkcastd.%llu",
	    test.directory, (unsigned long long)pid);
}

static void
fill_board(struct score_board *board, const struct forged *forged)
{
	const struct score_pulse pulse = { .rows = forged->rows };
	struct score_row row = { .pid = 1, .state = SCORE_HERE };

	board->head = (struct score_head) { .version = SCORE_VERSION,
		.row_size = sizeof(struct score_row_cell),
		.rows_max = forged->rows_max,
		.pid = forged->pid };
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
	const off_t whole = (off_t)(sizeof(*board) +
	    forged->rows_max * sizeof(struct score_row_cell));
	char path[2 * SCRATCH_PATH];
	int fd;

	MUST(board != NULL, "out of memory");
	name_file(path, forged->pid);
	fill_board(board, forged);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	MUST(fd != -1 && io_write_all(fd, board, room) &&
		ftruncate(fd, forged->size > 0 ? forged->size : whole) == 0,
	    "cannot make %s: %s", path, strerror(errno));
	free(board);
	return fd;
}

static _Noreturn void
live(struct forged forged, int ready)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char byte = 0;

	if (forged.pid == 0)
		forged.pid = (uint64_t)getpid();
	const int fd = make(&forged);
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
		live(*forged, ready[1]);
	io_close(&ready[1]);
	MUST(io_read(ready[0], &byte, 1) == 1, "it does not live");
	io_close(&ready[0]);
}

/* Looks for the only one that is there, which is closed again. */
static void
look(void)
{
	const struct choice choice = { .directory = test.directory };
	struct server server;
	const int found = server_find(&choice, &server, test.why);

	test.count = found == EX_OK;
	if (found == EX_OK)
		server_close(&server);
	if (found == EX_UNAVAILABLE)
		test.why[0] = '\0';
}

/* Names of files; 0: of none of a server. */
static const struct {
	const char *name;
	uint64_t pid;
} names[] = {
	{ "forkcastd.4711", 4711 },
	{ "forkcastd.2147483647", 2147483647 },
	{ "forkcastd.2147483648", 0 },
	{ "forkcastd.", 0 },
	{ "forkcastd.0", 0 },
	{ "forkcastd.04711", 0 },
	{ "forkcastd.4711x", 0 },
	{ "xforkcastd.4711", 0 },
};

static void
test_names(void)
{
	uint64_t pid;

	for (size_t i = 0; i < COUNT(names); i++) {
		pid = 0;
		if (!score_name_read(str_from(names[i].name), &pid))
			pid = 0;
		TAP_NUM(pid, names[i].pid, "\"%s\"", names[i].name);
	}
}

/* What no server has locked is none, and none of it is waited for. */
static void
test_rubbish(void)
{
	struct forged forged = { .rows_max = 1, .pid = FIRST };
	char path[2 * SCRATCH_PATH];
	int fd;

	name_file(path, FIRST - 1);
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	name_file(path, FIRST - 2);
	MUST(symlink("/dev/zero", path) == 0, "cannot make a link");
	name_file(path, FIRST - 3);
	MUST(mkdir(path, 0700) == 0, "cannot make a directory");
	for (; forged.pid < FIRST + MANY; forged.pid++) {
		fd = make(&forged);
		io_close(&fd);
	}
	forge_living(&forged); /* by another process */
	look();
	TAP_NUM(test.count, 0, "nothing is a server");
	TAP_STR(str_from(test.why), STR(""), "and nobody hears of it");
}

/* So large is a scoreboard that has room for four rows. */
#define RIGHT                                 \
	((off_t)(sizeof(struct score_board) + \
	    4 * sizeof(struct score_row_cell)))

static const struct {
	const char *what, *said;
	off_t size;
	uint64_t rows_max;
	size_t at, len; /* of what is damaged */
} heads[] = {
	{ "a good one", "", 0, 4, 0, 0 },
	{ "an empty one", "is truncated", 1, 4, 0, 0 },
	{ "long", "is truncated or damaged", RIGHT + 1, 4, 0, 0 },
	{ "huge", "is truncated or damaged", (off_t)3 << 30, 4, 0, 0 },
	{ "more rows than there can be", "is damaged", RIGHT,
	    4 + (UINT64_C(1) << 60), 0, 0 },
	{ "another version",
	    "has version 77, but this forkcastctl reads version 9: "
	    "use the one that came with the server",
	    0, 4, offsetof(struct score_head, version), 4 },
	{ "other rows", "is damaged", 0, 4,
	    offsetof(struct score_head, row_size), 4 },
	{ "another process", "is damaged", 0, 4,
	    offsetof(struct score_head, pid), 4 },
	{ "no magic", "is not a scoreboard, or is incomplete", 0, 4, 0, 4 },
};

/* Looks at the only living one with bytes in its head; it says what is wrong.
 */
static void
test_head(size_t i)
{
	static const uint32_t wrong = 77;
	const char *said = heads[i].said;
	char path[2 * SCRATCH_PATH], sentence[SERVER_WHY];
	int fd;

	forge_living(&(struct forged) {
	    .rows_max = heads[i].rows_max, .rows = 4, .size = heads[i].size });
	name_file(path, (uint64_t)living);
	fd = open(path, O_RDWR | O_CLOEXEC);
	MUST(fd != -1 &&
		pwrite(fd, &wrong, heads[i].len, (off_t)heads[i].at) ==
		    (ssize_t)heads[i].len,
	    "cannot write %s", path);
	look();
	MUST(unlink(path) == 0, "cannot end it");
	io_close(&fd);
	(void)snprintf(sentence, sizeof(sentence),
	    "the scoreboard of server %d %s", (int)living, said);
	TAP_NUM(test.count, *said == '\0', "%s: is it found", heads[i].what);
	TAP_STR(str_from(test.why), str_from(*said != '\0' ? sentence : ""),
	    "%s", heads[i].what);
}

static void
test_rows(void)
{
	const struct forged forged = {
		.rows_max = 4, .rows = UINT64_MAX, .client = "javad"
	};
	struct score_row row;
	size_t count = 0;
	struct server server;
	char why[SERVER_WHY];

	forge_living(&forged);
	MUST(server_find(&(struct choice) { .directory = test.directory,
			     .pid = (uint64_t)living },
		 &server, why) == 0,
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
	    STR("?[2J????a\303\251"), "a text is made harmless");
	TAP_STR(str_from(show_clean(room, 4, STR("ab\303\251"))), STR("ab"),
	    "and cut between characters");
	TAP_STR(str_from(show_clean(room, 1, STR("a"))), STR(""), "or gone");
}

/* The server of a person, or of a user of the system, as others find it. */
static void
test_owners(void)
{
	const struct choice choice = { .directory = test.directory };
	char path[2 * SCRATCH_PATH], why[SERVER_WHY];
	struct server server;

	forge_living(&(struct forged) { .rows_max = 1 });
	name_file(path, (uint64_t)living);
	MUST(chown(path, 1000, 1000) == 0, "chown");
	look();
	TAP_NUM(test.count, 0, "a person's server is not looked for");
	(void)snprintf(why, sizeof(why),
	    "no such server; ignored: server %ld of uid 1000; use -p",
	    (long)living);
	TAP_NUM(server_find(&choice, &server, test.why), EX_UNAVAILABLE,
	    "as if there were none");
	TAP_STR(str_from(test.why), str_from(why), "but that is said");
	MUST(chown(path, 999, 999) == 0, "chown");
	look();
	TAP_NUM(test.count, 1, "one of a user of the system is");
	MUST(seteuid(OTHER) == 0, "seteuid");
	look();
	TAP_NUM(test.count, 1, "not by root alone");
	MUST(seteuid(0) == 0 && unlink(path) == 0, "cannot end it");
}

int
main(void)
{
	scratch_path(test.directory, "boards");
	MUST(mkdir(test.directory, 0755) == 0 && chdir(test.directory) == 0,
	    "cannot make a directory");
	memcpy(test.directory, ".", sizeof(".")); /* others reach it, too */
	MUST(atexit(end_living) == 0, "no room for atexit");
	test_names();
	test_rubbish();
	if (geteuid() == 0)
		test_owners();
	for (size_t i = 0; i < COUNT(heads); i++)
		test_head(i);
	test_rows();
	test_clean();
	(void)scratch_path(test.directory, "none");
	look();
	TAP_NUM(test.count, 0, "without a directory there are none");
	return tap_done();
}
