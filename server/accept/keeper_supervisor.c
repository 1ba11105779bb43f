/* The parent's side of the keeper: see keeper_supervisor.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, memfd_create */
#include "accept/keeper_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/state_names.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/wall.h"
#include "base/mem/arena.h"
#include "base/mem/memfd.h"
#include "base/state/fields.h"
#include "base/system/lock.h"
#include "fork/exits.h"
#include "helpers/keeper/keeper_file.h"
#include "router/model/account_names.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/auth_methods.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/grammar.h"
#include "shared/io.h"

/* The place where the keeper keeps its records. */
struct place {
	int fd; /* a directory, or a memfd; -1: none yet */
	int lock; /* in the directory; -1: there is none */
	char *path; /* of the directory, in the arena; null: no directory */
	struct stat where; /* st_dev and st_ino of the directory; or 0 */
};

static struct keeper {
	struct place now;
	struct place next; /* between prepare and use */
	bool changes; /* next differs from now */
	bool wanted; /* as the configuration has it */
	bool next_wanted;
	struct helper life;
} keeper = { .now = { .fd = -1, .lock = -1 },
	.next = { .fd = -1, .lock = -1 },
	.life = { .slot = SLOT_NONE } };

#define LOCK_NAME "/" STATE_LOCK

#define LOCK_PATH (PATH_MAX + sizeof(LOCK_NAME))

static void
name_lock(const char *path, const char *lock, char name[LOCK_PATH])
{
	(void)snprintf(name, LOCK_PATH, "%.*s%s", PATH_MAX - 1, path,
	    lock); /* a longer path cannot be opened */
}

static void
keeper_let_go(struct place *place)
{
	char name[LOCK_PATH];

	if (place->path != NULL) {
		name_lock(place->path, LOCK_NAME, name);
		lock_release(name, &place->lock);
	}
	io_close(&place->fd);
	arena_free_text(place->path);
	place->path = NULL;
}

static bool
cannot_use(const char *path, const char *what, struct error *why)
{
	return error_set(why, EX_CONFIG, "state %s: %s", path, what);
}

/*
 * Returns whether the keeper can read the file there; false with *why.
 * Otherwise the keeper would die of it again and again, and whoever starts the
 * server would not know why.
 */
static bool
can_be_read(const struct place *place, bool *is_there, struct error *why)
{
	const size_t size = STORE_MEMORY + KEEPER_ROOM;
	struct keeper_file file = { .fd = place->fd, .owner = self_user() };
	struct store store;
	struct error broken;
	bool good;
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return cannot_use(place->path, strerror(errno), why);
	file.room = at + STORE_MEMORY;
	store_init(&store, at);
	good = keeper_file_load(&file, &store, &broken);
	*is_there = file.is_there;
	(void)munmap(at, size);
	return good || cannot_use(place->path, broken.text, why);
}

static bool
is_in_use(const char *path, const char *whose, pid_t holder, struct error *why)
{
	if (holder == 0)
		(void)error_set(
		    why, EX_CONFIG, "state %s: in use by %s", path, whose);
	else
		(void)error_set(why, EX_CONFIG,
		    "state %s: in use by %s, pid %ld", path, whose,
		    (long)holder);
	return error_is_transient(why);
}

/*
 * Returns whether the process is our own keeper. It ends before the next one is
 * started.
 */
static bool
is_our_keeper(pid_t pid)
{
	return pid > 0 && keeper.life.slot != SLOT_NONE &&
	    slots_get(keeper.life.slot)->pid == pid;
}

/*
 * Returns whether no other server's keeper uses the place; false with *why. A
 * keeper may outlive its server for a moment, while it hashes or writes.
 */
static bool
has_no_other_keeper(const struct place *place, struct error *why)
{
	pid_t holder;

	if (keeper_lock_is_free(place->fd, self_user(), &holder))
		return true;
	if (errno != EADDRINUSE)
		return cannot_use(place->path, strerror(errno), why);
	return is_our_keeper(holder) ||
	    is_in_use(
		place->path, "the keeper of another forkcastd", holder, why);
}

