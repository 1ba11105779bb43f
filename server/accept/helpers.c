/*
 * Keeping helpers alive: see helpers.h. What only one kind needs has the kind's
 * name: when it is wanted (turn), what it is given, and who hears that it has
 * come or gone (changed).
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "accept/helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "helpers/keeper/keeper_store.h"
#include "process/fork/exits.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/history/journal_link.h"
#include "router/model/account_names.h"
#include "router/model/slots.h"
#include "router/self/self.h"
#include "shared/error.h"
#include "shared/grammar.h"
#include "shared/io.h"

/*
 * What the parent holds for helpers, also over an upgrade: the place of what
 * lasts. That is the directory of the key "state", or, for accounts without
 * one, memory that ends with the server. The directory is opened and locked
 * before the server gives up root, and helpers get it, so that it stays locked
 * until all have ended.
 */
static struct held {
	int state; /* locked; -1: none */
	char path[CHILD_ARGS_PLACE]; /* of that; empty: none */
	int memory; /* -1: none yet */
} held = { .state = -1, .memory = -1 };

static bool
cannot_use(const char *path, const char *what, struct error *why)
{
	return error_set(why, EX_CONFIG, "state %s: %s", path, what);
}

/*
 * Returns whether the server's user can write to the directory, and no other
 * can open it; false with *why, which names the user and what helps.
 */
static bool
can_be_written(int fd, const char *path, struct error *why)
{
	struct stat info;

	if (self_may_write(AT_FDCWD, path))
		return (fstat(fd, &info) == 0 &&
			   (info.st_mode & (S_IRWXG | S_IRWXO)) == 0) ||
		    error_set(why, EX_CONFIG,
			"state %s: other users can open it, and so lock it; "
			"run chmod go= on it",
			path);
	const int number = errno;
	const long uid = (long)self_now()->uid;
	const struct passwd *entry = getpwuid(self_now()->uid);
	char user[STR_DIGITS + 1];

	if (number != EACCES && number != EPERM)
		return cannot_use(path, strerror(number), why);
	(void)snprintf(user, sizeof(user), "%ld", uid);
	const char *name = entry != NULL ? entry->pw_name : user;
	const bool above = self_may_write(fd, "."); /* but not by its path */
	return error_set(why, EX_CONFIG,
	    "state %s: user %s (uid %ld) cannot write to it: %s; run %s %s on %s",
	    path, name, uid, strerror(number), above ? "chmod" : "chown",
	    above ? "a+x" : name, above ? "the directories above" : "it");
}

/*
 * Returns whether the keeper can read the accounts there, and they are not gone
 * while the server knows some; false with *why. Otherwise the keeper would die
 * of it again and again, and whoever starts the server would not know why.
 */
