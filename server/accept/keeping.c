/* The keeper, as the parent has it: see keeping.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, memfd_create */
#include "accept/keeping.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/helper.h"
#include "accept/state_names.h"
#include "base/arena.h"
#include "base/fields.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/nameless.h"
#include "base/self.h"
#include "base/wall.h"
#include "fork/exits.h"
#include "helpers/keeper_file.h"
#include "router/account_feed.h"
#include "router/account_names.h"
#include "router/asking.h"
#include "router/offers.h"
#include "router/queries.h"
#include "router/slots.h"
#include "shared/grammar.h"
#include "shared/io.h"

/* Where it is kept. */
struct place {
	int fd; /* a directory, or an object without a name; -1: none yet */
	int lock; /* in the directory; -1: it is none */
	char *path; /* of the directory, in the arena; null: it is none */
	struct stat where; /* the directory: st_dev and st_ino; or 0 */
};

static struct keeping {
	struct place now;
	struct place next; /* between prepare and use */
	bool changes; /* next is another one than now */
	bool wanted; /* as the configuration has it */
	bool next_wanted;
	bool stopped;
	struct helper life;
} keeping = { .now = { .fd = -1, .lock = -1 },
	.next = { .fd = -1, .lock = -1 },
	.life = { .kind = KINDS_KEEPER, .slot = SLOT_NONE } };

#define LOCK_NAME "/" STATE_LOCK
#define OLD_LOCK_NAME "/" KEEPER_LOCK

#define LOCK_PATH (PATH_MAX + sizeof(OLD_LOCK_NAME))

static void
name_lock(const char *path, const char *lock, char name[LOCK_PATH])
{
	(void)snprintf(name, LOCK_PATH, "%.*s%s", PATH_MAX - 1, path,
	    lock); /* fits; what is longer cannot be opened */
}

static void
let_go(struct place *place)
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
 * Can the keeper read what is there? It would die of it again and again, and
 * who starts the server would not know why.
 */
static bool
can_be_read(const struct place *place, bool *is_there, struct error *why)
{
	const size_t size = store_size() + KEEPER_ROOM;
	struct keeper_file file = { .fd = place->fd, .owner = self_user() };
	struct store store;
	struct error broken;
	bool good;
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return cannot_use(place->path, strerror(errno), why);
	file.room = at + store_size();
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
	return error_may_pass(why);
}

