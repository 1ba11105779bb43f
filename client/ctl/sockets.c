/* Finding servers by their control sockets: see sockets.h. */
#include "ctl/sockets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/ask.h"
#include "shared/io.h"

/* A search of directories, and the function for what is found. */
struct walk {
	uint64_t pid; /* to look for; 0: any */
	sockets_take *take;
	void *context;
	char path[SCORE_PATH];
	uid_t owner;
};

/* A search for living servers. */
struct search {
	struct sockets *sockets;
	const struct boards *boards;
};

static bool
is_writable_by_others(const struct stat *info)
{
	return (info->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

static bool
has_board(const struct boards *boards, uint64_t pid)
{
	for (size_t i = 0; i < boards->count; i++)
		if (boards->at[i].pid == pid && boards->at[i].trusted)
			return true;
	return false;
}

static void
visit_name(const struct walk *walk, const char *name)
{
	char path[SCORE_PATH + 1];
	uint64_t pid;

	if (score_control_read(str_from(name), &pid) &&
	    (walk->pid == 0 || walk->pid == pid) &&
	    snprintf(path, sizeof(path), "%s/%s", walk->path, name) <=
		SCORE_PATH)
		walk->take(walk->context, pid, path, walk->owner);
}

static void
look_through(const struct walk *walk, DIR *all)
{
	struct dirent *entry;

	while ((entry = readdir(all)) != NULL)
		visit_name(walk, entry->d_name);
}

/*
 * Searches a directory, unless others may write to it: they could have put
 * anything there.
 */
static void
look_into(struct walk *walk, bool (*may_be)(const struct stat *info))
{
	struct stat info;
	int fd =
	    open(walk->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *all = fd != -1 && fstat(fd, &info) == 0 &&
		!is_writable_by_others(&info) && may_be(&info) ?
	    fdopendir(fd) :
	    NULL;

	if (all == NULL) {
		io_close(&fd);
		return;
	}
	walk->owner = info.st_uid;
	look_through(walk, all);
	(void)closedir(all); /* we have only read it */
}

static bool
is_anybodys(const struct stat *info)
{
	(void)info;
	return true;
}

static bool
is_ours(const struct stat *info)
{
	return info->st_uid == geteuid() || geteuid() == 0;
}

static void
look_into_roots_one(struct walk *walk, const char *name)
{
	const size_t len = sizeof(SCORE_PREFIX) - 1;

	if ((strncmp(name, SCORE_PREFIX, len) == 0 ||
		strcmp(name, SCORE_UNIT) == 0) &&
	    snprintf(walk->path, SCORE_PATH, SCORE_RUN "/%s", name) <
		SCORE_PATH)
		look_into(walk, is_anybodys);
}

/*
 * Searches the directories that only root can make: those of users for whom
 * root has started a server, and that of the systemd unit.
 */
static void
look_into_roots(struct walk *walk)
{
	DIR *all = opendir(SCORE_RUN);
	struct dirent *entry;
	struct stat info;

	if (all == NULL)
		return;
	if (fstat(dirfd(all), &info) == 0 && info.st_uid == 0 &&
	    !is_writable_by_others(&info))
		while ((entry = readdir(all)) != NULL)
			look_into_roots_one(walk, entry->d_name);
	(void)closedir(all); /* we have only read it */
}

/*
 * Searches the variable's directory; if it lists several, the first, as the
 * server does.
 */
static void
look_into_variable(struct walk *walk, const char *variable)
{
	const char *given = getenv(variable);

	if (given == NULL || given[0] != '/' ||
	    snprintf(walk->path, SCORE_PATH, "%.*s", (int)strcspn(given, ":"),
		given) >= SCORE_PATH)
		return;
	look_into(walk, is_ours);
}

/* Drops entries found twice, for a directory may have been searched twice. */
static void
drop_duplicates(struct sockets *sockets)
{
	size_t kept = 0;

	for (size_t i = 0; i < sockets->count; i++) {
		size_t same = 0;
		while (
		    same < kept && sockets->at[same].pid != sockets->at[i].pid)
			same++;
		if (same == kept)
			sockets->at[kept++] = sockets->at[i];
	}
	sockets->count = kept;
}

void
sockets_each(uint64_t pid, sockets_take *take, void *context)
{
	struct walk walk = { .pid = pid, .take = take, .context = context };

	look_into_roots(&walk);
	look_into_variable(&walk, "RUNTIME_DIRECTORY");
	look_into_variable(&walk, "XDG_RUNTIME_DIR");
}

/* Adds a socket if a server listens there. A killed server leaves its socket.
 */
static void
take_living(void *context, uint64_t pid, const char *path, uid_t owner)
{
	const struct search *search = context;
	struct sockets *sockets = search->sockets;
	struct view view = {
		.fd = -1, .pid = pid, .owner = owner, .trusted = true
	};

	if (sockets->count == SOCKETS_MAX || has_board(search->boards, pid))
		return;
	memcpy(view.control, path, strlen(path) + 1); /* fits */
	if (ask_who(&view))
		sockets->at[sockets->count++] = view;
}

void
sockets_find(struct sockets *sockets, uint64_t pid, const struct boards *boards)
{
	struct search search = { sockets, boards };

	sockets->count = 0;
	sockets_each(pid, take_living, &search);
	drop_duplicates(sockets);
}

/*
 * Copies the path; puts "./" before one without a '/', because addresses of
 * UNIX sockets need one. Returns false with errno if it is too long.
 */
static bool
copy_path(struct view *view, const char *path)
{
	const char *here = strchr(path, '/') == NULL ? "./" : "";
	const int len =
	    snprintf(view->control, sizeof(view->control), "%s%s", here, path);

	errno = ENAMETOOLONG;
	return len >= 0 && (size_t)len < sizeof(view->control);
}

bool
sockets_named(struct view *view, const char *path)
{
	struct stat info;

	*view = (struct view) { .fd = -1, .trusted = true };
	if (!copy_path(view, path) || stat(path, &info) != 0)
		return false;
	errno = ENOTSOCK;
	if (!S_ISSOCK(info.st_mode))
		return false;
	view->owner = info.st_uid;
	return ask_who(view);
}
