/*
 * Removing remains: see remove.h. Files are checked and unlinked in a directory
 * that is kept open, so that no other directory can take its place meanwhile.
 */
#define _DEFAULT_SOURCE /* setgroups, flock */
#include "ctl/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"

#define PATIENCE 3000 /* in milliseconds */

/* A group without members, for a user who has no entry. */
#define NO_GROUP ((gid_t)65534)

/*
 * A server locks its scoreboard with fcntl(2), which tells readers its process,
 * and the lock of a socket with flock(2).
 */
static bool
lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &whole) == 0 &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/*
 * Opens and locks the owner's file of that name. Returns -1 with errno if
 * somebody holds the lock, if it is no such file, or if it was replaced
 * meanwhile.
 */
static int
take_file(int directory, const char *name, uid_t owner)
{
	int fd = openat(directory, name,
	    O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	struct stat ours, there;

	if (fd == -1)
		return -1;
	errno = EPERM;
	if (fstat(fd, &ours) == 0 && S_ISREG(ours.st_mode) &&
	    ours.st_uid == owner && lock(fd) &&
	    fstatat(directory, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	    is_same(&ours, &there))
		return fd;
	io_close(&fd);
	return -1;
}

static bool
is_socket(int directory, const char *name, uid_t owner)
{
	struct stat info;

	return fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISSOCK(info.st_mode) && info.st_uid == owner;
}

/*
 * Removes the socket, unless its lock is held: then a living server uses the
 * path. Returns 0 or errno.
 */
static int
remove_socket(int directory, const char *name, uid_t owner)
{
	char lock_name[SCORE_PATH + sizeof(".lock")];
	int fd, error = 0;

	(void)snprintf(
	    lock_name, sizeof(lock_name), "%s.lock", name); /* fits */
	if (!is_socket(directory, name, owner))
		return ENOENT;
	fd = take_file(directory, lock_name, owner);
	if (fd == -1)
		return errno;
	if (unlinkat(directory, name, 0) != 0)
		error = errno; /* the next server at this path removes it */
	/* the next server removes this, too */
	(void)unlinkat(directory, lock_name, 0);
	io_close(&fd);
	return error;
}

/* Removes the control socket. Returns 0 or errno. */
static int
remove_control(const char *path, uid_t owner)
{
	const char *slash = strrchr(path, '/');
	char directory[SCORE_PATH + 1];
	int fd, error;

	if (path[0] != '/')
		return ENOENT;
	(void)snprintf(directory, sizeof(directory), "%.*s",
	    slash > path ? (int)(slash - path) : 1, path); /* fits */
	fd = open(directory,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return errno; /* gone, or out of the owner's reach */
	error = remove_socket(fd, slash + 1, owner);
	io_close(&fd);
	return error;
}

/* The remains: a scoreboard with its socket, or a socket only. */
struct remains {
	const struct boards *boards; /* null: a socket only */
	const struct board *board;
	const char *control;
	uid_t owner;
};

/* Removes the remains with our present rights. Returns 0 or errno. */
static int
remove_all(const struct remains *remains)
{
	const struct boards *boards = remains->boards;
	const struct board *board = remains->board;
	int fd, error = 0;

	if (boards == NULL)
		return remove_control(remains->control, remains->owner);
	fd = take_file(boards->directory, board->name, board->owner);
	if (fd == -1)
		return errno;
	/* if this fails, the socket stays */
	(void)remove_control(remains->control, board->owner);
	if (unlinkat(boards->directory, board->name, 0) != 0)
		error = errno;
	io_close(&fd);
	return error;
}

/* Gives up root's rights for good. */
static bool
become(uid_t user, gid_t group)
{
	return setgroups(1, &group) == 0 && setgid(group) == 0 &&
	    setuid(user) == 0 && (user == 0 || setuid(0) != 0);
}

/*
 * Waits for the child to close its pipe by exiting; the owner may have stopped
 * it.
 */
static int
await(pid_t child, int pipe_end)
{
	struct pollfd end = { .fd = pipe_end };
	int status, ready;

	do
		ready = poll(&end, 1, PATIENCE);
	while (ready == -1 && errno == EINTR);
	if (ready != 1)
		(void)kill(child, SIGKILL); /* ours, and not reaped yet */
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ETIMEDOUT;
}

static int
remove_as_owner(const struct remains *remains)
{
	const struct passwd *entry = getpwuid(remains->owner);
	const gid_t group = entry != NULL ? entry->pw_gid : NO_GROUP;
	int fd[2], error;
	pid_t child;

	/* our parent may have left it ignored */
	(void)signal(SIGCHLD, SIG_DFL);
	if (!io_pipe(fd))
		return errno;
	child = fork();
	if (child == 0)
		_exit(become(remains->owner, group) ? remove_all(remains) :
						      EPERM);
	error = errno;
	io_close(&fd[1]);
	if (child != -1)
		error = await(child, fd[0]);
	io_close(&fd[0]);
	return error;
}

static int
remove_with_rights(const struct remains *remains)
{
	return geteuid() == 0 && remains->owner != 0 ?
	    remove_as_owner(remains) :
	    remove_all(remains);
}

int
remove_remains(const struct boards *boards, const struct board *board,
    const struct view *view)
{
	return remove_with_rights(
	    &(struct remains) { boards, board, view->control, board->owner });
}

int
remove_left(const char *control, uid_t owner)
{
	return remove_with_rights(
	    &(struct remains) { .control = control, .owner = owner });
}
