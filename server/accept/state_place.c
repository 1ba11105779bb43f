/* The place of what lasts: see state_place.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "accept/state_place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "helpers/keeper/keeper_file.h"
#include "process/fork/child.h"
#include "router/model/account_names.h"
#include "shared/io.h"

static struct state_place {
	int fd; /* locked, also by the helpers that have it; -1: none */
	char *path; /* in the arena; null: none */
	struct stat where; /* st_dev and st_ino */
	int memory; /* -1: none yet */
} place = { .fd = -1, .memory = -1 };

static bool
cannot_use(const char *path, const char *what, struct error *why)
{
	return error_set(why, EX_CONFIG, "state %s: %s", path, what);
}

/*
 * Returns whether the server's user can write to the directory, and no other
 * can open it; false with *why, which names the user and, if it helps, the
 * command that gives it the directory.
 */
static bool
can_be_written(int fd, const char *path, struct error *why)
{
	struct stat info;

	if (self_may_write(fd))
		return (fstat(fd, &info) == 0 &&
			   (info.st_mode & (S_IRWXG | S_IRWXO)) == 0) ||
		    error_set(why, EX_CONFIG,
			"state %s: other users can open it, and so lock it; "
			"run chmod go= on it",
			path);
	const int number = errno;
	const bool owned = number != EACCES && number != EPERM;
	const long uid = (long)self_user();
	const struct passwd *entry = getpwuid(self_user());
	char user[STR_DIGITS + 1];

	(void)snprintf(user, sizeof(user), "%ld", uid);
	const char *name = entry != NULL ? entry->pw_name : user;
	return error_set(why, EX_CONFIG,
	    "state %s: user %s (uid %ld) cannot write to it: %s%s%s%s%s", path,
	    name, uid, strerror(number), owned ? "" : "; chown ",
	    owned ? "" : name, owned ? "" : " ", owned ? "" : path);
}

/*
 * Returns whether the keeper can read the accounts there, and they are not gone
 * while the server knows some; false with *why. Otherwise the keeper would die
 * of it again and again, and whoever starts the server would not know why.
 */
static bool
has_good_accounts(int fd, const char *path, struct error *why)
{
	const size_t size = STORE_MEMORY + KEEPER_ROOM;
	struct keeper_file file = { .fd = fd, .owner = self_user() };
	struct store store;
	struct error broken;
	bool good;
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return cannot_use(path, strerror(errno), why);
	file.room = at + STORE_MEMORY;
	store_init(&store, at);
	good = keeper_file_load(&file, &store, &broken);
	(void)munmap(at, size);
	if (!good)
		return cannot_use(path, broken.text, why);
	return file.is_there || account_names_count() == 0 ||
	    cannot_use(path,
		"the file " KEEPER_FILE " is gone; restore it from a copy, "
		"or restart the server without accounts",
		why);
}

/*
 * Returns whether the journal can use the history that is there, or make one;
 * false with *why.
 */
static bool
has_good_history(int fd, const char *path, struct error *why)
{
	int history = openat(
	    fd, "history", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const bool good =
	    history != -1 ? self_may_write(history) : errno == ENOENT;

	if (!good)
		(void)error_set(why, EX_CONFIG,
		    "history: %s/history: %s; it must be a directory of the "
		    "server's user: move it away",
		    path, strerror(errno));
	io_close(&history);
	return good;
}

bool
state_place_check(const struct config *config, struct error *why)
{
	const char *path = config->state;
	bool good;
	int fd;

	if (path == NULL || place.fd != -1)
		return true;
	if (strlen(path) >= CHILD_ARGS_PLACE)
		return error_set(why, EX_CONFIG,
		    "state %s: longer than %d bytes; use a shorter path", path,
		    CHILD_ARGS_PLACE - 1);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return cannot_use(path, strerror(errno), why);
	good = can_be_written(fd, path, why) &&
	    (!config->accounts || has_good_accounts(fd, path, why)) &&
	    has_good_history(fd, path, why);
	io_close(&fd);
	return good;
}

/* Opens and locks it; false with *why. */
static bool
open_it(const char *path, struct error *why)
{
	place.path = arena_text(path);
	if (place.path == NULL)
		return cannot_use(path, strerror(ENOMEM), why);
	place.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place.fd == -1 || fstat(place.fd, &place.where) != 0)
		return cannot_use(path, strerror(errno), why);
	if (lock_open_file(place.fd))
		return true;
	if (errno != EADDRINUSE)
		return cannot_use(path, strerror(errno), why);
	(void)error_set(
	    why, EX_UNAVAILABLE, "state %s: in use by another forkcastd", path);
	return error_is_transient(why);
}

bool
state_place_open(const struct config *config, struct error *why)
{
	if (config->state == NULL || place.fd != -1 ||
	    open_it(config->state, why))
		return true;
	io_close(&place.fd);
	arena_free_text(place.path);
	place.path = NULL;
	return false;
}

int
state_place_directory(void)
{
	return place.fd;
}

const char *
state_place_path(void)
{
	return place.path;
}

bool
state_place_is_there(struct error *why)
{
	struct stat info;

	if (place.path == NULL)
		return true;
	if (stat(place.path, &info) != 0)
		return cannot_use(place.path, strerror(errno), why);
	return (info.st_dev == place.where.st_dev &&
		   info.st_ino == place.where.st_ino) ||
	    cannot_use(place.path,
		"another directory has replaced the one that the server has "
		"opened and still uses; put that one back",
		why);
}

int
state_place_memory(bool make)
{
	if (place.memory == -1 && make)
		place.memory = memfd_open("forkcast-accounts");
	return place.memory;
}

void
state_place_forget(void)
{
	io_close(&place.memory);
}

void
state_place_close(void)
{
	io_close(&place.fd);
	state_place_forget();
}

static const struct field saved[] = {
	FIELD(FD, struct state_place, fd),
	FIELD(NUMBER, struct state_place, where.st_dev),
	FIELD(NUMBER, struct state_place, where.st_ino),
	FIELD(FD, struct state_place, memory),
};

static void
state_place_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &place);
	if (place.path != NULL)
		state_put_text(state, STR("path"), str_from(place.path));
}

static void
state_place_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("path")) && place.path == NULL)
			place.path = state_text(state, PATH_MAX);
		else
			fields_get(state, FIELDS(saved), &place);
	if ((place.path == NULL) != (place.fd == -1))
		state_wrong(state, "path without a directory, or without one");
}

MODULE(state_place) = { SECTION("keeping", state_place) };