static bool
cannot_lock(const char *path, struct error *why)
{
	return error_set(why, EX_CONFIG, "state %s: cannot lock %s: %s", path,
	    STATE_LOCK, strerror(errno));
}

static bool
lock_directory(struct place *place, struct error *why)
{
	char name[LOCK_PATH];

	name_lock(place->path, LOCK_NAME, name);
	place->lock = lock_file(name, self_user());
	if (place->lock != -1)
		return has_no_other_keeper(place, why);
	return errno == EADDRINUSE ? is_in_use(place->path, "another forkcastd",
					 lock_holder(name), why) :
				     cannot_lock(place->path, why);
}

static bool
open_directory(struct place *place, const char *path, struct error *why)
{
	bool is_there;

	*place =
	    (struct place) { .fd = -1, .lock = -1, .path = arena_text(path) };
	if (place->path == NULL)
		return cannot_use(path, strerror(ENOMEM), why);
	place->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (((place->fd == -1 || fstat(place->fd, &place->where) != 0) &&
		!cannot_use(path, strerror(errno), why)) ||
	    !lock_directory(place, why) ||
	    !can_be_read(place, &is_there, why)) {
		keeper_let_go(place);
		return false;
	}
	return true;
}

static bool
is_at(const struct place *place, const struct stat *info)
{
	return info->st_dev == place->where.st_dev &&
	    info->st_ino == place->where.st_ino;
}

/* Returns whether another path leads to the very directory that is in use. */
static bool
is_renamed(const char *path)
{
	const struct place *now = &keeper.now;
	struct stat info;

	return now->path != NULL && path != NULL &&
	    strcmp(now->path, path) != 0 && now->where.st_ino != 0 &&
	    stat(path, &info) == 0 && is_at(now, &info);
}

static bool
is_same(const char *path)
{
	const char *now = keeper.now.path;

	return now == NULL || path == NULL ? now == path :
					     strcmp(now, path) == 0;
}

/*
 * Returns whether the server's user can write to the directory; false with
 * *why, which names the user and, if it helps, the command that gives it the
 * directory.
 */
static bool
can_be_written(const struct place *place, struct error *why)
{
	if (self_may_write(place->fd))
		return true;
	const int number = errno;
	const bool owned = number != EACCES && number != EPERM;
	const long uid = (long)self_user();
	const struct passwd *entry = getpwuid(self_user());
	char user[STR_DIGITS + 1];

	(void)snprintf(user, sizeof(user), "%ld", uid);
	const char *name = entry != NULL ? entry->pw_name : user;
	return error_set(why, EX_CONFIG,
	    "state %s: user %s (uid %ld) cannot write to it: %s%s%s%s%s",
	    place->path, name, uid, strerror(number), owned ? "" : "; chown ",
	    owned ? "" : name, owned ? "" : " ", owned ? "" : place->path);
}

/*
 * Returns whether the path is short enough to pass to the keeper, which looks
 * for the directory there; false with *why.
 */
static bool
can_be_told(const char *path, struct error *why)
{
	return strlen(path) < CHILD_ARGS_PLACE ||
	    error_set(why, EX_CONFIG,
		"state %s: longer than %d bytes; use a shorter path", path,
		CHILD_ARGS_PLACE - 1);
}

/*
 * Returns whether the directory has the accounts that the server knows; false
 * with *why. Taking a directory without them would mean that all accounts are
 * gone.
 */
static bool
has_known_accounts(const struct place *place, bool is_there, struct error *why)
{
	return is_there || account_names_count() == 0 ||
	    cannot_use(place->path,
		"the file " KEEPER_FILE " is gone; restore it from a copy, "
		"or restart the server without accounts",
		why);
}

/*
 * Checks the directory before each start and reload. Only this checks whether
 * it can be written to.
 */
