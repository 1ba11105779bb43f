/* A scoreboard as readers see it: see view.h. */
#include "ctl/view.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/proc.h"
#include "shared/die.h"
#include "shared/io.h"

#define ROW sizeof(struct score_row_cell)

/* How often, and how long at a time, to wait for a writer to finish. */
#define TRIES 20
#define PAUSE_MS 5

/*
 * The pauses are limited in total: a trusted user can leave many unfinished
 * boards.
 */
static struct {
	int pauses; /* made so far, for all boards */
} patience;

const char view_gone[] = "is gone";

/* Ends the program if an owner truncates a scoreboard while we read it. */
static void
on_bus(int number)
{
	static const char text[] =
	    "forkcastctl: the scoreboard was truncated while being read\n";

	(void)number;
	(void)write(STDERR_FILENO, text, sizeof(text) - 1); /* we exit anyway */
	_exit(EX_DATAERR);
}

/* Returns null, or what is wrong with the header. */
static const char *
check_head(const struct view *view, const struct score_head *head)
{
	static char text[128];

	if (memcmp(head->magic, SCORE_MAGIC, sizeof(head->magic)) != 0)
		return "is not a scoreboard, or is incomplete";
	if (head->version != SCORE_VERSION) {
		(void)snprintf(text, sizeof(text),
		    "has version %lu, but this forkcastctl reads version %d: "
		    "use the one that came with the server",
		    (unsigned long)head->version, SCORE_VERSION);
		return text;
	}
	if (head->row_size != ROW || head->rows_max > SCORE_ROWS ||
	    head->pid != view->pid)
		return "is damaged";
	return NULL;
}

/*
 * Returns null, or why the board is invalid. A wrong size could make us use any
 * amount of memory.
 */
static const char *
check(struct view *view)
{
	struct score_head head;
	const ssize_t count = pread(view->fd, &head, sizeof(head), 0);
	const char *wrong;
	size_t size;

	if (count == -1)
		return strerror(errno);
	if (count < (ssize_t)sizeof(head) ||
	    view->size < sizeof(struct score_board))
		return "is truncated";
	wrong = check_head(view, &head);
	if (wrong != NULL)
		return wrong;
	size = sizeof(struct score_board) + (size_t)head.rows_max * ROW;
	if (view->size != size)
		return view->size < size ? "is truncated" : "is damaged";
	view->started = head.started;
	memcpy(view->control, head.control, SCORE_PATH);
	return NULL;
}

/*
 * Returns the process that holds the lock; 0: none; -1: one that is not visible
 * from here. Readers of the file can take a read lock on it; only its owner can
 * take a write lock.
 */
static pid_t
find_holder(const struct view *view)
{
	struct flock whole = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	if (fcntl(view->fd, F_GETLK, &whole) != 0 || whole.l_type != F_WRLCK)
		return 0;
	return whole.l_pid > 0 ? whole.l_pid : -1;
}

/*
 * Checks that the open file is still the regular file that was listed, and then
 * the board in it. Returns null, or the error.
 */
static const char *
check_board(struct view *view, const struct board *board)
{
	struct stat info;

	if (fstat(view->fd, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode) || info.st_dev != board->device ||
	    info.st_ino != board->inode || info.st_uid != board->owner)
		return "has just been replaced; try again";
	view->size = (size_t)info.st_size;
	return check(view);
}

/*
 * Returns whether the board was made within the last second and lacks the part
 * that is written last.
 */
static bool
is_unfinished(const struct view *view)
{
	static const char none[sizeof(SCORE_MAGIC) - 1];
	char magic[sizeof(none)] = { 0 };
	struct stat info;

	return fstat(view->fd, &info) == 0 &&
	    (usec)info.st_mtime >= clock_wall() / SEC - 1 &&
	    pread(view->fd, magic, sizeof(magic), 0) != -1 &&
	    memcmp(magic, none, sizeof(none)) == 0;
}

/*
 * Checks the board; waits for a starting server to finish it, which takes a
 * moment.
 */
