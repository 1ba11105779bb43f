/* The listening sockets: see listen.h. */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "accept/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "shared/io.h"
#include "shared/str.h"

#define LOCK_TEXT (ADDR_TEXT + sizeof(LOCK_END))

/*
 * Bounds of the patience. At the lower one, a laptop that was closed loses its
 * name after 30 s.
 */
#define PATIENCE_LEAST (30 * SEC)
#define PATIENCE_MOST (INT_MAX * MSEC)

/* The longest silence after which a peer is probed. */
#define IDLE_MOST (60 * SEC)

/*
 * Keepalive probes within the patience; after the last one there is as much
 * time for the reply as between two. One probe is not enough: networks drop
 * some, and when thousands of clients that connected together are probed
 * together, the loopback drops half. Linux gives up at the first probe after
 * the patience, however many were to follow (tcp(7), TCP_USER_TIMEOUT).
 */
#define PROBES 5

/* The first inherited descriptor: SD_LISTEN_FDS_START. */
#define FIRST 3

/* Addresses that are listened on; there are rows for old and new listeners. */
#define LISTEN_MAX 16
#define ROWS (2 * (size_t)LISTEN_MAX)

/* Workers do not have the table. */
static struct {
	struct listener *at;
	size_t count;
	size_t inherited; /* so many come first, and stay there */
	usec patience; /* how long a peer may be silent */
	size_t found; /* sockets from the supervisor; not saved */
	bool named_proxy[LISTEN_MAX]; /* of these, by their names */
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

/* Sets *why from errno and returns false. */
static bool
cannot_listen(struct error *why, const struct listener *l)
{
	const int error = errno;

	(void)error_set(why, exit_code(error), "cannot listen on %s: %s",
	    l->wanted, strerror(error));
	return error == EADDRINUSE && error_is_transient(why);
}

static void
set(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof(value));
}