static bool
look_at_directory(char *path, struct error *why)
{
	struct place place = { .lock = -1, .path = path };
	bool good, is_there = false;

	if (!can_be_told(path, why))
		return false;
	place.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place.fd == -1)
		return cannot_use(path, strerror(errno), why);
	good = can_be_written(&place, why) &&
	    state_names_fit(place.fd, path, why) &&
	    can_be_read(&place, &is_there, why) &&
	    has_known_accounts(&place, is_there, why);
	io_close(&place.fd);
	return good;
}

/*
 * Checks what open_directory needs, except that the lock may be held by a
 * running server.
 */
static bool
look_at_other(char *path, struct error *why)
{
	char name[LOCK_PATH];

	name_lock(path, LOCK_NAME, name);
	return look_at_directory(path, why) &&
	    (lock_check(name, self_user()) || cannot_lock(path, why));
}

/*
 * Returns whether the path still leads to the open directory; false with *why.
 * Otherwise the next server would not find what the keeper writes.
 */
static bool
is_in_place(const struct place *place, const char *path, struct error *why)
{
	struct stat now;

	if (stat(path, &now) != 0)
		return cannot_use(path, strerror(errno), why);
	return place->where.st_ino == 0 || is_at(place, &now) ||
	    cannot_use(path,
		"another directory has replaced the one that the server "
		"has opened and still uses; put that one back",
		why);
}

/*
 * Returns whether nobody else holds the lock; false with *why. In a rehearsal
 * our parent holds it.
 */
static bool
has_its_lock(const char *path, struct error *why)
{
	char name[LOCK_PATH];
	pid_t holder;

	name_lock(path, LOCK_NAME, name);
	holder = lock_holder(name);
	return holder == 0 || holder == getppid() ||
	    is_in_use(path, "another forkcastd", holder, why);
}

/*
 * Explains why the place cannot change: accounts do not move, and a new place
 * would start without them.
 */
static bool
cannot_move(const char *path, struct error *why)
{
	const char *now = keeper.now.path;

	if (now == NULL)
		return error_set(why, EX_CONFIG,
		    "state %s: cannot be added while the server runs: the "
		    "accounts are in memory and end with the server; restart it",
		    path);
	if (path == NULL)
		return error_set(why, EX_CONFIG,
		    "state: cannot be removed while the server runs: the "
		    "accounts are in %s; put it back, or restart the server to "
		    "begin without them",
		    now);
	return error_set(why, EX_CONFIG,
	    "state %s: cannot be changed while the server runs: the accounts "
	    "are in %s; stop the server, move them, and start it again",
	    path, now);
}

/*
 * Returns whether the configuration's place can be used; false with *why.
 * Without accounts there is no place. Once there is one, it cannot move.
 */
static bool
keeper_check(const struct config *config, struct error *why)
{
	if (!config->accounts)
		return true;
	if (!is_same(config->state) && !is_renamed(config->state) &&
	    keeper.now.fd != -1)
		return cannot_move(config->state, why);
	if (config->state == NULL)
		return true;
	if (keeper.now.path == NULL)
		return look_at_other(config->state, why);
	return is_in_place(&keeper.now, config->state, why) &&
	    look_at_directory(config->state, why) &&
	    has_its_lock(config->state, why);
}

static bool
keeper_prepare(const struct config *config, struct error *why)
{
	const char *path = config->accounts ? config->state : NULL;

	keeper.next_wanted = config->accounts;
	keeper.changes = !is_same(path) && !is_renamed(path);
	keeper.next = (struct place) { .fd = -1, .lock = -1 };
	if (is_renamed(path)) {
		keeper.next.path = arena_text(path);
		return keeper.next.path != NULL ||
		    cannot_use(path, strerror(ENOMEM), why);
	}
	return !keeper.changes || path == NULL ||
	    open_directory(&keeper.next, path, why);
}

static void
keeper_undo(void)
{
	keeper_let_go(&keeper.next);
	keeper.changes = false;
}

