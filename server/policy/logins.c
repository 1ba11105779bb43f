/*
 * Who has a login on this machine: see logins.h. There are two copies of the
 * database, so that a reading that fails in the middle changes nothing.
 */
#define _XOPEN_SOURCE 700 /* getpwent */
#include "policy/logins.h"

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <sysexits.h>

#include "base/data/chain.h"
#include "base/data/hash.h"
#include "base/data/looks.h"
#include "base/mem/arena.h"
#include "shared/grammar.h"
#include "shared/limits.h"

#define BUCKETS 4096 /* of either kind */

struct login {
	uid_t user;
	uint8_t len; /* of name */
	char name[LIMIT_NAME];
};

struct copy {
	struct login *login;
	struct chain by_name;
	struct chain by_user;
	struct looks looks;
	size_t count;
};

/* To be saved: nothing; the system is asked again. */
static struct {
	struct copy now;
	struct copy next;
} logins;

static bool
copy_init(struct copy *copy)
{
	copy->login = arena_table(LOGINS_MAX, sizeof(*copy->login));
	return copy->login != NULL && looks_init(&copy->looks, LOGINS_MAX) &&
	    chain_init(&copy->by_name, BUCKETS, LOGINS_MAX) &&
	    chain_init(&copy->by_user, BUCKETS, LOGINS_MAX);
}

bool
logins_init(void)
{
	return copy_init(&logins.now) && copy_init(&logins.next);
}

static void
copy_empty(struct copy *copy)
{
	chain_empty(&copy->by_name);
	chain_empty(&copy->by_user);
	looks_empty(&copy->looks);
	copy->count = 0;
}

static struct str
name_of(const struct login *login)
{
	return (struct str) { login->name, login->len };
}

static uint64_t
hash_of(uid_t user)
{
	return hash_bytes(&user, sizeof(user));
}

/* Or CHAIN_END. */
static uint32_t
find_name(const struct copy *copy, struct str name)
{
	uint32_t row = chain_first(&copy->by_name, hash_name(name));

	while (row != CHAIN_END && !str_same(name_of(&copy->login[row]), name))
		row = chain_next(&copy->by_name, row);
	return row;
}

static uint32_t
find_user(const struct copy *copy, uid_t user)
{
	uint32_t row = chain_first(&copy->by_user, hash_of(user));

	while (row != CHAIN_END && copy->login[row].user != user)
		row = chain_next(&copy->by_user, row);
	return row;
}

/* The first of a name, and of a user, is the one that is found. */
static void
add(struct copy *copy, struct str name, uid_t user)
{
	const uint32_t row = (uint32_t)copy->count;
	struct login *login = &copy->login[row];

	if (find_name(copy, name) != CHAIN_END)
		return;
	*login = (struct login) { .user = user, .len = (uint8_t)name.len };
	memcpy(login->name, name.at, name.len);
	looks_add(&copy->looks, row, name_of(login));
	chain_add(&copy->by_name, hash_name(name), row);
	if (find_user(copy, user) == CHAIN_END)
		chain_add(&copy->by_user, hash_of(user), row);
	copy->count++;
}

/*
 * All that can be names of clients. Null, or why that cannot be. At the end
 * some systems leave ENOENT, which is no fault.
 */
static const char *
read_all(struct copy *copy)
{
	const struct passwd *entry;

	setpwent();
	while (errno = 0, (entry = getpwent()) != NULL) {
		const struct str name = str_from(entry->pw_name);
		if (name_check(name) != CODE_OK)
			continue;
		if (copy->count == LOGINS_MAX)
			return "too many users";
		add(copy, name, entry->pw_uid);
	}
	if (errno != 0 && errno != ENOENT)
		return strerror(errno);
	return copy->count > 0 ? NULL : "no users";
}

bool
logins_read(struct error *why)
{
	const char *wrong;

	copy_empty(&logins.next);
	wrong = read_all(&logins.next);
	endpwent();
	if (wrong != NULL)
		return error_set(why, EX_OSERR,
		    "peer_names: cannot read the users of this machine: %s",
		    wrong);
	return true;
}

void
logins_use(void)
{
	const struct copy old = logins.now;

	logins.now = logins.next;
	logins.next = old;
}

struct str
logins_name(uid_t user)
{
	const uint32_t row = find_user(&logins.now, user);

	if (row == CHAIN_END)
		return (struct str) { NULL, 0 };
	return name_of(&logins.now.login[row]);
}

bool
logins_has(struct str name)
{
	return find_name(&logins.now, name) != CHAIN_END;
}

struct str
logins_like(struct str name)
{
	const struct copy *now = &logins.now;
	const uint32_t number = looks_find(&now->looks, name, LOOKS_NONE);

	if (number == LOOKS_NONE)
		return (struct str) { NULL, 0 };
	return name_of(&now->login[number]);
}