static void
tune(const struct listener *l, usec wanted)
{
	const usec patience =
	    usec_later(PATIENCE_LEAST, usec_earlier(wanted, PATIENCE_MOST));
	const usec idle = usec_earlier(patience / 2, IDLE_MOST);
	const usec between =
	    usec_earlier((patience - idle) / PROBES, IDLE_MOST);

	if (addr_is_unix(&l->addr))
		return;
	set(l->fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(l->fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
	set(l->fd, IPPROTO_TCP, TCP_KEEPIDLE, (int)(idle / SEC));
#endif
	(void)between; /* OpenBSD has none of these for one socket */
#ifdef TCP_KEEPINTVL
	set(l->fd, IPPROTO_TCP, TCP_KEEPINTVL, (int)(between / SEC));
#endif
#ifdef TCP_KEEPCNT
	set(l->fd, IPPROTO_TCP, TCP_KEEPCNT, PROBES);
#endif
#ifdef TCP_USER_TIMEOUT
	set(l->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)(patience / MSEC));
#endif
}

/*
 * Makes a socket with that address; false with errno, and *fd may be open. The
 * options before bind are for the operator's convenience: a restart need
 * not wait for old connections, and an IPv4 socket can have the same port.
 */
static bool
bind_to(const struct addr *addr, int *fd)
{
	*fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);
	if (*fd == -1 || !io_prepare(*fd))
		return false;
	set(*fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (addr->to.any.sa_family == AF_INET6)
		set(*fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	return bind(*fd, &addr->to.any, addr->len) == 0;
}

static bool
know_address(struct listener *l)
{
	l->addr.len = sizeof(l->addr.to);
	if (getsockname(l->fd, &l->addr.to.any, &l->addr.len) != 0)
		return false;
	addr_text(&l->addr, l->text);
	return true;
}

static void
name_lock(const struct listener *l, char name[LOCK_TEXT])
{
	(void)snprintf(name, LOCK_TEXT, "%s" LOCK_END, l->wanted);
}

/*
 * Sets *why for a lock that cannot be taken, and returns false. The message
 * names the lock, unless that is only held by another process.
 */
static bool
cannot_lock(struct error *why, const struct listener *l, const char *lock)
{
	const int error = errno;

	(void)cannot_listen(why, l); /* for the code */
	if (error == EADDRINUSE)
		return false;
	return error_set(why, why->code, "cannot listen on %s: lock %s: %s",
	    l->wanted, lock,
	    error == EEXIST ? "not a regular file, has other hard links, "
			      "or belongs to another user: remove it" :
			      strerror(error));
}

static bool
no_socket(struct error *why, const struct listener *l)
{
	return error_set(why, EX_UNAVAILABLE,
	    "cannot listen on %s: not a socket: remove it, or choose another "
	    "path",
	    l->wanted);
}

/* Returns whether nobody listens there. */
static bool
is_stale(const struct listener *l)
{
	int probe = socket(AF_UNIX, SOCK_STREAM, 0);
	const bool refused = probe != -1 && io_prepare(probe) &&
	    connect(probe, &l->addr.to.any, l->addr.len) != 0 &&
	    errno == ECONNREFUSED;

	io_close(&probe);
	return refused;
}

/*
 * Locks PATH.lock for as long as we live and removes a stale socket; false with
 * *why, for instance if another process holds the lock. While we hold it no
 * other forkcastd listens on the path, so a socket that refuses connections is
 * stale. Any other file there is not ours.
 */
static bool
take_over_path(struct listener *l, const struct place *place, struct error *why)
{
	char name[LOCK_TEXT];
	struct stat info;

	name_lock(l, name);
	l->lock = file_lock(name, self_now()->uid);
	if (l->lock == -1)
		return cannot_lock(why, l, name);
	if (!file_place_stat(place, &info))
		return errno == ENOENT || cannot_listen(why, l);
	if (!S_ISSOCK(info.st_mode))
		return no_socket(why, l);
	if (is_stale(l) && file_remove_same(l->wanted, &info))
		return true;
	errno = EADDRINUSE;
	return cannot_listen(why, l);
}

/*
 * Binds with the mode set from the start: later somebody else may have put
 * another file there. By default anyone who can reach the path may connect, as
 * on a TCP port, and the directory's mode keeps people out. The umask is not
 * shared: there are no threads, and children have their own.
 */
static bool
bind_path(struct listener *l, struct error *why)
{
	const mode_t mode = l->mode > 0 ? (mode_t)(l->mode - 1) : 0666;
	struct place place;
	mode_t mask;
	bool good;

	l->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (l->fd == -1 || !io_prepare(l->fd) || !file_place(&place, l->wanted))
		return cannot_listen(why, l);
	good = take_over_path(l, &place, why);
	if (good) {
		mask = umask(0777 & ~mode);
		good = bind(l->fd, &l->addr.to.any, l->addr.len) == 0;
		(void)umask(mask); /* cannot fail; errno is kept */
		if (good) {
			l->bound = file_place_stat(&place, &l->file) &&
			    S_ISSOCK(l->file.st_mode);
			errno = EADDRINUSE; /* another file is there by now */
		}
		good = l->bound || cannot_listen(why, l);
	}
	io_close(&place.directory);
	return good;
}

/* Fills in a listener that is not open. */
static bool
prepare(struct listener *l, const char *address, size_t mode, struct error *why)
{
	const char *wrong;

	*l = (struct listener) { .fd = -1, .lock = -1, .mode = mode };
	wrong = addr_parse(&l->addr, address);
	if (wrong != NULL)
		return error_set(
		    why, EX_USAGE, "cannot listen on %s: %s", address, wrong);
	memcpy(l->wanted, address, strlen(address) + 1);
	return true;
}

/* Opens one that is filled in. */
static bool
open_it(struct listener *l, struct error *why)
{
	const bool bound = addr_is_unix(&l->addr) ?
	    bind_path(l, why) :
	    bind_to(&l->addr, &l->fd) || cannot_listen(why, l);

	if (bound) {
		if (listen(l->fd, SOMAXCONN) == 0 && know_address(l)) {
			tune(l, listeners.patience);
			return true;
		}
		(void)cannot_listen(why, l);
	}
	listen_close_one(l);
	return false;
}

bool
listen_open_one(
    struct listener *l, const char *address, size_t mode, struct error *why)
{
	return prepare(l, address, mode, why) && open_it(l, why);
}

void
listen_close_one(struct listener *l)
{
	char name[LOCK_TEXT];

	watch_close(&l->fd);
	if (l->bound)
		(void)file_remove_same(l->wanted, &l->file);
	name_lock(l, name);
	if (l->lock != -1) /* one that stays can be taken over */
		(void)file_lock_remove(name, l->lock);
	io_close(&l->lock);
}

/* Looks whether the path could be bound if no other server used it; or *why. */
static bool
check_path(const struct listener *l, struct error *why)
{
	char name[LOCK_TEXT];
	struct place place;
	struct stat info;
	bool there, locks;

	if (!file_place(&place, l->wanted))
		return cannot_listen(why, l);
	there = file_place_stat(&place, &info);
	name_lock(l, name);
	locks = file_lock_check(name, &place, self_now()->uid);
	io_close(&place.directory);
	if (!locks)
		return cannot_lock(why, l, name);
	return !there || S_ISSOCK(info.st_mode) || no_socket(why, l);
}

/* The socket of a port does not listen, so it disturbs nobody. */
static bool
check_it(struct listener *l, struct error *why)
{
	bool good;

	if (addr_is_unix(&l->addr))
		return check_path(l, why);
	good = bind_to(&l->addr, &l->fd) || errno == EADDRINUSE ||
	    cannot_listen(why, l);
	io_close(&l->fd);
	return good;
}

bool
listen_check_one(const char *address, struct error *why)
{
	struct listener l;

	return prepare(&l, address, 0, why) && check_it(&l, why);
}

void
listen_set_patience(usec patience)
{
	listeners.patience = patience;
	for (size_t i = 0; i < listeners.count; i++)
		tune(&listeners.at[i], patience);
}

/*
 * Returns whether a listener is where the other one is wanted: it was
 * configured in the same words, has the same address, or the very file to which
 * the path leads.
 */
static bool
is_at(const struct listener *l, const struct listener *wanted)
{
	struct stat own, other;

	return strcmp(l->wanted, wanted->wanted) == 0 ||
	    addr_same(&l->addr, &wanted->addr) ||
	    (addr_is_unix(&l->addr) && lstat(l->wanted, &own) == 0 &&
		S_ISSOCK(own.st_mode) && lstat(wanted->wanted, &other) == 0 &&
		file_is_same(&own, &other));
}

/*
 * Finds the listener that is there, or adds one that is open or, if this is a
 * check, could be opened. *left is how many more there may be. False with *why.
 */
static bool
claim(const struct listener *wanted, const struct listen_options *said,
    bool check, size_t *left, struct error *why)
{
	struct listener *l = listeners.at;
	const struct listener *end = l + listeners.count;

	while (l != end && !is_at(l, wanted))
		l++;
	if (l != end && l->claimed)
		/* It counts once. */
		return l->said.forwarded == said->forwarded ||
		    error_set(why, EX_CONFIG,
			"cannot listen on %s: with \"forwarded\" and without",
			wanted->wanted);
	if ((l == end || !l->inherited) && (*left)-- == 0)
		return error_set(why, EX_CONFIG,
		    "cannot listen on %s: too many addresses, limit %d",
		    wanted->wanted, LISTEN_MAX);
	if (l == end) {
		*l = *wanted;
		if (check ? !check_it(l, why) : !open_it(l, why))
			return false;
		listeners.count++;
	}
	l->claimed = true;
	l->said = *said;
	return true;
}

/*
 * Claims the listeners of the list; false with *why. New ones are the last. If
 * there are inherited sockets, the default address is not wanted.
 */
static bool
claim_all(const struct config_list *list, bool check, struct error *why)
{
	const bool none =
	    listeners.inherited > 0 && list->source == CONFIG_DEFAULT;
	size_t left = LISTEN_MAX - listeners.inherited;

	for (size_t i = 0; i < listeners.count; i++)
		listeners.at[i].claimed = false;
	for (size_t i = 0; i < list->count && !none; i++) {
		struct listen_options said;
		struct listener wanted;
		char address[ADDR_TEXT];
		const char *wrong =
		    config_split_listen(list->at[i], address, &said);
		if (wrong != NULL)
			return error_set(why, EX_USAGE,
			    "cannot listen on %s: %s", list->at[i], wrong);
		if (!prepare(&wanted, address, said.mode, why) ||
		    !claim(&wanted, &said, check, &left, why))
			return false;
	}
	return true;
}

/* Puts in force what the configuration says of a listener, if it does. */
static void
set_use(struct listener *l)
{
	const struct listen_options none = { .proxy = false };
	const struct listen_options said = l->claimed ? l->said : none;
	const bool proxy = said.proxy || l->named_proxy;

	l->logged =
	    l->logged && l->forwarded == said.forwarded && l->proxy == proxy;
	l->forwarded = said.forwarded;
	l->proxy = proxy;
	l->secure = said.secure;
	l->options_changed = l->claimed && l->bound && l->mode != said.mode;
}

/* Closes the listeners that are not wanted, and logs what is new of others. */
static void
keep_claimed(void)
{
	size_t kept = 0;

	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		set_use(l);
		if (l->claimed || l->inherited) {
			listeners.at[kept++] = *l;
			continue;
		}
		LOG_AT(LEVEL_NOTICE, STR("no longer listening on {address}"),
		    str_from(l->text));
		listen_close_one(l);
	}
	listeners.count = kept;
	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		if (!l->logged)
			LOG_AT(LEVEL_NOTICE, STR("listening on {address}{}"),
			    str_from(l->text),
			    l->forwarded ? STR(" (forwarded)") :
				l->proxy ? STR(" (proxy)") :
					   STR(""));
		l->logged = true;
	}
}