static const char *
check_board_patiently(struct view *view, const struct board *board)
{
	const char *wrong = check_board(view, board);

	while (
	    wrong != NULL && is_unfinished(view) && patience.pauses++ < TRIES) {
		(void)poll(NULL, 0, PAUSE_MS);
		wrong = check_board(view, board);
	}
	return wrong;
}

/* Returns null, or an error if another process holds the lock. */
static const char *
check_holder(const struct view *view)
{
	const pid_t holder = find_holder(view);

	return holder == 0 || holder == (pid_t)view->pid ?
	    NULL :
	    "is locked by another process";
}

/* Flags to open without blocking: a FIFO would wait for a writer, for example.
 */
#define NO_WAIT (O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)

const char *
view_open(
    struct view *view, const struct boards *boards, const struct board *board)
{
	static char text[128];
	const char *wrong;

	*view = (struct view) { .pid = board->pid,
		.owner = board->owner,
		.fd = openat(boards->directory, board->name, NO_WAIT) };
	if (view->fd == -1 && errno == ENOENT)
		return view_gone;
	if (view->fd == -1) {
		(void)snprintf(
		    text, sizeof(text), "cannot be read: %s", strerror(errno));
		return text;
	}
	wrong = check_board_patiently(view, board);
	if (wrong == NULL)
		wrong = check_holder(view);
	if (wrong != NULL)
		view_close(view);
	return wrong;
}

void
view_map(struct view *view)
{
	const struct sigaction bus = { .sa_handler = on_bus };
	void *at;

	if (view->map != NULL)
		return;
	at = mmap(NULL, view->size, PROT_READ, MAP_SHARED, view->fd, 0);
	if (at == MAP_FAILED)
		die_errno(EX_OSERR, "cannot map the scoreboard of server %llu",
		    (unsigned long long)view->pid);
	view->map = at;
	(void)sigaction(SIGBUS, &bus, NULL); /* it only makes the error nicer */
}

void
view_close(struct view *view)
{
	if (view->map != NULL) /* cannot fail */
		(void)munmap((void *)(uintptr_t)view->map, view->size);
	view->map = NULL;
	io_close(&view->fd);
}

bool
view_is_alive(const struct view *view)
{
	return find_holder(view) == (pid_t)view->pid;
}

bool
view_is_stopped(const struct view *view)
{
	return proc_state(view->pid, 0) == 'T';
}

/* Reads from the file. Bytes that were truncated meanwhile read as zeroes. */
static void
read_at(const struct view *view, void *to, size_t size, size_t at)
{
	const ssize_t count = pread(view->fd, to, size, (off_t)at);
	const size_t len = count > 0 ? (size_t)count : 0;

	memset((char *)to + len, 0, size - len);
}

/*
 * Copies the record from the file as score_get does from memory: reads the
 * sequence number, the record, and the number again.
 */
static bool
copy_pulse(const struct view *view, struct score_pulse *pulse)
{
	const size_t at = offsetof(struct score_board, pulse);
	uint64_t word[SCORE_WORDS(score_pulse)];
	uint64_t before, behind;

	read_at(view, &before, sizeof(before), at);
	read_at(view, word, sizeof(word), at);
	read_at(view, &behind, sizeof(behind), at);
	memcpy(pulse, word + 1, sizeof(*pulse));
	return before % 2 == 0 && before == behind;
}

/*
 * Copies the record, in the end even a torn one: a writer that died while
 * writing leaves one that is mostly right.
 */
void
view_pulse(const struct view *view, struct score_pulse *pulse)
{
	if (view->map != NULL) {
		(void)score_get(view->map->pulse.word, pulse, sizeof(*pulse));
		return;
	}
	for (int i = 0; i < TRIES; i++)
		if (copy_pulse(view, pulse))
			return;
}

size_t
view_rows(const struct view *view)
{
	const size_t room = (view->size - sizeof(struct score_board)) / ROW;
	struct score_pulse pulse;

	view_pulse(view, &pulse);
	return pulse.rows < room ? (size_t)pulse.rows : room;
}

bool
view_row(const struct view *view, size_t number, struct score_row *row)
{
	(void)score_get(view->map->row[number].word, row, sizeof(*row));
	return row->pid != 0;
}
