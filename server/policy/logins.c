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

#include "base/arena.h"
#include "base/hash.h"
#include "base/looks.h"
#include "shared/grammar.h"
#include "shared/limits.h"

#define BUCKETS 4096 /* of either kind */

struct login {
	uid_t user;
	uint32_t next_name; /* in its bucket: number + 1, 0 ends */
	uint32_t next_user; /* likewise */
	uint8_t len; /* of name */
	char name[LIMIT_NAME];
};

struct copy {
	struct login *login;
	uint32_t *by_name; /* BUCKETS of them */
	uint32_t *by_user; /* likewise */
	struct looks looks;
	size_t count;
};

static struct {
	struct copy now;
	struct copy next;
} logins;

static bool
copy_init(struct copy *copy)
{
	copy->login = arena_table(LOGINS_MAX, sizeof(*copy->login));
	copy->by_name = arena_table(BUCKETS, sizeof(*copy->by_name));
	copy->by_user = arena_table(BUCKETS, sizeof(*copy->by_user));
	return looks_init(&copy->looks, LOGINS_MAX) && copy->login != NULL &&
	    copy->by_name != NULL && copy->by_user != NULL;
}

bool
logins_init(void)
{
	return copy_init(&logins.now) && copy_init(&logins.next);
}

static void
copy_empty(struct copy *copy)
{
	memset(copy->by_name, 0, BUCKETS * sizeof(*copy->by_name));
	memset(copy->by_user, 0, BUCKETS * sizeof(*copy->by_user));
	looks_empty(&copy->looks);
	copy->count = 0;
}

static struct str
name_of(const struct login *login)
{
	return (struct str) { login->name, login->len };
}

/* The link to the login of that name, or the one that ends its bucket. */
static uint32_t *
link_of_name(const struct copy *copy, struct str name)
{
	uint32_t *link = &copy->by_name[hash_name(name) % BUCKETS];

	while (*link != 0 && !str_same(name_of(&copy->login[*link - 1]), name))
		link = &copy->login[*link - 1].next_name;
	return link;
}

static uint32_t *
link_of_user(const struct copy *copy, uid_t user)
{
	uint32_t *link =
	    &copy->by_user[hash_bytes(&user, sizeof(user)) % BUCKETS];

	while (*link != 0 && copy->login[*link - 1].user != user)
		link = &copy->login[*link - 1].next_user;
	return link;
}

/* The first of a name, and of a user, is the one that is found. */
static void
add(struct copy *copy, struct str name, uid_t user)
{
	uint32_t *by_name = link_of_name(copy, name);
	uint32_t *by_user = link_of_user(copy, user);
	struct login *login = &copy->login[copy->count];

	if (*by_name != 0)
		return;
	*login = (struct login) { .user = user, .len = (uint8_t)name.len };
	memcpy(login->name, name.at, name.len);
	looks_add(&copy->looks, (uint32_t)copy->count, name_of(login));
	copy->count++;
	*by_name = (uint32_t)copy->count;
	if (*by_user == 0)
		*by_user = (uint32_t)copy->count;
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
			return "there are too many";
		add(copy, name, entry->pw_uid);
	}
	if (errno != 0 && errno != ENOENT)
		return strerror(errno);
	return copy->count > 0 ? NULL : "there are none";
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
	const uint32_t number = *link_of_user(&logins.now, user);

	if (number == 0)
		return (struct str) { NULL, 0 };
	return name_of(&logins.now.login[number - 1]);
}

bool
logins_has(struct str name)
{
	return *link_of_name(&logins.now, name) != 0;
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
