/* The listening sockets: see listen.h. */
#include "accept/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/inherit.h"
#include "accept/tcp.h"
#include "base/arena.h"
#include "base/config_keys.h"
#include "base/fields.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/place.h"
#include "base/self.h"
#include "base/watch.h"
#include "shared/io.h"
#include "shared/str.h"

static struct {
	struct listener *at; /* LISTEN_MAX of them, which workers do not have */
	size_t count;
	usec patience; /* with peers of which nothing comes */
} listeners;

static int
exit_code(int error)
{
	switch (error) {
	case EADDRINUSE:
	case EADDRNOTAVAIL:
		return EX_UNAVAILABLE;
	case EACCES:
	case EPERM:
		return EX_NOPERM;
	case EEXIST: /* its lock */
	case ENOENT:
	case ENOTDIR:
	case EROFS:
		return EX_CANTCREAT;
	default:
		return EX_OSERR;
	}
}

static bool
cannot_listen(struct error *why, const struct listener *l)
{
	return error_set(why, exit_code(errno), "cannot listen on %s: %s",
	    l->wanted, strerror(errno));
}

/* Its lock is what stands in the way, unless that is only held. */
static bool
cannot_lock(struct error *why, const struct listener *l, const char *lock)
{
	if (errno == EADDRINUSE)
		return cannot_listen(why, l);
	return error_set(why, exit_code(errno),
	    "cannot listen on %s: its lock %s: %s", l->wanted, lock,
	    errno == EEXIST ? "it is no ordinary file, has another name "
			      "besides, or belongs to another user: remove it" :
			      strerror(errno));
}

static bool
no_socket(struct error *why, const struct listener *l)
{
	return error_set(why, EX_UNAVAILABLE,
	    "cannot listen on %s: something is there that is no socket: "
	    "remove it, or choose another path",
	    l->wanted);
}

static void
tune(const struct listener *l)
{
	if (!addr_is_unix(&l->addr))
		tcp_tune(l->fd, listeners.patience);
}

void
listen_wait(usec patience)
{
	listeners.patience = patience;
	for (size_t i = 0; i < listeners.count; i++)
		tune(&listeners.at[i]);
}