static bool
has_good_accounts(int fd, const char *path, struct error *why)
{
	struct error broken;
	bool good, is_there;
	char *at = mmap(NULL, STORE_MEMORY, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct store store = { .fd = fd, .memory = at };

	if (at == MAP_FAILED)
		return cannot_use(path, strerror(errno), why);
	good = keeper_look(&store, self_now()->uid, &is_there, &broken);
	(void)munmap(at, STORE_MEMORY);
	if (!good)
		return cannot_use(path, broken.text, why);
	return is_there || account_names_count() == 0 ||
	    cannot_use(path,
		"the file " STORE_FILE " is gone; restore it from a copy, "
		"or restart the server without accounts",
		why);
}

/*
 * Returns whether the journal can use the places that are there, or make them;
 * false with *why.
 */
static bool
has_good_places(int fd, const char *path, struct error *why)
{
	static const char *const places[] = { CHILD_PLACES };
	bool good = true;

	for (size_t i = 0; good && i < COUNT(places); i++) {
		int place = openat(fd, places[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		good = (place != -1 ? self_may_write(place, ".") :
				      errno == ENOENT) ||
		    error_set(why, EX_CONFIG,
			"state %s/%s: %s; it must be a directory of the "
			"server's user: move it away",
			path, places[i], strerror(errno));
		io_close(&place);
	}
	return good;
}

/*
 * That another process has locked it is accepted, as it may be the running
 * server. Once a directory is open, it stays.
 */
bool
helpers_check(const struct config *config, struct error *why)
{
	const char *path = config->state;
	int fd;

	if (path == NULL || held.state != -1)
		return true;
	if (strlen(path) >= CHILD_ARGS_PLACE)
		return error_set(why, EX_CONFIG,
		    "state %s: longer than %d bytes; use a shorter path", path,
		    CHILD_ARGS_PLACE - 1);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return cannot_use(path, strerror(errno), why);
	const bool good = can_be_written(fd, path, why) &&
	    (!config->accounts || has_good_accounts(fd, path, why)) &&
	    has_good_places(fd, path, why);
	io_close(&fd);
	return good;
}

/* Opens and locks it; false with *why. The path was checked. */
static bool
take_state(const char *path, struct error *why)
{
	held.state = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (held.state != -1 && file_lock_take(held.state)) {
		(void)snprintf(held.path, sizeof(held.path), "%s", path);
		return true;
	}
	const int number = errno;
	io_close(&held.state);
	if (number != EADDRINUSE)
		return cannot_use(path, strerror(number), why);
	(void)error_set(
	    why, EX_UNAVAILABLE, "state %s: in use by another forkcastd", path);
	return error_is_transient(why);
}

static const struct field saved[] = {
	FIELD(FD, struct held, state),
	FIELD(TEXT, struct held, path),
	FIELD(FD, struct held, memory),
};

MODULE(helpers) = { FIELDS_SECTION("helpers", saved, held) };

/* The shortest and the longest delay before a restart. */
#define AGAIN (100 * MSEC)
#define LONGEST (30 * SEC)

/* The lifetime after which a helper counts as started well. */
#define WELL (60 * SEC)

enum { KEEPER, JOURNAL, HELPERS };

/* Not saved: an upgrade replaces all helpers. */
static struct helpers {
	bool stops;
	struct helper {
		uint32_t slot; /* SLOT_NONE: it is not running */
		int status; /* waitpid status of the last one that died */
		bool wanted;
		bool well; /* it has done its work */
		usec delay; /* before the next; 0: the last began well */
		usec due; /* loop's clock: when the next starts */
	} helper[HELPERS];
} helpers = { .helper = { { .slot = SLOT_NONE }, { .slot = SLOT_NONE } } };

/* Returns whether the helper was told goodbye: it gets nothing more. */
static bool
was_let_go(uint32_t slot)
{
	return slots_get(slot)->state != SLOT_OPEN &&
	    slots_get(slot)->bye == BYE_SHUTDOWN;
}

/*
 * Without a directory the keeper is started when a client first needs it, and
 * its records last only as long as the server.
 */
static bool
keeper_turn(void)
{
	const bool wanted = config_now()->accounts && !helpers.stops;

	account_feed_watch(wanted);
	return wanted &&
	    (held.state != -1 || held.memory != -1 ||
		asks_questions(ASKS_KEEPER) > 0);
}

/*
 * A keeper that did not find its old records would report that all accounts are
 * gone.
 */
static bool
keeper_give(struct child_args *given)
{
	if (held.state == -1 && held.memory == -1)
		held.memory = file_memfd("forkcast-accounts");
	given->fd[CHILD_SOCKET] = held.state != -1 ? held.state : held.memory;
	given->expects = account_names_count() > 0;
	memcpy(given->place, held.path, sizeof(given->place));
	return given->fd[CHILD_SOCKET] != -1;
}

static void
keeper_changed(const struct helper *it)
{
	const int code =
	    WIFEXITED(it->status) ? WEXITSTATUS(it->status) : EXITS_DONE;

	if (it->wanted && held.state != -1 && code == EXITS_STATE)
		stats_trouble(STATS_UNREADABLE, true);
	if (it->slot != SLOT_NONE)
		account_feed_keeper_started(it->slot);
	else
		account_feed_keeper_ended(it->delay == 0 && it->wanted);
	if (it->wanted)
		door_offers_changed();
}

static bool
journal_turn(void)
{
	struct helper *it = &helpers.helper[JOURNAL];
	const bool wanted = config_now()->state != NULL && !helpers.stops;

	if (it->slot != SLOT_NONE && was_let_go(it->slot))
		journal_link_dismissed();
	journal_link_watch(wanted);
	it->well = journal_link_progressed();
	return wanted;
}

static bool
journal_give(struct child_args *given)
{
	const struct config *config = config_now();

	given->fd[CHILD_SOCKET] = held.state;
	given->sync = config->history_sync;
	given->days = config->history_days;
	given->size = config->history_size;
	return true;
}

static void
journal_changed(const struct helper *it)
{
	if (it->slot != SLOT_NONE)
		journal_link_started(it->slot);
	else
		journal_link_ended();
}

static const struct row {
	unsigned says; /* its kind: KIND_ of grammar.h */

	/*
	 * Called in each turn; returns whether the helper is wanted.
	 * ALARM_HELPERS has a turn come: the soonest time that anybody sets
	 * counts.
	 */
	bool (*turn)(void);

	/* Fills in the arguments of a new helper; false with errno. */
	bool (*give)(struct child_args *given);

	/* Called when a helper was started, failed to start, or died. */
	void (*changed)(const struct helper *it);
} rows[HELPERS] = {
	[KEEPER] = { KIND_KEEPER, keeper_turn, keeper_give, keeper_changed },
	[JOURNAL] = { KIND_JOURNAL, journal_turn, journal_give,
	    journal_changed },
};

bool
helpers_open(const struct config *config, struct error *why)
{
	/* What is open stays: its key is fixed. The directory was checked. */
	return config->state == NULL || held.state != -1 ||
	    take_state(config->state, why);
}

static void
let_helper_go(const struct helper *it)
{
	if (it->slot != SLOT_NONE)
		disconnect_request(it->slot, BYE_SHUTDOWN, NO_WORDS);
}

/*
 * Has a new helper started, as soon as the old one, if any, has died. An alarm
 * for now would be cleared at the end of this turn.
 */
static void
replace(struct helper *it)
{
	let_helper_go(it);
	it->delay = 0;
	watch_no_wait();
}

void
helpers_use(const struct config *config)
{
	const struct config *old = config_now();
	struct helper *keeper = &helpers.helper[KEEPER];
	const bool starts = old->max_clients == 0;

	if (starts || !config->accounts) {
		io_close(&held.memory);
		account_feed_reset();
	}
	if (starts || old->accounts != config->accounts) {
		if (keeper->slot == SLOT_NONE)
			account_feed_keeper_ended(config->accounts);
		replace(keeper);
	}
	/* A journal learns of its settings only when it starts. */
	if (old->history_sync != config->history_sync ||
	    old->history_days != config->history_days ||
	    old->history_size != config->history_size)
		replace(&helpers.helper[JOURNAL]);
}

void
helpers_begin(void)
{
	FOR_EACH_SLOT(slot) { /* the old program's */
		/* It goes by itself when all that it has said is read. */
		if (slots_get(slot)->kind == KIND_CLIENT ||
		    slots_is_reaped(slots_get(slot)))
			continue;
		for (size_t i = 0; i < HELPERS; i++)
			if (slots_get(slot)->kind == rows[i].says)
				helpers.helper[i].slot = slot;
		disconnect_request(slot, BYE_SHUTDOWN, NO_WORDS);
	}
}

/* Has the next one start after twice as long each time, LONGEST at most. */
static void
try_later(struct helper *it)
{
	it->delay = usec_later(usec_earlier(2 * it->delay, LONGEST), AGAIN);
	it->due = ticks_now() + it->delay;
	ticks_alarm(ALARM_HELPERS, it->due);
}

static void
start(size_t number)
{
	struct child_args given = { .kind = spawn_kind(rows[number].says),
		.fd = { [CHILD_SOCKET] = -1 } };
	struct helper *it = &helpers.helper[number];

	if (rows[number].give(&given))
		it->slot = spawn_helper(&given);
	if (it->slot == SLOT_NONE) {
		LOG_AT(LEVEL_ERR, STR("{}: cannot start: {reason}"),
		    str_from(given.kind->name), str_from(strerror(errno)));
		try_later(it);
	}
	it->status = 0;
	rows[number].changed(it);
}

void
helpers_turn(void)
{
	for (size_t i = 0; i < HELPERS; i++) {
		struct helper *it = &helpers.helper[i];
		it->wanted = rows[i].turn();
		if (!it->wanted || it->slot != SLOT_NONE)
			continue;
		if (it->delay > 0 && it->due > ticks_now())
			ticks_alarm(ALARM_HELPERS, it->due);
		else if (!spawn_busy())
			start(i);
	}
}

static void
log_death(const struct helper *it, const struct slot *slot)
{
	struct buf *line = log_begin(LEVEL_WARNING);

	(void)BUF_CAT(line, str_from(slot->kind_name), STR(": pid "),
	    DECIMAL((uint64_t)slot->log_pid), STR(" ended, "));
	exits_describe(line, slot->status);
	if (it->wanted)
		(void)BUF_CAT(line, STR("; restarting in "),
		    DECIMAL(it->delay / MSEC), STR(" ms"));
	log_end();
}

void
helpers_reaped(uint32_t number)
{
	const struct slot *slot = slots_get(number);

	for (size_t i = 0; i < HELPERS; i++) {
		struct helper *it = &helpers.helper[i];
		if (it->slot != number)
			continue;
		it->slot = SLOT_NONE;
		it->status = slot->status;
		if (it->well || clock_mono() - slot->since >= WELL)
			it->delay = 0;
		if (was_let_go(number)) {
			it->due = ticks_now();
			watch_no_wait();
		} else {
			try_later(it);
			log_death(it, slot);
		}
		rows[i].changed(it);
	}
}

void
helpers_stop(void)
{
	helpers.stops = true;
	for (size_t i = 0; i < HELPERS; i++) {
		let_helper_go(&helpers.helper[i]);
		helpers.helper[i].wanted = rows[i].turn();
	}
}
