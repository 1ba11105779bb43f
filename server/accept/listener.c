/* One listening socket: see listen.h. */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "accept/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/loop/watch.h"
#include "base/state/state.h"
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

int
listen_exit_code(int error)
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

	(void)error_set(why, listen_exit_code(error), "cannot listen on %s: %s",
	    l->wanted, strerror(error));
	return error == EADDRINUSE && error_is_transient(why);
}

static void
set(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof(value));
}

static usec
limit(usec time, usec least, usec most)
{
	if (time < least)
		return least;
	return time > most ? most : time;
}

void
listen_tune(const struct listener *l, usec wanted)
{
	const usec patience = limit(wanted, PATIENCE_LEAST, PATIENCE_MOST);
	const usec idle = limit(patience / 2, 0, IDLE_MOST);
	const usec between = limit((patience - idle) / PROBES, 0, IDLE_MOST);

	if (addr_is_unix(&l->addr))
		return;
	set(l->fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(l->fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
	set(l->fd, IPPROTO_TCP, TCP_KEEPIDLE, (int)(idle / SEC));
#endif
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
 * The options before bind are for the operator's convenience: a restart need
 * not wait for old connections, and an IPv4 socket can have the same port.
 */
bool
listen_bind(int type, const struct addr *addr, int *fd)
{
	*fd = socket(addr->to.any.sa_family, type, 0);
	if (*fd == -1 || !io_prepare(*fd))
		return false;
	if (type == SOCK_STREAM)
		set(*fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (addr->to.any.sa_family == AF_INET6)
		set(*fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	return bind(*fd, &addr->to.any, addr->len) == 0;
}

bool
listen_address(int fd, struct addr *addr)
{
	addr->len = sizeof(addr->to);
	return getsockname(fd, &addr->to.any, &addr->len) == 0;
}

bool
listen_know_address(struct listener *l)
{
	if (!listen_address(l->fd, &l->addr))
		return false;
	l->local = addr_is_local(&l->addr);
	addr_text(&l->addr, l->text);
	return true;
}

static void
name_lock(const struct listener *l, char name[LOCK_TEXT])
{
	(void)snprintf(name, LOCK_TEXT, "%s" LOCK_END, l->wanted); /* fits */
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
	l->lock = lock_file(AT_FDCWD, name, self_user());
	if (l->lock == -1)
		return cannot_lock(why, l, name);
	if (!place_stat(place, &info))
		return errno == ENOENT || cannot_listen(why, l);
	if (!S_ISSOCK(info.st_mode))
		return no_socket(why, l);
	if (is_stale(l) && place_remove(place, &info))
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
bind_at(struct listener *l, const struct place *place, struct error *why)
{
	const mode_t mode = l->mode > 0 ? (mode_t)(l->mode - 1) : 0666;
	mode_t mask;
	bool good;

	if (!take_over_path(l, place, why))
		return false;
	mask = umask(0777 & ~mode);
	good = bind(l->fd, &l->addr.to.any, l->addr.len) == 0;
	(void)umask(mask); /* cannot fail; errno is kept */
	if (!good)
		return cannot_listen(why, l);
	l->bound = place_stat(place, &l->file) && S_ISSOCK(l->file.st_mode);
	errno = EADDRINUSE; /* for the case that another file is there by now */
	return l->bound || cannot_listen(why, l);
}

static bool
bind_path(struct listener *l, struct error *why)
{
	struct place place;
	bool good;

	l->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (l->fd == -1 || !io_prepare(l->fd) || !place_open(&place, l->wanted))
		return cannot_listen(why, l);
	good = bind_at(l, &place, why);
	place_close(&place);
	return good;
}

/* Fills in a listener from an address and its options. */
static bool
prepare(struct listener *l, const char *address,
    const struct listen_options *options, struct error *why)
{
	const char *wrong;

	*l = (struct listener) { .fd = -1, .lock = -1, .mode = options->mode };
	wrong = addr_parse(&l->addr, address);
	if (wrong != NULL)
		return error_set(
		    why, EX_USAGE, "cannot listen on %s: %s", address, wrong);
	memcpy(l->wanted, address, strlen(address) + 1); /* fits: was split */
	return true;
}

bool
listen_open_one(struct listener *l, const char *address,
    const struct listen_options *options, struct error *why)
{
	bool bound;

	if (!prepare(l, address, options, why))
		return false;
	bound = addr_is_unix(&l->addr) ?
	    bind_path(l, why) :
	    listen_bind(SOCK_STREAM, &l->addr, &l->fd) || cannot_listen(why, l);
	if (bound) {
		if (listen(l->fd, SOMAXCONN) == 0 && listen_know_address(l))
			return true;
		(void)cannot_listen(why, l);
	}
	listen_close_one(l);
	return false;
}

void
listen_close_one(struct listener *l)
{
	char name[LOCK_TEXT];

	watch_close(&l->fd);
	if (l->bound)
		(void)place_remove_path(l->wanted, &l->file);
	name_lock(l, name);
	lock_release(name, &l->lock);
}

/*
 * Returns whether a path could be bound if no other server used it; false with
 * *why.
 */
static bool
check_path(const struct listener *l, struct error *why)
{
	char name[LOCK_TEXT];
	struct place place;
	struct stat info;
	bool there;

	if (!place_open(&place, l->wanted))
		return cannot_listen(why, l);
	there = place_stat(&place, &info);
	place_close(&place);
	name_lock(l, name);
	if (!lock_check(name, self_user()))
		return cannot_lock(why, l, name);
	return !there || S_ISSOCK(info.st_mode) || no_socket(why, l);
}

/* The socket of a port does not listen, so it disturbs nobody. */
bool
listen_check_one(const char *address, const struct listen_options *options,
    struct error *why)
{
	struct listener l;
	bool good;

	if (!prepare(&l, address, options, why))
		return false;
	if (addr_is_unix(&l.addr))
		return check_path(&l, why);
	good = listen_bind(SOCK_STREAM, &l.addr, &l.fd) ||
	    errno == EADDRINUSE || cannot_listen(why, &l);
	io_close(&l.fd);
	return good;
}

bool
path_remove_stale(const char *path)
{
	struct listener l = { .fd = -1, .lock = -1 };
	struct error why;
	struct place place;
	struct stat info;
	bool good;

	if (strlen(path) >= sizeof(l.wanted) ||
	    addr_parse(&l.addr, path) != NULL || !place_open(&place, path))
		return false;
	memcpy(l.wanted, path, strlen(path) + 1);
	good = place_stat(&place, &info) && S_ISSOCK(info.st_mode) &&
	    info.st_uid == geteuid() && take_over_path(&l, &place, &why);
	listen_close_one(&l);
	place_close(&place);
	return good;
}

/* The columns that are saved. A path that is not valid text is not saved. */
static const struct field saved[] = {
	FIELD(TEXT, struct listener, wanted),
	FIELD(TEXT, struct listener, text),
	FIELD(FD, struct listener, fd),
	FIELD(FD, struct listener, lock),
	FIELD(BOOL, struct listener, bound),
	FIELD(NUMBER, struct listener, file.st_dev),
	FIELD(NUMBER, struct listener, file.st_ino),
	FIELD(BOOL, struct listener, inherited),
	FIELD(BOOL, struct listener, named_proxy),
	FIELD_UPTO(NUMBER, struct listener, service, SERVICES - 1),
	FIELD(BOOL, struct listener, proxy),
	FIELD(BOOL, struct listener, secure),
	FIELD(NUMBER, struct listener, mode),
};

void
listen_save_one(struct state *state, const struct listener *l)
{
	fields_put(state, FIELDS(saved), l);
}

void
listen_load_line(struct state *state, struct listener *l)
{
	fields_get(state, FIELDS(saved), l);
}

bool
listen_adopt_one(struct listener *l)
{
	return listen_know_address(l);
}
