/* The parent's side of the journal: see journal_supervisor.h. */
#include "accept/journal_supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/log/wall.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/system/flock.h"
#include "helpers/journal/journal.h"
#include "router/history/journal_link.h"
#include "router/model/slots.h"
#include "shared/io.h"

/* The directory of the state, in which the journal has its own. */
struct place {
	int fd; /* -1: none */
	char *path; /* in the arena; null: none */
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

/*
 * Returns whether an old version has written the file. Now only a directory can
 * have such a name, if a group has that of a day.
 */
static bool
is_old(int fd, const char *name)
{
	struct stat info;

	return (strcmp(name, "rows") == 0 ||
		   (strlen(name) > 10 && name[4] == '-' && name[7] == '-' &&
		       name[10] == '.')) &&
	    fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(info.st_mode);
}

/*
 * Returns whether the history in the directory, if there is one, is not of an
 * old version, of which nothing is read; false with *why.
 */
static bool
is_new(int state, const char *path, struct error *why)
{
	int fd = openat(state, "history", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *names = fd != -1 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	bool good = true;

	if (names == NULL) {
		io_close(&fd);
		return true; /* if it cannot be used, the journal says so */
	}
	while (good && (entry = readdir(names)) != NULL)
		good = !is_old(fd, entry->d_name);
	(void)closedir(names);
	return good ||
	    error_set(why, EX_CONFIG,
		"history: %s/history is of an old version: move it away", path);
}

/* Opens the directory; -1 with *why if the journal could not use it. */
static int
open_state(const char *path, struct error *why)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1 || !self_may_write(fd))
		(void)cannot_use(path, strerror(errno), why);
	else if (is_new(fd, path, why))
		return fd;
	io_close(&fd);
	return -1;
}

static bool
look_at(const char *path, struct error *why)
{
	int fd = open_state(path, why);
	const bool good = fd != -1;

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
	int lock;
	bool taken;

	if (journal.now.fd != -1 || journal.life.slot != SLOT_NONE)
		return true;
	lock = flock_open(fd, JOURNAL_LOCK);
	if (lock == -1)
		return errno == ENOENT ||
		    error_set(why, EX_CONFIG, "history: %s/%s: %s", path,
			JOURNAL_LOCK, strerror(errno));
	taken = flock_take(lock, fd, JOURNAL_LOCK);
	io_close(&lock);
	if (taken)
		return true;
	(void)error_set(why, EX_CONFIG,
	    "history: %s/history is in use: another forkcastd records its "
	    "history there",
	    path);
	return error_is_transient(why);
}

static bool
open_place(struct place *place, const char *path, struct error *why)
{
	*place = (struct place) { .fd = open_state(path, why),
		.path = arena_text(path) };
	if (place->fd == -1 || place->path == NULL ||
	    fstat(place->fd, &place->where) != 0) {
		if (place->fd != -1)
			(void)cannot_use(path, strerror(ENOMEM), why);
	} else if (is_free(place->fd, path, why)) {
		return true;
	}
	journal_let_go(place);
	return false;
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
	struct stat info;

	if (stat(path, &info) == 0 && is_at(place, &info))
		return true;
	if (strcmp(place->path, path) == 0)
		return cannot_use(path,
		    "is not the directory that the server has opened and "
		    "still uses: put that one back",
		    why);
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
		return cannot_use(journal.now.path, strerror(errno), why);
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
	HELPER_OPS(journal, "journaling", 0), .check = journal_check,
	.prepare = journal_prepare, .use = journal_use, .undo = journal_undo,
	.close = journal_close, .changed = journal_changed
};