/* Before bind: both are for the operator's comfort, not needed to work. */
static void
prepare_bind(const struct listener *l)
{
	const int on = 1;

	if (!addr_is_unix(&l->addr))
		(void)setsockopt(
		    l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (l->addr.to.any.sa_family == AF_INET6)
		(void)setsockopt(
		    l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
}

#define LOCK_TEXT (ADDR_TEXT + sizeof(LOCK_END))

static void
name_lock(const struct listener *l, char name[LOCK_TEXT])
{
	(void)snprintf(name, LOCK_TEXT, "%s" LOCK_END, l->wanted); /* fits */
}

/* Locks PATH.lock as long as we live; false if somebody has it. */
static bool
lock_path(struct listener *l, struct error *why)
{
	char name[LOCK_TEXT];

	name_lock(l, name);
	l->lock = lock_file(name, self_user());
	return l->lock != -1 || cannot_lock(why, l, name);
}

/* Does nobody listen there? */
static bool
is_stale(const struct listener *l)
{
	int probe = socket(AF_UNIX, SOCK_STREAM, 0);
	bool refused;

	if (probe == -1 || !io_prepare(probe)) {
		io_close(&probe);
		return false;
	}
	refused = connect(probe, &l->addr.to.any, l->addr.len) != 0 &&
	    errno == ECONNREFUSED;
	io_close(&probe);
	return refused;
}

/*
 * With the lock held no other forkcastd listens on the path, so a socket that
 * is there and refuses is stale. Anything else in its place is not ours.
 */
static bool
take_over_path(struct listener *l, const struct place *place, struct error *why)
{
	struct stat info;

	if (!lock_path(l, why))
		return false;
	if (!place_look(place, &info))
		return errno == ENOENT || cannot_listen(why, l);
	if (!S_ISSOCK(info.st_mode))
		return no_socket(why, l);
	if (is_stale(l) && place_remove(place, &info))
		return true;
	errno = EADDRINUSE;
	return cannot_listen(why, l);
}

/*
 * Whoever can get at the path may talk, unless it is closed, as on a port of
 * TCP: what keeps people out is the mode of its directory. The socket has its
 * mode from the moment when it is there: by then somebody else may have put
 * another file in its place. Nobody shares the mask: there are no threads, and
 * children have their own.
 */
static bool
bind_as(const struct listener *l, mode_t mode)
{
	const mode_t mask = umask(0777 & ~mode);
	const bool good = bind(l->fd, &l->addr.to.any, l->addr.len) == 0;

	(void)umask(mask); /* cannot fail, and leaves errno */
	return good;
}

static bool
bind_at(struct listener *l, const struct place *place, struct error *why)
{
	if (!take_over_path(l, place, why))
		return false;
	if (!bind_as(l, l->closed ? 0600 : 0666))
		return cannot_listen(why, l);
	l->bound = place_look(place, &l->file) && S_ISSOCK(l->file.st_mode);
	errno = EADDRINUSE; /* somebody has taken its place already */
	return l->bound || cannot_listen(why, l);
}

static bool
bind_path(struct listener *l, struct error *why)
{
	struct place place;
	bool good;

	if (!place_open(&place, l->wanted))
		return cannot_listen(why, l);
	good = bind_at(l, &place, why);
	place_close(&place);
	return good;
}

static bool
bind_and_listen(struct listener *l, struct error *why)
{
	if (addr_is_unix(&l->addr)) {
		if (!bind_path(l, why))
			return false;
	} else if (bind(l->fd, &l->addr.to.any, l->addr.len) != 0) {
		return cannot_listen(why, l);
	}
	return listen(l->fd, SOMAXCONN) == 0 || cannot_listen(why, l);
}

/* What cannot be removed is taken over at the next start. */
static void
close_listener(struct listener *l)
{
	char name[LOCK_TEXT];

	watch_close(&l->fd);
	if (l->bound)
		(void)place_remove_path(l->wanted, &l->file);
	name_lock(l, name);
	lock_release(name, &l->lock);
}

/* Of a socket that is bound, however it came to be; false with errno. */
static bool
know_address(struct listener *l)
{
	l->addr.len = sizeof(l->addr.to);
	if (getsockname(l->fd, &l->addr.to.any, &l->addr.len) != 0)
		return false;
	l->local = addr_is_local(&l->addr);
	addr_text(&l->addr, l->text);
	return true;
}

/* What there is by then is close_listener's. */
static bool
make_socket(struct listener *l, struct error *why)
{
	l->fd = socket(l->addr.to.any.sa_family, SOCK_STREAM, 0);
	if (l->fd == -1 || !io_prepare(l->fd))
		return cannot_listen(why, l);
	prepare_bind(l);
	if (!bind_and_listen(l, why))
		return false;
	tune(l);
	return know_address(l) || cannot_listen(why, l);
}

static bool
open_listener(struct listener *l, const char *wanted, struct error *why)
{
	const char *wrong = addr_parse(&l->addr, wanted);

	if (wrong != NULL)
		return error_set(
		    why, EX_USAGE, "cannot listen on %s: %s", wanted, wrong);
	l->lock = -1;
	l->bound = l->inherited = false;
	memcpy(l->wanted, wanted, strlen(wanted) + 1); /* fits: was split */
	if (make_socket(l, why))
		return true;
	close_listener(l);
	return false;
}

/* Are these two paths, one of them its own, of one socket? */
static bool
is_file(const struct listener *l, const char *path)
{
	struct stat own, other;

	return addr_is_unix(&l->addr) && lstat(l->wanted, &own) == 0 &&
	    S_ISSOCK(own.st_mode) && lstat(path, &other) == 0 &&
	    place_same(&own, &other);
}

/* Is it bound to that address, or has it been asked for in these words? */
static bool
is_at(const struct listener *l, const char *address)
{
	struct addr addr;

	if (strcmp(l->wanted, address) == 0)
		return true;
	return addr_parse(&addr, address) == NULL &&
	    (addr_same(&addr, &l->addr) || is_file(l, address));
}

/* Whether it is in the list, and if so whether it is marked there. */
static bool
is_wanted(const struct config_list *wanted, const struct listener *l,
    struct config_marks *marks)
{
	char address[ADDR_TEXT];
	struct config_marks marked;

	*marks = (struct config_marks) { .proxy = false };
	for (size_t i = 0; i < wanted->count; i++) {
		if (!config_split_listen(wanted->at[i], address, &marked) ||
		    !is_at(l, address))
			continue;
		*marks = marked;
		return true;
	}
	return false;
}

static bool
is_open(const char *address, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_at(&listeners.at[i], address))
			return true;
	return false;
}

static void
mark(struct listener *l, bool proxy)
{
	l->logged = l->logged && l->proxy == proxy;
	l->proxy = proxy;
}

static void
let_go(struct listener *l)
{
	LOG_AT(LEVEL_NOTICE, LOG_KEY("event"), STR("no longer listening"),
	    STR(" on "), LOG_KEY("address"), str_from(l->text));
	close_listener(l);
}

static void
keep_wanted(const struct config_list *wanted)
{
	size_t kept = 0;

	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		struct config_marks marks;
		const bool stays = is_wanted(wanted, l, &marks);
		mark(l, marks.proxy || (l->inherited && inherit_is_proxy(i)));
		l->secure = marks.secure;
		if (stays || l->inherited)
			listeners.at[kept++] = *l;
		else
			let_go(l);
	}
	listeners.count = kept;
}

static bool
open_wanted(const struct config_list *wanted, size_t *count, struct error *why)
{
	char address[ADDR_TEXT];
	struct config_marks marks;

	for (size_t i = 0; i < wanted->count; i++) {
		if (!config_split_listen(wanted->at[i], address, &marks))
			return error_set(why, EX_USAGE,
			    "cannot listen on %s: the address is too long",
			    wanted->at[i]);
		if (is_open(address, *count))
			continue;
		if (*count == LISTEN_MAX)
			return error_set(why, EX_CONFIG,
			    "cannot listen on %s: at most %d addresses",
			    address, LISTEN_MAX);
		listeners.at[*count].closed = false;
		listeners.at[*count].logged = false;
		if (!open_listener(&listeners.at[*count], address, why))
			return false;
		++*count;
	}
	return true;
}