/* A keeper ends soon after its server; not while it hashes or writes. */
static bool
awaits_keeper(const struct place *place, struct error *why)
{
	if (keeper_lock_is_free(place->fd, self_user()))
		return true;
	return errno == EADDRINUSE ?
	    is_in_use(place->path, "the keeper of another forkcastd",
		keeper_lock_holder(place->fd), why) :
	    cannot_use(place->path, strerror(errno), why);
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
		return awaits_keeper(place, why);
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
		let_go(place);
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

/* Does another path lead to the very directory that is used? */
static bool
is_renamed(const char *path)
{
	const struct place *now = &keeping.now;
	struct stat info;

	return now->path != NULL && path != NULL &&
	    strcmp(now->path, path) != 0 && now->where.st_ino != 0 &&
	    stat(path, &info) == 0 && is_at(now, &info);
}

static bool
is_same(const char *path)
{
	const char *now = keeping.now.path;

	return now == NULL || path == NULL ? now == path :
					     strcmp(now, path) == 0;
}

static bool
can_be_written(const struct place *place, struct error *why)
{
	return self_may_write(place->fd) ||
	    error_set(why, EX_CONFIG,
		"state %s: uid %ld cannot write to it: %s", place->path,
		(long)self_user(), strerror(errno));
}

/* The keeper is told it, to look for the directory there. */
static bool
can_be_told(const char *path, struct error *why)
{
	return strlen(path) < GIVEN_PLACE ||
	    error_set(why, EX_CONFIG,
		"state %s: longer than %d bytes; use a shorter path", path,
		GIVEN_PLACE - 1);
}

/*
 * What accounts there are must be there: whoever takes a directory without them
 * says that all are gone.
 */
static bool
has_what_is_known(const struct place *place, bool is_there, struct error *why)
{
	return is_there || account_names_count() == 0 ||
	    cannot_use(place->path,
		"the file " KEEPER_FILE " is gone; restore it from a copy, "
		"or restart the server without accounts",
		why);
}

/* Whether it can be written is asked here alone: before each start and reload.
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
	    has_what_is_known(&place, is_there, why);
	io_close(&place.fd);
	return good;
}

/* As open_directory, but for the lock, which a running server has. */
static bool
look_at_other(char *path, struct error *why)
{
	char name[LOCK_PATH];

	name_lock(path, LOCK_NAME, name);
	return look_at_directory(path, why) &&
	    (lock_look(name, self_user()) || cannot_lock(path, why));
}

/* Or what it keeps is not what the next server would find. */
static bool
is_in_place(const struct place *place, const char *path, struct error *why)
{
	struct stat now;

	if (stat(path, &now) != 0)
		return cannot_use(path, strerror(errno), why);
	return place->where.st_ino == 0 || is_at(place, &now) ||
	    cannot_use(path,
		"another directory has taken its place since the server "
		"opened it; put it back: what stands there now is not what "
		"the server keeps",
		why);
}

/* Has nobody else the lock? In a rehearsal it is our parent's. */
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

/* Accounts do not move, and a new place would begin without them. */
static bool
cannot_move(const char *path, struct error *why)
{
	const char *now = keeping.now.path;

	if (now == NULL)
		return error_set(why, EX_CONFIG,
		    "state %s: a running server does not add it: its accounts "
		    "are in memory, and end with it; restart it to add this",
		    path);
	if (path == NULL)
		return error_set(why, EX_CONFIG,
		    "state: a running server does not remove it: its accounts "
		    "are in %s; put it back, or restart the server to begin "
		    "without them",
		    now);
	return error_set(why, EX_CONFIG,
	    "state %s: a running server does not change it: its accounts are "
	    "in %s; stop the server, move them, and start it",
	    path, now);
}

/* There is a place once anything is kept; without accounts there is none. */
bool
keeping_look(const struct config *config, struct error *why)
{
	if (!config->accounts)
		return true;
	if (!is_same(config->state) && !is_renamed(config->state) &&
	    keeping.now.fd != -1)
		return cannot_move(config->state, why);
	if (config->state == NULL)
		return true;
	if (keeping.now.path == NULL)
		return look_at_other(config->state, why);
	return is_in_place(&keeping.now, config->state, why) &&
	    look_at_directory(config->state, why) &&
	    has_its_lock(config->state, why);
}

bool
keeping_prepare(const struct config *config, struct error *why)
{
	const char *path = config->accounts ? config->state : NULL;

	keeping.next_wanted = config->accounts;
	keeping.changes = !is_same(path) && !is_renamed(path);
	keeping.next = (struct place) { .fd = -1, .lock = -1 };
	if (is_renamed(path)) {
		keeping.next.path = arena_text(path);
		return keeping.next.path != NULL ||
		    cannot_use(path, strerror(ENOMEM), why);
	}
	return !keeping.changes || path == NULL ||
	    open_directory(&keeping.next, path, why);
}

void
keeping_undo(void)
{
	let_go(&keeping.next);
	keeping.changes = false;
}

/* The next keeper looks for it there. */
static void
rename_place(void)
{
	arena_free_text(keeping.now.path);
	keeping.now.path = keeping.next.path;
	keeping.next.path = NULL;
	(void)helper_goodbye(&keeping.life); /* or none is there */
}

/* The new one is started when the old one has died, or now. */
void
keeping_use(void)
{
	const bool ends = !keeping.next_wanted;
	const bool begins = !ends && !keeping.wanted;

	keeping.wanted = keeping.next_wanted;
	if (!keeping.changes && keeping.next.path != NULL)
		rename_place();
	if (!keeping.changes && begins)
		asking_keeper_goes(true); /* none is there yet, and may come */
	if (!keeping.changes && !ends)
		return;
	keeping.changes = false;
	let_go(&keeping.now);
	keeping.now = keeping.next;
	keeping.next = (struct place) { .fd = -1, .lock = -1 };
	if (!helper_goodbye(&keeping.life)) /* or when it has ended */
		asking_keeper_goes(keeping.wanted);
	account_feed_anew();
	helper_hurry(&keeping.life);
}

/* One that could not find what was there before would say that all is gone. */
static bool
has_its_place(void)
{
	struct error why;

	if (keeping.now.path == NULL ||
	    (is_in_place(&keeping.now, keeping.now.path, &why) &&
		state_names_fit_keeper(keeping.now.fd, keeping.now.path, &why)))
		return true;
	helper_put_off(&keeping.life, str_from(why.text));
	account_feed_unreadable(true);
	return false;
}

static void
start(void)
{
	struct given given = { .board = -1,
		.ahead = wall_ahead(),
		.expects = account_names_count() > 0 };

	if (keeping.now.fd == -1)
		keeping.now.fd = nameless_open("forkcast-accounts");
	given.socket = keeping.now.fd;
	if (keeping.now.path != NULL && strlen(keeping.now.path) < GIVEN_PLACE)
		memcpy(given.place, keeping.now.path,
		    strlen(keeping.now.path) + 1);
	if (has_its_place() && helper_start(&keeping.life, &given))
		asking_keeper_comes(keeping.life.slot);
	else
		asking_keeper_goes(false);
	offers_changed();
}

void
keeping_turn(void)
{
	const bool wanted = keeping.wanted && !keeping.stopped;

	asking_watch(wanted);
	if (!wanted)
		return;
	if (keeping.now.fd == -1 && !asking_wants_keeper())
		return;
	if (helper_is_due(&keeping.life))
		start();
}

static bool
cannot_load(int status)
{
	return WIFEXITED(status) &&
	    (WEXITSTATUS(status) == EXITS_STATE ||
		WEXITSTATUS(status) == EXITS_LOCKED);
}

void
keeping_reaped(uint32_t slot)
{
	const bool wanted = keeping.wanted && !keeping.stopped;
	const int status = slots_get(slot)->status;

	if (!helper_reaped(&keeping.life, slot, wanted))
		return;
	if (wanted && keeping.now.path != NULL && cannot_load(status))
		account_feed_unreadable(true);
	asking_keeper_goes(keeping.life.delay == 0 && wanted);
	if (!keeping.stopped)
		offers_changed();
}

void
keeping_stop(void)
{
	keeping.stopped = true;
	(void)helper_goodbye(&keeping.life);
}

bool
keeping_suit_older(uint32_t *ticket, struct asking_answer *answer)
{
	*answer = (struct asking_answer) { .code = CODE_OK };
	return keeping.now.fd == -1 ||
	    queries_ask(ticket, NULL, WORDS(STR("older")), answer);
}

/* An older program's: its file is the keeper's now. */
static void
change_lock(struct place *place)
{
	char name[LOCK_PATH], old_name[LOCK_PATH];
	int old = place->lock;

	if (place->path == NULL)
		return;
	name_lock(place->path, LOCK_NAME, name);
	if (lock_is(name, old))
		return;
	place->lock = lock_file(name, self_user());
	if (place->lock == -1)
		LOG_AT(LEVEL_ERR, STR("state: cannot lock it: "),
		    LOG_KEY("reason"), str_from(strerror(errno)));
	name_lock(place->path, OLD_LOCK_NAME, old_name);
	lock_release(old_name, &old);
}

/* The one of the program before is known by its kind. */
void
keeping_renew(void)
{
	change_lock(&keeping.now);
	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		if (slots_get(slot)->kind == KIND_KEEPER)
			keeping.life.slot = slot;
	keeping.life.delay = 0;
	(void)helper_goodbye(&keeping.life);
}

static const struct field saved[] = {
	FIELD(FD, struct keeping, now.fd),
	FIELD(FD, struct keeping, now.lock),
	FIELD(NUMBER, struct keeping, now.where.st_dev),
	FIELD(NUMBER, struct keeping, now.where.st_ino),
};

void
keeping_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &keeping);
	if (keeping.now.path != NULL)
		state_put_text(state, STR("path"), str_from(keeping.now.path));
}

void
keeping_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("path")) && keeping.now.path == NULL)
			keeping.now.path = state_text(state, PATH_MAX);
		else
			fields_get(state, FIELDS(saved), &keeping);
	if (keeping.now.path != NULL && keeping.now.fd == -1)
		state_broken(state, "path without a directory");
}

void
keeping_take(void)
{
	struct place *place = &keeping.now;

	lock_adopt(place->lock);
	/* An older program has not noted it. */
	if (place->fd != -1 && place->where.st_ino == 0)
		(void)fstat(place->fd, &place->where); /* it is open */
}

void
keeping_close(void)
{
	let_go(&keeping.now);
}
