/*
 * Scoreboards as readers see them: see view.h. POSIX has no way to list the
 * pieces of shared memory; on Linux they are files of one directory.
 */
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/io.h"

#define DIRECTORY "/dev/shm"

size_t
view_list(uint64_t *pids, size_t max)
{
	const size_t prefix = sizeof(SCORE_PREFIX) - 1;
	DIR *directory = opendir(DIRECTORY);
	const struct dirent *entry;
	size_t count = 0;

	if (directory == NULL)
		return 0;
	while (count < max && (entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, SCORE_PREFIX, prefix) == 0 &&
		    str_to_number(str_from(entry->d_name + prefix), INT32_MAX,
			&pids[count]))
			count++;
	(void)closedir(directory); /* was only read */
	return count;
}

/* Whoever owns a scoreboard can cut it short while we look at it. */
static void
on_bus(int number)
{
	static const char text[] =
	    "forkcastctl: the scoreboard was cut short meanwhile\n";

	(void)number;
	(void)write(STDERR_FILENO, text, sizeof(text) - 1); /* and then end */
	_exit(EX_DATAERR);
}

/* Null, or what is wrong with what stands there. */
static const char *
check(const struct view *view)
{
	static char text[128];
	const struct score_head *head = &view->board->head;

	if (memcmp(head->magic, SCORE_MAGIC, sizeof(head->magic)) != 0)
		return "is no scoreboard, or is not finished";
	if (head->version != SCORE_VERSION) {
		(void)snprintf(text, sizeof(text),
		    "is of version %lu, and this program knows version %d: "
		    "use the one that came with the server",
		    (unsigned long)head->version, SCORE_VERSION);
		return text;
	}
	if (head->row_size != sizeof(struct score_row_cell) ||
	    head->pid != view->pid)
		return "is damaged";
	return NULL;
}

/* Null, or why not. */
static const char *
map(struct view *view)
{
	const struct sigaction bus = { .sa_handler = on_bus };
	struct stat info;
	void *at;

	if (fstat(view->fd, &info) != 0)
		return strerror(errno);
	if (info.st_size < (off_t)sizeof(struct score_board))
		return "is cut short";
	view->owner = info.st_uid;
	view->size = (size_t)info.st_size;
	at = mmap(NULL, view->size, PROT_READ, MAP_SHARED, view->fd, 0);
	if (at == MAP_FAILED)
		return strerror(errno);
	view->board = at;
	(void)sigaction(SIGBUS, &bus, NULL); /* it only makes an end nicer */
	return check(view);
}

const char *
view_open(struct view *view, uint64_t pid)
{
	static char text[128];
	char name[SCORE_NAME];
	const char *wrong;

	*view = (struct view) { .pid = pid };
	score_name(name, pid);
	view->fd = shm_open(name, O_RDONLY, 0);
	if (view->fd == -1) {
		(void)snprintf(
		    text, sizeof(text), "cannot be read: %s", strerror(errno));
		return text;
	}
	wrong = map(view);
	if (wrong != NULL) {
		view_close(view);
		return wrong;
	}
	view->started = view->board->head.started;
	memcpy(view->control, view->board->head.control, SCORE_PATH);
	return NULL;
}

void
view_close(struct view *view)
{
	if (view->board != NULL) /* unmapping what was mapped works */
		(void)munmap((void *)(uintptr_t)view->board, view->size);
	view->board = NULL;
	io_close(&view->fd);
}

bool
view_is_alive(const struct view *view)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(view->fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/* A writer that died in the midst of a record leaves all but some of it. */
void
view_pulse(const struct view *view, struct score_pulse *pulse)
{
	(void)score_get(view->board->pulse.word, pulse, sizeof(*pulse));
}

size_t
view_rows(const struct view *view)
{
	const size_t room = (view->size - sizeof(struct score_board)) /
	    sizeof(struct score_row_cell);
	struct score_pulse pulse;

	view_pulse(view, &pulse);
	return pulse.rows < room ? (size_t)pulse.rows : room;
}

bool
view_row(const struct view *view, size_t number, struct score_row *row)
{
	(void)score_get(view->board->row[number].word, row, sizeof(*row));
	return row->pid != 0;
}