/* Those that are new, or newly for proxies or for others. */
static void
log_new(void)
{
	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		if (!l->logged)
			LOG_AT(LEVEL_NOTICE, STR("listening on "),
			    LOG_KEY("address"), str_from(l->text),
			    l->proxy ? STR(" (proxy)") : STR(""));
		l->logged = true;
	}
}

static bool
has_table(struct error *why)
{
	if (listeners.at == NULL)
		listeners.at = arena_table(LISTEN_MAX, sizeof(*listeners.at));
	return listeners.at != NULL ||
	    error_set(why, EX_OSERR, "cannot listen: %s", strerror(ENOMEM));
}

/* The inherited ones are the first, and stay so. */
bool
listen_inherit(struct error *why)
{
	if (!has_table(why))
		return false;
	for (size_t i = 0; i < inherit_count(); i++) {
		struct listener *l = &listeners.at[i];
		*l = (struct listener) {
			.inherited = true, .fd = inherit_fd(i), .lock = -1
		};
		if (!know_address(l))
			return error_set(why, EX_OSERR,
			    "cannot listen on descriptor %d: %s", l->fd,
			    strerror(errno));
		memcpy(l->wanted, l->text, sizeof(l->wanted));
		tune(l);
		listeners.count++;
	}
	return true;
}

bool
listen_alone(struct listener *l, const char *path, struct error *why)
{
	*l = (struct listener) { .fd = -1, .closed = true };
	return open_listener(l, path, why);
}

void
listen_close_one(struct listener *l)
{
	close_listener(l);
}

bool
listen_to(const struct config_list *wanted, struct error *why)
{
	static const struct config_list nothing;
	const size_t before = listeners.count;
	size_t count = before;

	if (inherit_count() > 0 && wanted->source == CONFIG_DEFAULT)
		wanted = &nothing;
	if (!has_table(why))
		return false;
	if (!open_wanted(wanted, &count, why)) {
		while (count > before)
			close_listener(&listeners.at[--count]);
		return false;
	}
	listeners.count = count;
	keep_wanted(wanted);
	log_new();
	return true;
}

void
listen_close(void)
{
	while (listeners.count > 0)
		close_listener(&listeners.at[--listeners.count]);
}

size_t
listen_count(void)
{
	return listeners.count;
}

const struct listener *
listen_get(size_t number)
{
	return &listeners.at[number];
}

/* The name of a file may be no text; then nothing of it is known. */
static const struct field saved[] = {
	FIELD(TEXT, struct listener, wanted),
	FIELD(TEXT, struct listener, text),
	FIELD(FD, struct listener, fd),
	FIELD(FD, struct listener, lock),
	FIELD(BOOL, struct listener, bound),
	FIELD(NUMBER, struct listener, file.st_dev),
	FIELD(NUMBER, struct listener, file.st_ino),
	FIELD(BOOL, struct listener, inherited),
	FIELD(BOOL, struct listener, proxy),
	FIELD(BOOL, struct listener, secure),
	FIELD(BOOL, struct listener, closed),
};

void
listen_save_one(struct state *state, const struct listener *l)
{
	fields_put(state, FIELDS(saved), l);
}

void
listen_save(struct state *state)
{
	for (size_t i = 0; i < listeners.count; i++) {
		state_put(state, STR("listener"), i);
		listen_save_one(state, &listeners.at[i]);
	}
}

void
listen_load_line(struct state *state, struct listener *l)
{
	fields_get(state, FIELDS(saved), l);
}

/* The next one; null, and noted, if there cannot be one. */
static struct listener *
claim(struct state *state)
{
	uint64_t number;

	if (!state_number(state, LISTEN_MAX - 1, &number))
		return NULL;
	if (number != listeners.count || !has_table(&state->why)) {
		state_wrong(state, "not the next one, or no memory");
		return NULL;
	}
	listeners.at[number] =
	    (struct listener) { .fd = -1, .lock = -1, .logged = true };
	return &listeners.at[listeners.count++];
}

void
listen_load(struct state *state)
{
	struct listener *l = NULL;

	while (state_next(state))
		if (state_is(state, STR("listener")))
			l = claim(state);
		else if (l != NULL)
			listen_load_line(state, l);
	for (size_t i = 0; i < listeners.count; i++)
		if (listeners.at[i].fd == -1)
			state_wrong(state, "a listener without a socket");
}

bool
listen_take_one(struct listener *l)
{
	lock_adopt(l->lock);
	return know_address(l);
}

bool
listen_take(void)
{
	for (size_t i = 0; i < listeners.count; i++)
		if (!listen_take_one(&listeners.at[i]))
			return false;
	return true;
}
