/*
 * forkcastctl clean: removes the remains of dead servers: scoreboards with
 * their control sockets, and control sockets without a scoreboard.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/remove.h"
#include "ctl/sockets.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl clean"

static struct {
	bool is_stuck; /* an owner's process hangs: do not wait for it again */
	uid_t stuck;
	bool failed; /* something remains that should have been removed */
} cleaning;

/*
 * Returns whether the scoreboard may be removed: it has the chosen process ID,
 * or it is ours, or we are root. Other users remove their own files.
 */
static bool
is_ours_to_remove(const struct choice *choice, const struct board *board)
{
	if (choice->pid != 0)
		return choice->pid == board->pid;
	return geteuid() == 0 || board->owner == geteuid();
}

static void
remove_board(const struct boards *boards, const struct board *board,
    const struct view *view)
{
	int error;

	if (cleaning.is_stuck && cleaning.stuck == board->owner)
		return;
	error = remove_remains(boards, board, view);
	if (error == ETIMEDOUT) {
		cleaning.is_stuck = true;
		cleaning.stuck = board->owner;
	}
	if (error == 0) {
		(void)printf("removed %s\n", board->name);
		return;
	}
	complain("cannot remove %s of uid %lu: %s", board->name,
	    (unsigned long)board->owner, strerror(error));
	cleaning.failed = true;
}

/*
 * Removes a dead server's scoreboard. A file that is no scoreboard stays, for
 * nothing tells whether its maker is dead.
 */
static void
clean(const struct choice *choice, const struct boards *boards,
    const struct board *board)
{
	struct view view;
	struct score_pulse pulse;
	const char *wrong = view_open(&view, boards, board);

	if (wrong != NULL && wrong != view_gone &&
	    (board->trusted || choice->pid != 0)) {
		ctl_complain(board, wrong);
		cleaning.failed = true;
	}
	if (wrong != NULL)
		return;
	view_pulse(&view, &pulse);
	if (!view_is_alive(&view) && ctl_is_address(choice, &pulse))
		remove_board(boards, board, &view);
	view_close(&view);
}

/*
 * Returns whether the path is a socket that is ours or, if we are root,
 * anybody's. Sets *owner.
 */
static bool
is_our_socket(const char *path, uid_t *owner)
{
	struct stat info;

	if (lstat(path, &info) != 0 || !S_ISSOCK(info.st_mode))
		return false;
	*owner = info.st_uid;
	return geteuid() == 0 || info.st_uid == geteuid();
}

/* Removes a dead control socket without a scoreboard. */
static void
clean_socket(void *context, uint64_t pid, const char *path, uid_t owner)
{
	int error;

	(void)context;
	(void)pid;
	if (!is_our_socket(path, &owner) ||
	    (cleaning.is_stuck && cleaning.stuck == owner))
		return;
	error = remove_left(path, owner);
	if (error == 0) {
		(void)printf("removed %s\n", path);
	} else if (error == ETIMEDOUT) {
		cleaning.is_stuck = true;
		cleaning.stuck = owner;
	} /* else a server uses it, or we cannot know */
}

int
cmd_clean(const struct choice *choice, int argc, char **argv)
{
	struct boards boards;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	boards_read(&boards, choice->directory);
	for (size_t i = 0; i < boards.count; i++)
		if (is_ours_to_remove(choice, &boards.at[i]))
			clean(choice, &boards, &boards.at[i]);
	boards_free(&boards);
	if (choice->address == NULL)
		sockets_each(choice->pid, clean_socket, NULL);
	return cleaning.failed ? EX_NOPERM : EX_OK;
}