/* Changes the path; the next keeper looks for the directory there. */
static void
rename_place(void)
{
	arena_free_text(keeper.now.path);
	keeper.now.path = keeper.next.path;
	keeper.next.path = NULL;
}

static void
replace_place(void)
{
	keeper.changes = false;
	keeper_let_go(&keeper.now);
	keeper.now = keeper.next;
	keeper.next = (struct place) { .fd = -1, .lock = -1 };
	account_feed_reset();
}

static bool
keeper_use(void)
{
	const bool stays = keeper.wanted && keeper.next_wanted;

	keeper.wanted = keeper.next_wanted;
	if (keeper.changes || !keeper.wanted)
		replace_place();
	else if (keeper.next.path != NULL)
		rename_place();
	else if (stays)
		return false;
	if (keeper.life.slot == SLOT_NONE)
		keeper_client_keeper_ended(keeper.wanted);
	return true;
}

/*
 * Returns whether the keeper will find its place; false with *why. A keeper
 * that did not find its old records would report that all accounts are gone.
 */
static bool
has_its_place(struct error *why)
{
	return keeper.now.path == NULL ||
	    (is_in_place(&keeper.now, keeper.now.path, why) &&
		state_names_fit_keeper(keeper.now.fd, keeper.now.path, why));
}

static bool
keeper_give(struct child_args *given, struct error *why)
{
	if (keeper.now.fd == -1)
		keeper.now.fd = memfd_open("forkcast-accounts");
	if (keeper.now.fd == -1)
		return error_set(why, EX_OSERR, "%s", strerror(errno));
	given->socket = keeper.now.fd;
	given->ahead = wall_offset();
	given->expects = account_names_count() > 0;
	if (keeper.now.path != NULL &&
	    strlen(keeper.now.path) < CHILD_ARGS_PLACE)
		memcpy(
		    given->place, keeper.now.path, strlen(keeper.now.path) + 1);
	if (has_its_place(why))
		return true;
	account_feed_set_unreadable(true);
	return false;
}

static bool
keeper_turn(bool stops)
{
	const bool wanted = keeper.wanted && !stops;

	keeper_client_watch(wanted);
	return wanted && (keeper.now.fd != -1 || keeper_client_wants_keeper());
}

static bool
cannot_load(int status)
{
	return WIFEXITED(status) &&
	    (WEXITSTATUS(status) == EXITS_STATE ||
		WEXITSTATUS(status) == EXITS_LOCKED);
}

static void
keeper_changed(void)
{
	const struct helper *life = &keeper.life;

	if (life->wanted && keeper.now.path != NULL &&
	    cannot_load(life->status))
		account_feed_set_unreadable(true);
	if (life->slot != SLOT_NONE)
		keeper_client_keeper_started(life->slot);
	else
		keeper_client_keeper_ended(life->delay == 0 && life->wanted);
	if (life->wanted)
		auth_methods_changed();
}

static void
keeper_begin(int board)
{
	(void)board; /* the keeper needs none */
}

static const struct field saved[] = {
	FIELD(FD, struct keeper, now.fd),
	FIELD(FD, struct keeper, now.lock),
	FIELD(NUMBER, struct keeper, now.where.st_dev),
	FIELD(NUMBER, struct keeper, now.where.st_ino),
};

static void
keeper_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &keeper);
	if (keeper.now.path != NULL)
		state_put_text(state, STR("path"), str_from(keeper.now.path));
}

static void
keeper_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("path")) && keeper.now.path == NULL)
			keeper.now.path = state_text(state, PATH_MAX);
		else
			fields_get(state, FIELDS(saved), &keeper);
	lock_adopt(keeper.now.lock);
	if (keeper.now.path != NULL && keeper.now.fd == -1)
		state_broken(state, "path without a directory");
}

static void
keeper_close(void)
{
	keeper_let_go(&keeper.now);
}

const struct helper_ops keeper_supervisor = { HELPER_OPS(keeper, "keeping",
						  MODULE_VITAL),
	HELPER_PLACE(keeper), .changed = keeper_changed };