static bool
has_option(int fd, int option, int wanted)
{
	socklen_t size = sizeof(int);
	int value;

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 &&
	    value == wanted;
}

/* Returns null, or what keeps us from listening there. */
static const char *
what_is_wrong(int fd)
{
	struct sockaddr_storage at = { .ss_family = AF_UNSPEC };
	socklen_t size = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return strerror(errno);
	if (at.ss_family != AF_INET && at.ss_family != AF_INET6 &&
	    at.ss_family != AF_UNIX)
		return "neither a TCP nor a UNIX socket";
	if (!has_option(fd, SO_TYPE, SOCK_STREAM))
		return "not a stream socket; use ListenStream";
	if (!has_option(fd, SO_ACCEPTCONN, 1))
		return "not a listening socket; use Accept=no";
	return io_prepare(fd) ? NULL : strerror(errno);
}

bool
listen_find(struct error *why)
{
	const char *said = getenv("LISTEN_FDS");
	const char *pid = getenv("LISTEN_PID");
	const char *text = getenv("LISTEN_FDNAMES");
	struct str names = str_from(text != NULL ? text : "");
	uint64_t count = 0;

	if (said != NULL && pid != NULL &&
	    str_eq(str_from(pid), DECIMAL((uint64_t)getpid())) &&
	    !str_to_number(str_from(said), LISTEN_MAX, &count))
		return error_set(why, EX_CONFIG,
		    "cannot take over sockets: LISTEN_FDS %s is not a number "
		    "up to %d",
		    said, LISTEN_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *wrong = what_is_wrong(FIRST + (int)i);
		if (wrong != NULL)
			return error_set(why, EX_CONFIG,
			    "cannot listen on inherited descriptor %d "
			    "(LISTEN_FDS): %s",
			    FIRST + (int)i, wrong);
		listeners.named_proxy[i] =
		    str_eq(str_cut(&names, ':'), STR("proxy"));
	}
	listeners.found = (size_t)count;
	return true;
}

