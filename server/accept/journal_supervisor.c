/* The parent's side of the journal: see journal_supervisor.h. */
#include "accept/journal_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/log/wall.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "helpers/journal/journal_lock.h"
#include "router/model/slots.h"
#include "router/history/journal_link.h"
#include "shared/io.h"

#define HISTORY "history"

/* The directory of the files. */
struct place {
	int fd; /* -1: none */
	char *path; /* of the directory above it, in the arena; null: none */
	struct stat where; /* st_dev and st_ino of the directory; or 0 */
};

/* The settings that a journal gets when it starts. */
struct options {
	size_t sync, days, size; /* the keys history_... */
};

static struct journal {
	struct place now;
	struct place next; /* between prepare and use */
	struct options options, next_options;
	bool wanted; /* as the configuration has it */
	bool next_wanted;
	struct helper life;
} journal = {
	.now = { .fd = -1 }, .next = { .fd = -1 }, .life = { .slot = SLOT_NONE }
};

static void
journal_let_go(struct place *place)
{
	io_close(&place->fd);
	arena_free_text(place->path);
	*place = (struct place) { .fd = -1 };
}

static bool
cannot_use(const char *path, const char *what, struct error *why)
{
	return error_set(why, EX_CONFIG, "history: %s: %s", path, what);
}

/* Explains what is wrong with the directory, and what to do about it. */
static bool
is_wrong(
    const char *path, const char *what, const char *cure, struct error *why)
{
	return error_set(
	    why, EX_CONFIG, "history: %s/" HISTORY " %s: %s", path, what, cure);
}

/* Opens the directory above; -1 with *why. */
static int
open_above(const char *path, struct error *why)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		(void)cannot_use(path, strerror(errno), why);
	return fd;
}

