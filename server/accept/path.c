/* The path of a UNIX socket: see path.h. */
#include "accept/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/system/lock.h"
#include "base/system/owners.h"
#include "base/system/place.h"
#include "shared/io.h"

#define LOCK_TEXT (ADDR_TEXT + sizeof(LOCK_END))

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

	(void)listener_error(why, l); /* for the code */
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

/*
 * Locks PATH.lock for as long as we live; false with *why, for instance if
 * another process holds it.
 */
static bool
lock_path(struct listener *l, struct error *why)
{
	char name[LOCK_TEXT];

	name_lock(l, name);
	l->lock = lock_file(name, self_user());
	return l->lock != -1 || cannot_lock(why, l, name);
}

/* Returns whether nobody listens there. */
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
 * Takes the lock and removes a stale socket; false with *why. While we hold the
 * lock no other forkcastd listens on the path, so a socket that refuses
 * connections is stale. Any other file there is not ours.
 */
static bool
take_over_path(struct listener *l, const struct place *place, struct error *why)
{
	struct stat info;

	if (!lock_path(l, why))
		return false;
	if (!place_stat(place, &info))
		return errno == ENOENT || listener_error(why, l);
	if (!S_ISSOCK(info.st_mode))
		return no_socket(why, l);
	if (is_stale(l) && place_remove(place, &info))
		return true;
	errno = EADDRINUSE;
	return listener_error(why, l);
}

static bool
no_owner(struct error *why, const struct listener *l, const char *kind,
    const char *name)
{
	return error_set(why, EX_NOUSER, "cannot listen on %s: %s=%s: %s",
	    l->wanted, kind, name,
	    errno != 0		      ? strerror(errno) :
		strcmp(kind, "group") ? "no such user" :
					"no such group");
}

/*
 * Finds the user and group to give the file to; -1 each: leave it as created.
 */
static bool
find_owners(
    const struct listener *l, uid_t *user, gid_t *group, struct error *why)
{
	*user = (uid_t)-1;
	*group = (gid_t)-1;
	if (l->owner[0] != '\0' && !owners_user(l->owner, user))
		return no_owner(why, l, "owner", l->owner);
	if (l->group[0] != '\0' && !owners_group(l->group, group))
		return no_owner(why, l, "group", l->group);
	return true;
}

static bool
cannot_give(struct error *why, const struct listener *l)
{
	return error_set(why, EX_NOPERM, "cannot listen on %s:%s%s%s%s: %s",
	    l->wanted, l->owner[0] != '\0' ? " owner=" : "", l->owner,
	    l->group[0] != '\0' ? " group=" : "", l->group, strerror(errno));
}

/*
 * Returns whether we may give the file to its owners; false with *why. Only
 * root may give files away; others may only give them to their own groups.
 */
static bool
look_at_owners(const struct listener *l, struct error *why)
{
	uid_t user;
	gid_t group;

	if (!find_owners(l, &user, &group, why))
		return false;
	errno = EPERM;
	return geteuid() == 0 ||
	    ((user == (uid_t)-1 || user == geteuid()) &&
		(group == (gid_t)-1 || owners_may_give(group))) ||
	    cannot_give(why, l);
}

/*
 * Binds with the mode set from the start: later somebody else may have put
 * another file there. By default anyone who can reach the path may connect, as
 * on a TCP port, and the directory's mode keeps people out. The umask is not
 * shared: there are no threads, and children have their own.
 */
static bool
bind_as(const struct listener *l)
{
	const mode_t mode = l->mode > 0 ? (mode_t)(l->mode - 1) : 0666;
	const mode_t mask = umask(0777 & ~mode);
	const bool good = bind(l->fd, &l->addr.to.any, l->addr.len) == 0;

	(void)umask(mask); /* cannot fail; errno is kept */
	return good;
}

/* Gives the file to its owners. Nobody can connect before we listen. */
static bool
give(const struct listener *l, const struct place *place, struct error *why)
{
	uid_t user;
	gid_t group;

	if (!find_owners(l, &user, &group, why))
		return false;
	return (user == (uid_t)-1 && group == (gid_t)-1) ||
	    place_chown(place, &l->file, user, group) || cannot_give(why, l);
}

static bool
bind_at(struct listener *l, const struct place *place, struct error *why)
{
	if (!take_over_path(l, place, why))
		return false;
	if (!bind_as(l))
		return listener_error(why, l);
	l->bound = place_stat(place, &l->file) && S_ISSOCK(l->file.st_mode);
	errno = EADDRINUSE; /* for the case that another file is there by now */
	return l->bound ? give(l, place, why) : listener_error(why, l);
}

bool
path_bind(struct listener *l, struct error *why)
{
	struct place place;
	bool good;

	if (!place_open(&place, l->wanted))
		return listener_error(why, l);
	good = bind_at(l, &place, why);
	place_close(&place);
	return good;
}

void
path_close(struct listener *l)
{
	char name[LOCK_TEXT];

	if (l->bound)
		(void)place_remove_path(l->wanted, &l->file);
	name_lock(l, name);
	lock_release(name, &l->lock);
}

bool
path_check(const struct listener *l, struct error *why)
{
	char name[LOCK_TEXT];
	struct place place;
	struct stat info;
	bool there;

	if (!place_open(&place, l->wanted))
		return listener_error(why, l);
	there = place_stat(&place, &info);
	place_close(&place);
	name_lock(l, name);
	if (!lock_check(name, self_user()))
		return cannot_lock(why, l, name);
	if (there && !S_ISSOCK(info.st_mode))
		return no_socket(why, l);
	return look_at_owners(l, why);
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
	path_close(&l);
	place_close(&place);
	return good;
}