bool
listen_inherit(struct error *why)
{
	for (size_t i = 0; i < listeners.found; i++) {
		struct listener *l = &listeners.at[i];
		*l = (struct listener) { .inherited = true,
			.named_proxy = listeners.named_proxy[i],
			.fd = FIRST + (int)i,
			.lock = -1 };
		if (!know_address(l))
			return error_set(why, EX_OSERR,
			    "cannot listen on descriptor %d: %s", l->fd,
			    strerror(errno));
		memcpy(l->wanted, l->text, sizeof(l->wanted));
		tune(l, listeners.patience);
		listeners.inherited = ++listeners.count;
	}
	return true;
}

bool
listen_to(const struct config_list *list, struct error *why)
{
	const size_t before = listeners.count;

	if (claim_all(list, false, why)) {
		keep_claimed();
		return true;
	}
	while (listeners.count > before)
		listen_close_one(&listeners.at[--listeners.count]);
	return false;
}

bool
listen_check(const struct config_list *list, struct error *why)
{
	const size_t before = listeners.count;
	const bool good = claim_all(list, true, why);

	listeners.count = before;
	return good;
}

void
listen_close(void)
{
	while (listeners.count > 0)
		listen_close_one(&listeners.at[--listeners.count]);
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

/* What an upgrade saves; listen_adopt finds out the rest. */
static const struct field saved[] = {
	FIELD(TEXT, struct listener, wanted),
	FIELD(FD, struct listener, fd),
	FIELD(FD, struct listener, lock),
	FIELD(BOOL, struct listener, bound),
	FIELD(NUMBER, struct listener, file.st_dev),
	FIELD(NUMBER, struct listener, file.st_ino),
	FIELD(BOOL, struct listener, inherited),
	FIELD(BOOL, struct listener, named_proxy),
	FIELD(BOOL, struct listener, forwarded),
	FIELD(BOOL, struct listener, proxy),
	FIELD(BOOL, struct listener, secure),
	FIELD(NUMBER, struct listener, mode),
};

struct fields
listen_fields(void)
{
	return FIELDS(saved);
}

static void
listen_save(struct state *state)
{
	for (size_t i = 0; i < listeners.count; i++) {
		state_put(state, STR("listener"), i);
		state_put_fields(state, FIELDS(saved), &listeners.at[i]);
	}
}

static void
listen_load(struct state *state)
{
	struct listener *l = NULL;

	while (state_next(state))
		if (!state_is(state, STR("listener"))) {
			if (l != NULL)
				state_get_fields(state, FIELDS(saved), l);
		} else if (listeners.count < LISTEN_MAX) {
			l = &listeners.at[listeners.count++];
			*l = (struct listener) {
				.fd = -1, .lock = -1, .logged = true
			};
		} else {
			state_wrong(state, "too many");
		}
	for (size_t i = 0; i < listeners.count; i++) {
		if (listeners.at[i].fd == -1)
			state_wrong(state, "listener without a socket");
		if (listeners.at[i].inherited)
			listeners.inherited = i + 1;
	}
}

bool
listen_adopt(void)
{
	for (size_t i = 0; i < listeners.count; i++)
		if (!know_address(&listeners.at[i]))
			return false;
	return true;
}

MODULE(listen) = { TABLES(TABLE(listeners.at, ROWS)),
	SECTION("listeners", listen) };
