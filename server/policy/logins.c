/*
 * The logins of this machine: see logins.h. There are two copies of the
 * database, so that a read that fails halfway changes nothing.
 */
#define _XOPEN_SOURCE 700 /* getpwent */
#include "policy/logins.h"

#include <assert.h>
#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <sysexits.h>

#include "base/data/index.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/grammar.h"
#include "shared/limits.h"

#define BUCKETS 4096 /* of each index */

struct login {
	uid_t user;
	uint8_t len; /* of name */
	char name[LIMIT_NAME];
};

struct copy {
	struct login *login;
	struct index by_name;
	struct index by_user;
	size_t count;
};

/* Nothing is saved: the system is asked again. */
static struct {
	struct copy copy[2];
	size_t now; /* the one in force */
} logins;

static void
logins_init(void)
{
	for (size_t i = 0; i < COUNT(logins.copy); i++) {
		struct copy *copy = &logins.copy[i];
		copy->login = arena_table(LOGINS_MAX, sizeof(*copy->login));
		INDEX_INIT(&copy->by_name, copy->login, LOGINS_MAX, BUCKETS,
		    INDEX_LIKE(struct login, name, len));
		INDEX_INIT(&copy->by_user, copy->login, LOGINS_MAX, BUCKETS,
		    INDEX_BYTES(struct login, user, user));
	}
}

/* Returns the name in a row of those in force; empty without one. */
static struct str
name_in(uint32_t row)
{
	const struct login *login = logins.copy[logins.now].login;

	return row == INDEX_NONE ?
	    (struct str) { NULL, 0 } :
	    (struct str) { login[row].name, login[row].len };
}

/*
 * Adds a login. The first one with a name, or of a user, is the one that is
 * found.
 */
static void
logins_add(struct copy *copy, struct str name, uid_t user)
{
	const uint32_t row = (uint32_t)copy->count;
	struct login *login = &copy->login[row];

	if (index_find(&copy->by_name, name) != INDEX_NONE)
		return;
	*login = (struct login) { .user = user, .len = (uint8_t)name.len };
	memcpy(login->name, name.at, name.len);
	index_add(&copy->by_name, row);
	if (index_find(&copy->by_user, STR_BYTES(user)) == INDEX_NONE)
		index_add(&copy->by_user, row);
	copy->count++;
}

/* Some systems leave ENOENT behind the last user, which is no error. */
bool
logins_read(struct error *why)
{
	struct copy *next = &logins.copy[1 - logins.now];
	const struct passwd *entry;
	const char *wrong = NULL;

	index_empty(&next->by_name);
	index_empty(&next->by_user);
	next->count = 0;
	setpwent();
	while (wrong == NULL && (errno = 0, (entry = getpwent()) != NULL)) {
		const struct str name = str_from(entry->pw_name);
		if (name_check(name) != CODE_OK)
			continue;
		if (next->count == LOGINS_MAX)
			wrong = "too many users";
		else
			logins_add(next, name, entry->pw_uid);
	}
	if (wrong == NULL && errno != 0 && errno != ENOENT)
		wrong = strerror(errno);
	if (wrong == NULL && next->count == 0)
		wrong = "no users";
	endpwent();
	return wrong == NULL ||
	    error_set(why, EX_OSERR,
		"peer_names: cannot read the users of this machine: %s", wrong);
}

void
logins_use(void)
{
	logins.now = 1 - logins.now;
}

struct str
logins_name(uid_t user)
{
	return name_in(
	    index_find(&logins.copy[logins.now].by_user, STR_BYTES(user)));
}

bool
logins_has(struct str name)
{
	return index_find(&logins.copy[logins.now].by_name, name) != INDEX_NONE;
}

size_t
logins_count(void)
{
	return logins.copy[logins.now].count;
}

struct str
logins_find_like(struct str name)
{
	return name_in(
	    index_like(&logins.copy[logins.now].by_name, name, INDEX_NONE));
}

MODULE(logins) = { .init = logins_init };