static int
open_below(int above)
{
	return openat(
	    above, HISTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Returns whether the journal may write in it; false with *why. */
static bool
can_be_written(int above, const char *path, struct error *why)
{
	int fd = open_below(above);
	const bool good = fd != -1 && self_may_write(fd);
	const int reason = errno;

	io_close(&fd);
	return good ||
	    is_wrong(path, "cannot be written", strerror(reason), why);
}

/*
 * Returns whether what has the name is a directory of the server's user, which
 * nobody else can look into; false with *why.
 */
static bool
is_ours(const struct stat *info, const char *path, struct error *why)
{
	char cure[64];

	if (S_ISLNK(info->st_mode))
		return is_wrong(path, "is a symbolic link",
		    "replace it with a directory, or name the other place in "
		    "\"state\"",
		    why);
	if (!S_ISDIR(info->st_mode))
		return is_wrong(
		    path, "is not a directory", "move it elsewhere", why);
	(void)snprintf(cure, sizeof(cure),
	    "give it to uid %ld (chown), or "
	    "move it elsewhere",
	    (long)self_user()); /* fits */
	if (info->st_uid != self_user())
		return is_wrong(path, "belongs to another user", cure, why);
	if ((info->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return is_wrong(path, "can be used by others",
		    "take away their rights (chmod 700)", why);
	return true;
}

/*
 * Returns whether the directory can be used, or made, in the one above; false
 * with *why. Changes nothing.
 */
static bool
fits(int above, const char *path, struct error *why)
{
	struct stat info;

	if (fstatat(above, HISTORY, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ?
		    self_may_write(above) ||
			cannot_use(path, strerror(errno), why) :
		    is_wrong(path, "cannot be looked at", strerror(errno), why);
	return is_ours(&info, path, why) && can_be_written(above, path, why);
}

static bool
look_at(const char *path, struct error *why)
{
	int above = open_above(path, why);
	const bool good = above != -1 && fits(above, path, why);

	io_close(&above);
	return good;
}

/*
 * Makes the directory, unless it is there. One that root makes is for the
 * server's user.
 */
static bool
make_below(int above)
{
	int fd;
	bool good;

	if (mkdirat(above, HISTORY, S_IRWXU) != 0)
		return errno == EEXIST;
	if (self_user() == geteuid())
		return true;
	fd = open_below(above);
	good = fd != -1 && fchown(fd, self_user(), (gid_t)-1) == 0;
	io_close(&fd);
	return good;
}

/*
 * Returns whether no journal but ours has the directory; false with *why. That
 * of a server that was killed may outlive it for a moment, while it writes.
 */
static bool
is_free(int fd, const char *path, struct error *why)
{
	if (journal.now.fd != -1 || journal.life.slot != SLOT_NONE ||
	    journal_lock_is_free(fd))
		return true;
	if (errno != EADDRINUSE)
		return is_wrong(path, "has a lock that cannot be used",
		    "remove the file \"" JOURNAL_LOCK "\" in it", why);
	(void)is_wrong(path, "is in use",
	    "another forkcastd records its history there", why);
	return error_is_transient(why);
}

static bool
open_place(struct place *place, const char *path, struct error *why)
{
	int above = open_above(path, why);
	bool good = false;

	if (above == -1)
		return false;
	*place = (struct place) { .fd = -1, .path = arena_text(path) };
	if (place->path == NULL)
		(void)cannot_use(path, strerror(ENOMEM), why);
	else if (!make_below(above))
		(void)is_wrong(path, "cannot be made", strerror(errno), why);
	else if (fits(above, path, why)) {
		place->fd = open_below(above);
		if (place->fd == -1 || fstat(place->fd, &place->where) != 0)
			(void)is_wrong(
			    path, "cannot be opened", strerror(errno), why);
		else
			good = is_free(place->fd, path, why);
	}
	io_close(&above);
	if (!good)
		journal_let_go(place);
	return good;
}

static bool
is_at(const struct place *place, const struct stat *info)
{
	return info->st_dev == place->where.st_dev &&
	    info->st_ino == place->where.st_ino;
}

/*
 * Returns whether the path leads to the open directory; false with *why.
 * Otherwise the next server would not find what the journal writes.
 */
static bool
is_in_place(const struct place *place, const char *path, struct error *why)
{
	int above = open_above(path, why);
	struct stat info;
	bool good;

	if (above == -1)
		return false;
	good = fstatat(above, HISTORY, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    is_at(place, &info);
	io_close(&above);
	if (good)
		return true;
	if (strcmp(place->path, path) == 0)
		return is_wrong(path,
		    "is not the directory that the server has opened and "
		    "still uses",
		    "put that one back", why);
	return error_set(why, EX_CONFIG,
	    "state %s: cannot be changed while the server runs: the history is "
	    "in %s; stop the server, move it, and start it again",
	    path, place->path);
}

/* Returns whether the configuration's place can be used; false with *why. */
static bool
journal_check(const struct config *config, struct error *why)
{
	if (!config_wants_journal(config))
		return true;
	return (journal.now.fd == -1 ||
		   is_in_place(&journal.now, config->state, why)) &&
	    look_at(config->state, why);
}

static bool
journal_prepare(const struct config *config, struct error *why)
{
	journal.next = (struct place) { .fd = -1 };
	journal.next_wanted = config_wants_journal(config);
	journal.next_options = (struct options) { config->history_sync,
		config->history_days, config->history_size };
	return !journal.next_wanted ||
	    open_place(&journal.next, config->state, why);
}

static void
journal_undo(void)
{
	journal_let_go(&journal.next);
}

static bool
is_changed(void)
{
	const struct options *old = &journal.options;
	const struct options *new = &journal.next_options;

	return old->sync != new->sync || old->days != new->days ||
	    old->size != new->size;
}

/* A journal learns of its settings only when it starts. */
static bool
journal_use(void)
{
	const bool stays = journal.wanted && journal.next_wanted &&
	    journal.now.fd != -1 && is_at(&journal.now, &journal.next.where) &&
	    !is_changed();

	journal.wanted = journal.next_wanted;
	journal.options = journal.next_options;
	journal_let_go(&journal.now);
	journal.now = journal.next;
	journal.next = (struct place) { .fd = -1 };
	return !stays;
}

/*
 * Opens the directory anew for the next journal, so that the two do not share
 * the place in it where reading goes on. False with *why.
 */
static bool
open_anew(struct error *why)
{
	const int fd =
	    openat(journal.now.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return is_wrong(
		    journal.now.path, "cannot be opened", strerror(errno), why);
	io_close(&journal.now.fd);
	journal.now.fd = fd;
	return true;
}

static bool
journal_give(struct child_args *given, struct error *why)
{
	const size_t sync = journal.options.sync;

	if (!is_in_place(&journal.now, journal.now.path, why) ||
	    !look_at(journal.now.path, why) || !open_anew(why))
		return false;
	given->socket = journal.now.fd;
	given->ahead = wall_offset();
	given->sync = sync == HISTORY_SYNC_NONE ? CHILD_NO_SYNC : sync;
	given->days = journal.options.days;
	given->unrecorded = config_now()->history == HISTORY_NO;
	given->size = journal.options.size;
	return true;
}

/* Returns whether the journal was said goodbye: it gets nothing more. */
static bool
has_bye(void)
{
	const struct slot *slot;

	if (journal.life.slot == SLOT_NONE)
		return false;
	slot = slots_get(journal.life.slot);
	return slot->state != SLOT_OPEN && slot->bye == BYE_SHUTDOWN;
}

static bool
journal_turn(bool stops)
{
	const bool wanted = journal.wanted && !stops;

	if (has_bye())
		journal_link_dismissed();
	journal_link_watch(wanted);
	journal.life.well = journal_link_progressed();
	return wanted && journal.now.fd != -1;
}

static void
journal_changed(void)
{
	if (journal.life.slot != SLOT_NONE)
		journal_link_started(journal.life.slot);
	else
		journal_link_ended();
}

static void
journal_close(void)
{
	journal_let_go(&journal.now);
}

static const struct field saved[] = {
	FIELD(FD, struct journal, now.fd),
	FIELD(NUMBER, struct journal, now.where.st_dev),
	FIELD(NUMBER, struct journal, now.where.st_ino),
};

static void
journal_save(struct state *state)
{
	if (journal.now.fd == -1)
		return;
	fields_put(state, FIELDS(saved), &journal);
	state_put_text(state, STR("path"), str_from(journal.now.path));
}

static void
journal_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("path")) && journal.now.path == NULL)
			journal.now.path = state_text(state, PATH_MAX);
		else
			fields_get(state, FIELDS(saved), &journal);
	if ((journal.now.path == NULL) != (journal.now.fd == -1))
		journal_let_go(&journal.now); /* it is opened anew */
}

const struct helper_ops journal_supervisor = {
	HELPER_OPS(journal, "journaling", MODULE_MAY_LACK),
	.check = journal_check, .prepare = journal_prepare, .use = journal_use,
	.undo = journal_undo, .close = journal_close, .changed = journal_changed
};
