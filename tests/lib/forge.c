/* Forged scoreboards: see forge.h. */
#define _DEFAULT_SOURCE /* seteuid */
#include "forge.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"
#include "shared/io.h"

#define LIVING 16

static struct {
	pid_t living[LIVING];
	char path[LIVING][PATH_MAX]; /* what each has made */
	size_t count;
} forge;

static void
set_text(char *field, size_t size, const char *text)
{
	const size_t len = text != NULL ? strlen(text) : 0;

	memset(field, 0, size);
	if (len > 0)
		memcpy(field, text, len < size ? len : size);
}

static void
fill_head(struct score_head *head, const struct forged *forged)
{
	*head = (struct score_head) { .version = SCORE_VERSION,
		.row_size = sizeof(struct score_row_cell),
		.rows_max = forged->rows_max,
		.pid = forged->pid };
	memcpy(head->magic, SCORE_MAGIC, sizeof(head->magic));
	set_text(head->control, sizeof(head->control), forged->control);
}

static void
fill_board(struct score_board *board, const struct forged *forged)
{
	const struct score_pulse pulse = { .rows = forged->rows };
	struct score_row row = { .pid = 1, .state = SCORE_HERE };

	set_text(row.name, sizeof(row.name), forged->client);
	set_text(row.peer, sizeof(row.peer), forged->client);
	score_put(board->pulse.word, &pulse, sizeof(pulse));
	if (forged->client != NULL)
		score_put(board->row[0].word, &row, sizeof(row));
	fill_head(&board->head, forged);
}

static void
name_file(char path[PATH_MAX], const struct forged *forged)
{
	char name[SCORE_NAME];

	score_name(name, forged->pid);
	(void)snprintf(path, PATH_MAX, "%s/%s",
	    forged->directory != NULL ? forged->directory : SCORE_DIRECTORY,
	    name + 1);
}

/* The descriptor of the file, made by whoever we are. */
static int
make(const struct forged *forged)
{
	const size_t room =
	    sizeof(struct score_board) + sizeof(struct score_row_cell);
	struct score_board *board = calloc(1, room);
	const off_t whole = (off_t)(sizeof(*board) +
	    forged->rows_max * sizeof(struct score_row_cell));
	char path[PATH_MAX];
	int fd;

	MUST(board != NULL, "out of memory");
	name_file(path, forged);
	fill_board(board, forged);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	MUST(fd != -1 && io_write_all(fd, board, room) &&
		ftruncate(fd, forged->size > 0 ? forged->size : whole) == 0,
	    "cannot make %s: %s", path, strerror(errno));
	free(board);
	return fd;
}

static void
be(uid_t user)
{
	if (user != geteuid())
		MUST(seteuid(user) == 0, "cannot become %lu",
		    (unsigned long)user);
}

void
forge_dead(const struct forged *forged)
{
	const uid_t us = geteuid();
	int fd;

	be(forged->owner);
	fd = make(forged);
	io_close(&fd);
	be(us);
}

static _Noreturn void
live(struct forged forged, int ready, int end)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char byte = 0;
	int fd;

	if (forged.owner != geteuid() && setuid(forged.owner) != 0)
		_exit(1);
	if (forged.pid == 0)
		forged.pid = (uint64_t)getpid();
	fd = make(&forged);
	if (fcntl(fd, F_SETLK, &whole) != 0 || !io_write_all(ready, &byte, 1))
		_exit(1);
	(void)io_read(end, &byte, 1); /* the test's end */
	_exit(0);
}

static void
end_all(void)
{
	for (size_t i = 0; i < forge.count; i++) {
		(void)kill(forge.living[i], SIGKILL);
		(void)waitpid(forge.living[i], NULL, 0);
		(void)unlink(forge.path[i]); /* if it is still there */
	}
}

pid_t
forge_living(const struct forged *forged)
{
	int ready[2], end[2];
	char byte;
	pid_t pid;

	MUST(forge.count < LIVING && pipe(ready) == 0 && pipe(end) == 0 &&
		fcntl(end[1], F_SETFD, FD_CLOEXEC) == 0,
	    "no more of them");
	pid = fork();
	MUST(pid != -1, "cannot fork");
	if (pid == 0) {
		io_close(&end[1]);
		live(*forged, ready[1], end[0]);
	}
	io_close(&ready[1]);
	io_close(&end[0]);
	if (forge.count == 0)
		MUST(atexit(end_all) == 0, "no room for atexit");
	struct forged known = *forged;
	if (known.pid == 0)
		known.pid = (uint64_t)pid;
	name_file(forge.path[forge.count], &known);
	forge.living[forge.count++] = pid;
	MUST(io_read(ready[0], &byte, 1) == 1, "it does not live");
	io_close(&ready[0]);
	return pid;
}
